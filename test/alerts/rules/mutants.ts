import { withBrokenSelectors, withLongerWindows, withoutParts } from './expression.ts';
import type { Rule, Rules } from './rule-files.ts';

/** The rules with one mistake in them. */
export interface Mutant {
  /** Says what is wrong, and where. */
  readonly name: string;
  /** The rules that are changed, and what they became. */
  readonly changed: ReadonlyMap<Rule, Rule>;
}

/** Each mistake of these kinds that can be made in the rules. */
export function mutantsOf(rules: Rules): Mutant[] {
  const mutants = [...doubled(rules), ...rules.all.flatMap(mistakesIn)];
  const counts = new Map<string, number>();
  return mutants.map((mutant) => {
    const count = (counts.get(mutant.name) ?? 0) + 1;
    counts.set(mutant.name, count);
    return count === 1 ? mutant : { ...mutant, name: `${mutant.name} (${count})` };
  });
}

/** How a rule is called: two alerts may have one name. */
function titleOf({ alert, record, labels }: Rule): string {
  return alert === undefined ? `${record}` : `${alert} (${labels?.severity})`;
}

function mistakesIn(rule: Rule): Mutant[] {
  const title = titleOf(rule);
  const instead = (what: string, change: Partial<Rule>): Mutant => ({
    name: `${title}: ${what}`,
    changed: new Map([[rule, { ...rule, ...change }]]),
  });
  const { expr } = rule;
  return [
    ...[...withoutParts(expr), ...withBrokenSelectors(expr), ...withLongerWindows(expr)].map(
      (changed) => instead(changed.what, { expr: changed.expr }),
    ),
    ...(rule.for === undefined ? [] : [instead('without its "for"', { for: undefined })]),
    ...(rule.keep_firing_for === undefined
      ? []
      : [instead('without its "keep_firing_for"', { keep_firing_for: undefined })]),
  ];
}

const FLAG = /(\d+(?:\.\d+)?)([smhd]?)(\s*# (--[\w-]+))/g;

/** A threshold that is twice what it should be, in each place that its flag sets. */
function doubled({ all }: Rules): Mutant[] {
  const flags = new Set(
    all.flatMap(({ expr }) => [...expr.matchAll(FLAG)].map((found) => found[4])),
  );
  return [...flags].map((flag) => {
    const changed = new Map<Rule, Rule>();
    for (const rule of all) {
      const expr = rule.expr.replaceAll(FLAG, (whole, number, unit, rest, name) =>
        name === flag ? `${twice(Number(number), name)}${unit}${rest}` : whole,
      );
      if (expr !== rule.expr) changed.set(rule, { ...rule, expr });
    }
    return { name: `${flag} doubled`, changed };
  });
}

/** Of an objective, what may fail is doubled. */
const twice = (number: number, flag: string): number =>
  flag === '--objective' ? 1 - 2 * (1 - number) : 2 * number;
