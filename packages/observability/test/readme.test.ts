import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SETTINGS } from '../src/settings/settings.ts';
import { ALERT_RULES } from './support/alert-rules.ts';

const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

/** The rows of the table of alerts. */
const ROWS = README.split('\n')
  .filter((line) => line.startsWith('| [`Claude'))
  .map((line) => {
    const [, alert = '', severities = '', , , flags = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    return {
      alert: /^\[`(\w+)`\]/.exec(alert)?.[1] ?? alert,
      severities: severities.split(', ').sort(),
      flags: [...flags.matchAll(/`--([a-z-]+)`/g)].map(([, flag]) => flag ?? '').sort(),
    };
  });

test('the table lists each alert with its severities', () => {
  const alerts = [...new Set(ALERT_RULES.map(({ alert }) => alert))];
  expect(ROWS.map(({ alert }) => alert).sort()).toEqual(alerts.sort());
  for (const { alert, severities } of ROWS) {
    const rules = ALERT_RULES.filter((rule) => rule.alert === alert);
    expect({ alert, severities }).toEqual({
      alert,
      severities: rules.map(({ labels }) => labels.severity).sort(),
    });
  }
});

test('the table lists each flag with the alerts that it changes', () => {
  for (const { alert, flags } of ROWS) {
    const known = SETTINGS.filter(({ alerts }) => alerts.includes(alert)).map(({ flag }) => flag);
    expect({ alert, flags }).toEqual({ alert, flags: known.sort() });
  }
});
