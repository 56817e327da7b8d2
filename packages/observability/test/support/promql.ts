import { parser } from '@prometheus-io/lezer-promql';

/** What may be asked for. */
export interface Vocabulary {
  /** The labels of each series, by its name. */
  readonly series: ReadonlyMap<string, ReadonlySet<string>>;
  /** The values of labels that have few; those of others may be any. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
}

type Node = ReturnType<typeof parser.parse>['topNode'];
type Labels = ReadonlySet<string>;

/** A number or a string, which matches whatever stands on the other side. */
const SCALAR = undefined;
const KEEP_LABELS = new Set(['Topk', 'Bottomk', 'LimitK', 'LimitRatio']);

/** What a query is about. */
export interface ReadQuery {
  /** Why it cannot work; empty when it parses, and names only series and labels that exist. */
  readonly problems: readonly string[];
  /** The labels that its answer can have; undefined for a number. */
  readonly labels: Labels | undefined;
}

/**
 * Reads a query as far as names go: that it parses, that each series exists, that each label is one of
 * the series that it is asked of and can have that value, and that both sides of an operator can have
 * the same labels.
 */
export function readQuery(query: string, vocabulary: Vocabulary): ReadQuery {
  const reader = new Reader(query, vocabulary);
  const labels = reader.labelsOf(parser.parse(query).topNode);
  return { problems: reader.problems, labels };
}

class Reader {
  readonly problems: string[] = [];
  readonly #query: string;
  readonly #vocabulary: Vocabulary;

  constructor(query: string, vocabulary: Vocabulary) {
    this.#query = query;
    this.#vocabulary = vocabulary;
  }

  /** The labels that an expression can have. */
  labelsOf(node: Node): Labels | undefined {
    if (node.type.isError) this.problems.push(`does not parse: ${this.#around(node)}`);
    switch (node.name) {
      case 'VectorSelector':
        return this.#selected(node);
      case 'AggregateExpr':
        return this.#aggregated(node);
      case 'BinaryExpr':
        return this.#joined(node);
      case 'FunctionCall':
        return this.#called(node);
      default:
        return this.#within(node);
    }
  }

  #within(node: Node): Labels | undefined {
    return childrenOf(node)
      .map((child) => this.labelsOf(child))
      .reduce((all, labels) => (labels && all ? union(all, labels) : (labels ?? all)), SCALAR);
  }

