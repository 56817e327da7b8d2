import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '../../../packages/observability/rules');

/** One rule, as far as it matters to when an alert fires. */
export interface Rule {
  readonly alert?: string | undefined;
  readonly record?: string | undefined;
  readonly expr: string;
  readonly for?: string | undefined;
  readonly keep_firing_for?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

interface Group {
  readonly name: string;
  readonly interval?: string | undefined;
  readonly rules: readonly Rule[];
}

/** The shipped rules, as their authors wrote them. */
const SHIPPED: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]),
);

/** Rules that can be cut and changed, without their annotations. */
export class Rules {
  readonly groups: readonly Group[];

  constructor(groups: readonly Group[]) {
    this.groups = groups;
  }

  static shipped(): Rules {
    const files = [...SHIPPED.values()].map((text): { groups: Group[] } => parse(text));
    return new Rules(files.flatMap(({ groups }) => groups)).map((rule) => {
      const { annotations: _, ...others } = rule;
      return others;
    });
  }

  get all(): readonly Rule[] {
    return this.groups.flatMap(({ rules }) => rules);
  }

  /** The rules with each one as `change` makes it. */
  map(change: (rule: Rule) => Rule): Rules {
    return new Rules(
      this.groups.map((group) => ({ ...group, rules: group.rules.map((rule) => change(rule)) })),
    );
  }

  /** These alerts, and what they are made of. */
  only(alerts: readonly string[]): Rules {
    const wanted = this.upstreamOf(this.all.filter(({ alert }) => alert && alerts.includes(alert)));
    const groups = this.groups.map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => wanted.includes(rule)),
    }));
    return new Rules(groups.filter(({ rules }) => rules.length > 0));
  }

  /** Rules, and all that they are made of. */
  upstreamOf(rules: readonly Rule[]): Rule[] {
    const wanted = new Set(rules);
    for (let size = -1; size !== wanted.size; ) {
      size = wanted.size;
      for (const rule of this.all) {
        const { record } = rule;
        if (record !== undefined && [...wanted].some((reader) => uses(reader, record))) {
          wanted.add(rule);
        }
      }
    }
    return [...wanted];
  }

  /** Whether a rule reads a metric, by its name in Prometheus. */
  readonly reads = (name: string): boolean => {
    const names = [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];
    return this.all.some((rule) => names.some((one) => uses(rule, one)));
  };
}

/** Whether a rule reads a series of this name. */
export function uses({ expr }: Rule, name: string): boolean {
  return new RegExp(`(?<![\\w:])${name}(?![\\w:])`).test(expr);
}
