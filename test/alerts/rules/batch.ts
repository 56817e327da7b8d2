import type { Mutant } from './mutants.ts';
import { type Rule, Rules, uses } from './rule-files.ts';

/** Several mutants in one set of rules: what is the same is evaluated once. */
export interface Batch {
  readonly rules: Rules;
  /** The alerts that a mutant may have changed. */
  readonly alertsOf: (mutant: Mutant) => ReadonlySet<string>;
  /** What an alert is called in a mutant. */
  readonly nameIn: (mutant: Mutant, alert: string) => string;
}

export function batchOf(rules: Rules, mutants: readonly Mutant[]): Batch {
  const mark = new Map(mutants.map((mutant, place) => [mutant, `_mutant${place}`]));
  const touched = new Map(mutants.map((mutant) => [mutant, touchedBy(mutant, rules)]));
  const needed = new Set(
    mutants.flatMap((mutant) =>
      rules.upstreamOf(
        [...(touched.get(mutant) ?? [])].map((rule) => mutant.changed.get(rule) ?? rule),
      ),
    ),
  );
  const copies = (mutant: Mutant): Rule[] => {
    const own = touched.get(mutant) ?? new Set();
    const suffix = mark.get(mutant) ?? '';
    // In the order of the rules, as each reads what stands before it.
    return rules.all
      .filter((rule) => own.has(rule))
      .map((rule) => renamed(mutant.changed.get(rule) ?? rule, own, suffix));
  };
  const groups = [
    ...rules.groups.map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => rule.record !== undefined && needed.has(rule)),
    })),
    ...mutants.map((mutant) => ({ name: `mutant${mark.get(mutant)}`, rules: copies(mutant) })),
  ];
  return {
    rules: new Rules(groups.filter((group) => group.rules.length > 0)),
    alertsOf: (mutant) =>
      new Set([...(touched.get(mutant) ?? [])].flatMap(({ alert }) => alert ?? [])),
    nameIn: (mutant, alert) => `${alert}${mark.get(mutant) ?? ''}`,
  };
}

/** The changed rules, and all that read them. */
function touchedBy({ changed }: Mutant, { all }: Rules): Set<Rule> {
  const touched = new Set(changed.keys());
  for (let size = 0; size !== touched.size; ) {
    size = touched.size;
    for (const rule of all) {
      if ([...touched].some(({ record }) => record !== undefined && uses(rule, record))) {
        touched.add(rule);
      }
    }
  }
  // Of an alert with two rules, both are judged.
  const alerts = new Set([...touched].flatMap(({ alert }) => alert ?? []));
  for (const rule of all) if (rule.alert !== undefined && alerts.has(rule.alert)) touched.add(rule);
  return touched;
}

function renamed(rule: Rule, own: ReadonlySet<Rule>, suffix: string): Rule {
  let { expr } = rule;
  for (const { record } of own) {
    if (record === undefined) continue;
    expr = expr.replaceAll(new RegExp(`(?<![\\w:])${record}(?![\\w:])`, 'g'), `${record}${suffix}`);
  }
  return rule.alert === undefined
    ? { ...rule, record: `${rule.record}${suffix}`, expr }
    : { ...rule, alert: `${rule.alert}${suffix}`, expr };
}