  #selected(node: Node): Labels {
    this.#within(node);
    const matchers = node
      .getChildren('LabelMatchers')
      .flatMap((list) => list.getChildren('UnquotedLabelMatcher'))
      .map((matcher) => ({
        label: this.#text(matcher.getChild('LabelName')),
        operator: this.#text(matcher.getChild('MatchOp')),
        value: this.#string(matcher.getChild('StringLiteral')),
      }));
    const named = node.getChild('Identifier');
    const names = matchers.filter(({ label }) => label === '__name__');
    if (named) names.push({ label: '__name__', operator: '=', value: this.#text(named) });
    const found = [...this.#vocabulary.series].filter(
      ([name]) => names.length > 0 && names.every((matcher) => fits(name, matcher)),
    );
    if (found.length === 0) this.problems.push(`no such series: ${this.#text(node)}`);
    for (const { label, value } of matchers.filter((matcher) => matcher.label !== '__name__')) {
      const lacking = found.find(([, labels]) => !labels.has(label));
      if (lacking) this.problems.push(`${lacking[0]} has no label ${label}`);
      const values = this.#vocabulary.values.get(label);
      for (const word of values ? value.split('|') : []) {
        if (!values?.has(word)) this.problems.push(`${label} is never ${word}`);
      }
    }
    return found.reduce<Labels>((all, [, labels]) => union(all, labels), new Set());
  }

  #aggregated(node: Node): Labels {
    const body = node.getChild('FunctionCallBody');
    const inner = (body && this.labelsOf(body)) ?? new Set<string>();
    const modifier = node.getChild('AggregateModifier');
    const operator = node.getChild('AggregateOp')?.firstChild?.name ?? '';
    const kept = modifier ? this.#grouping(modifier) : new Set<string>();
    if (modifier) this.#within(modifier);
    if (KEEP_LABELS.has(operator)) return inner;
    if (operator === 'CountValues') {
      return union(kept, [this.#string(body?.getChild('StringLiteral') ?? null)]);
    }
    if (modifier?.getChild('Without')) return without(inner, kept);
    this.#expect(kept, inner, node);
    return kept;
  }

  #called(node: Node): Labels | undefined {
    const inner = this.#within(node);
    const body = node.getChild('FunctionCallBody');
    switch (node.getChild('FunctionIdentifier')?.firstChild?.name) {
      case 'Scalar':
      case 'Time':
        return SCALAR;
      case 'Vector':
        return new Set();
      case 'HistogramQuantile':
        return inner && without(inner, new Set(['le']));
      case 'LabelReplace':
      case 'LabelJoin':
        return union(inner ?? [], [this.#string(body?.getChild('StringLiteral') ?? null)]);
      default:
        return inner;
    }
  }

  #joined(node: Node): Labels | undefined {
    const sides = childrenOf(node).filter(
      ({ name }) => !/^(LineComment|MatchingModifierClause|BoolModifier|FillModifier)$/.test(name),
    );
    const [left, right] = [sides[0], sides.at(-1)].map((side) => side && this.labelsOf(side));
    const modifier = node.getChild('MatchingModifierClause');
    if (modifier) this.#within(modifier);
    if (left === SCALAR || right === SCALAR) return left ?? right;
    if (node.getChild('Or')) return union(left, right);

    const [grouping, included] = modifier?.getChildren('GroupingLabels') ?? [];
    const named = grouping ? this.#names(grouping) : new Set<string>();
    const on = modifier?.getChild('On') !== null && modifier !== null;
    if (on) {
      this.#expect(named, left, node);
      this.#expect(named, right, node);
    } else if (!same(without(left, named), without(right, named))) {
      this.problems.push(`both sides have different labels: ${this.#text(node)}`);
    }
    if (node.getChild('And') || node.getChild('Unless')) return left;
    const more = included ? this.#names(included) : new Set<string>();
    if (modifier?.getChild('GroupLeft')) return union(left, more);
    if (modifier?.getChild('GroupRight')) return union(right, more);
    return on ? named : without(left, named);
  }

  #expect(labels: Labels, there: Labels, node: Node): void {
    for (const label of without(labels, there)) {
      this.problems.push(`nothing in it has the label ${label}: ${this.#text(node)}`);
    }
  }

  #grouping(modifier: Node): Labels {
    const grouping = modifier.getChild('GroupingLabels');
    return grouping ? this.#names(grouping) : new Set();
  }

  #names(grouping: Node): Labels {
    return new Set(grouping.getChildren('LabelName').map((label) => this.#text(label)));
  }

  #text(node: Node | null): string {
    return node ? this.#query.slice(node.from, node.to) : '';
  }

  #string(literal: Node | null): string {
    return this.#text(literal).slice(1, -1).replaceAll('\\\\', '\\');
  }

  #around({ from, to }: Node): string {
    return this.#query.slice(Math.max(0, from - 30), to + 10);
  }
}

const union = (a: Iterable<string>, b: Iterable<string>): Labels => new Set([...a, ...b]);
const without = (a: Labels, b: Labels): Labels => new Set([...a].filter((label) => !b.has(label)));
const same = (a: Labels, b: Labels): boolean => a.size === b.size && without(a, b).size === 0;

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

function fits(name: string, { operator, value }: { operator: string; value: string }): boolean {
  const matched = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(name) : name === value;
  return operator.startsWith('!') ? !matched : matched;
}
