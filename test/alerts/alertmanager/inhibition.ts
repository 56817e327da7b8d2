import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FILE = join(import.meta.dirname, '../../../packages/observability/stack/alertmanager.yml');

type Labels = Readonly<Record<string, string>>;

interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** Which alerts silence which: the shipped Alertmanager configuration, by Alertmanager's rules. */
export class Inhibition {
  readonly #rules: readonly (readonly [
    source: Matcher,
    target: Matcher,
    equal: readonly string[],
  ])[];

  constructor(rules: readonly InhibitRule[]) {
    this.#rules = rules.map(({ source_matchers, target_matchers, equal }) => [
      matcher(source_matchers),
      matcher(target_matchers),
      equal,
    ]);
  }

  static shipped(): Inhibition {
    return new Inhibition(shipped());
  }

  /** The same without one of its rules, and which that is. */
  static withoutOne(): (readonly [title: string, Inhibition])[] {
    const rules = shipped();
    return rules.map(({ source_matchers, target_matchers }, place) => [
      `${source_matchers.join(', ')} silences ${target_matchers.join(', ')}`,
      new Inhibition(rules.toSpliced(place, 1)),
    ]);
  }

  /** Whether one of `firing` silences `target`. */
  silences(firing: readonly Labels[], target: Labels): boolean {
    return this.#rules.some(
      ([isSource, isTarget, equal]) =>
        isTarget(target) &&
        firing.some(
          (source) =>
            source !== target &&
            isSource(source) &&
            // What is both cannot be silenced by what is both.
            !(isSource(target) && isTarget(source)) &&
            equal.every((label) => (source[label] ?? '') === (target[label] ?? '')),
        ),
    );
  }
}

function shipped(): InhibitRule[] {
  const { inhibit_rules }: { inhibit_rules: InhibitRule[] } = parse(readFileSync(FILE, 'utf8'));
  return inhibit_rules;
}

type Matcher = (labels: Labels) => boolean;

function matcher(matchers: readonly string[]): Matcher {
  const parts = matchers.map((text) => {
    const [, label = '', sign, value = ''] =
      /^\s*(\w+)\s*(=~|!~|!=|=)\s*"?(.*?)"?\s*$/.exec(text) ?? [];
    const pattern = new RegExp(`^(?:${value})$`);
    const matches = (found: string) =>
      sign === '=~' || sign === '!~' ? pattern.test(found) : found === value;
    const wanted = sign === '=' || sign === '=~';
    if (sign === undefined) throw new Error(`Not a matcher: ${text}`);
    return (labels: Labels) => matches(labels[label] ?? '') === wanted;
  });
  return (labels) => parts.every((part) => part(labels));
}
