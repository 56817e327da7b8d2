import { parser } from '@prometheus-io/lezer-promql';

/** An expression with one thing changed, and what that is. */
export interface Changed {
  readonly what: string;
  readonly expr: string;
}

type Node = ReturnType<typeof parser.parse>['topNode'];

/** The expression without one of its conditions, or with one of its lanes alone. */
export function withoutParts(expr: string): Changed[] {
  return nodesOf(expr, 'BinaryExpr').flatMap((node) => {
    const operator = node.getChild('And') ?? node.getChild('Unless') ?? node.getChild('Or');
    const [left, right] = [node.firstChild, node.lastChild];
    if (!operator || !left || !right) return [];
    const end = withOffset(node);
    const [before, after] = [expr.slice(left.from, left.to), expr.slice(right.from, end)];
    // Comments end with their line, so parts keep their lines.
    const replaced = (by: string) => `${expr.slice(0, node.from)}${by}\n${expr.slice(end)}`;
    const word = operator.name.toLowerCase();
    const changed = [{ what: `without "${word} ${short(after)}"`, expr: replaced(before) }];
    return word === 'or'
      ? [...changed, { what: `without "${short(before)} or"`, expr: replaced(after) }]
      : changed;
  });
}

/** Where an operation ends: this parser has the offset of its right side belong to both sides. */
function withOffset(node: Node): number {
  let whole = node;
  while (whole.parent?.name === 'OffsetExpr') whole = whole.parent;
  return whole.to;
}

/** The expression with one of its selectors finding nothing, or not what it should, wherever it stands. */
export function withBrokenSelectors(expr: string): Changed[] {
  const matchers = nodesOf(expr, 'UnquotedLabelMatcher').map(({ from, to }) =>
    expr.slice(from, to),
  );
  return [...new Set(matchers)].map((matcher) => ({
    what: `${matcher} broken`,
    expr: expr.replaceAll(matcher, matcher.replace(/".*"/s, '"broken"')),
  }));
}

/** The expression over windows that are four times as long. */
export function withLongerWindows(expr: string): Changed[] {
  let changed = expr;
  for (const node of nodesOf(expr, 'MatrixSelector').toReversed()) {
    const window = node.getChild('DurationExpr');
    const called = functionOf(node);
    if (!window || called === undefined || !WINDOWED.has(called)) continue;
    const longer = `${4 * secondsOf(expr.slice(window.from, window.to))}s`;
    changed = `${changed.slice(0, window.from)}${longer}${changed.slice(window.to)}`;
  }
  return changed === expr ? [] : [{ what: 'over windows four times as long', expr: changed }];
}

/** Those whose result is about all of their window. */
const WINDOWED = new Set(['increase', 'avg_over_time', 'sum_over_time', 'count_over_time']);

function functionOf(node: Node): string | undefined {
  for (let above = node.parent; above; above = above.parent) {
    if (above.name === 'FunctionCall') {
      return above
        .getChild('FunctionIdentifier')
        ?.firstChild?.name.replaceAll(/(?<=.)([A-Z])/g, '_$1')
        .toLowerCase();
    }
  }
  return undefined;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([smhdw])/g)];
  return parts.reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (SECONDS[unit] ?? 1),
    0,
  );
}

function nodesOf(expr: string, name: string): Node[] {
  const nodes: Node[] = [];
  parser.parse(expr).iterate({
    enter: ({ node }) => {
      if (node.type.isError) throw new Error(`Does not parse: ${expr}`);
      if (node.name === name) nodes.push(node);
    },
  });
  return nodes;
}

const short = (text: string): string => {
  const line = text.replaceAll(/#.*/g, '').replaceAll(/\s+/g, ' ').trim();
  return line.length > 90 ? `${line.slice(0, 60)}...${line.slice(-27)}` : line;
};
