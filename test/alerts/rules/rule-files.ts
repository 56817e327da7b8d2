import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '../../../packages/observability/rules');

interface Rule {
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
export const SHIPPED: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]),
);

/** Rules that can be cut and changed, without annotations: nothing of them matters to when an alert fires. */
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

  get alerts(): readonly string[] {
    const names = this.#all().flatMap(({ alert }) => alert ?? []);
    return [...new Set(names)];
  }

  /** The rules with each one as `change` makes it. */
  map(change: (rule: Rule) => Rule): Rules {
    return new Rules(
      this.groups.map((group) => ({ ...group, rules: group.rules.map((rule) => change(rule)) })),
    );
  }

  /** These alerts, and what they are made of. */
  only(alerts: readonly string[]): Rules {
    const all = this.#all();
    const wanted = new Set(all.filter(({ alert }) => alert && alerts.includes(alert)));
    for (let size = -1; size !== wanted.size; ) {
      size = wanted.size;
      for (const rule of all) {
        if (rule.record && [...wanted].some(({ expr }) => expr.includes(rule.record ?? ''))) {
          wanted.add(rule);
        }
      }
    }
    return new Rules(
      this.groups
        .map((group) => ({ ...group, rules: group.rules.filter((rule) => wanted.has(rule)) }))
        .filter(({ rules }) => rules.length > 0),
    );
  }

  /** Whether a rule reads a metric, by its name in Prometheus. */
  readonly reads = (name: string): boolean => {
    const pattern = new RegExp(String.raw`(?<![\w:])${name}(_bucket|_sum|_count)?(?![\w:])`);
    return this.#all().some(({ expr }) => pattern.test(expr));
  };

  /** As a file for promtool. JSON is YAML. */
  get files(): ReadonlyMap<string, string> {
    return new Map([['rules.yml', JSON.stringify({ groups: this.groups })]]);
  }

  #all(): Rule[] {
    return this.groups.flatMap(({ rules }) => rules);
  }
}

export type { Rule };
