import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '../../rules');

/** An alert rule, as far as its runbook depends on it. */
export interface AlertRule {
  readonly alert: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly runbook_url: string; readonly dashboard_url: string };
}

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly (AlertRule | { readonly record: string })[];
  }[];
}

/** The alert rules of the package; two may have one name. */
export const ALERT_RULES: readonly AlertRule[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yml'))
  .flatMap((file) => {
    const { groups }: RuleFile = parse(readFileSync(join(FOLDER, file), 'utf8'));
    return groups.flatMap(({ rules }) => rules.filter((rule) => 'alert' in rule));
  });
