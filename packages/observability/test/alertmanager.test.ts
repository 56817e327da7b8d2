import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ALERT_RULES } from './support/alert-rules.ts';

const FILE: {
  readonly inhibit_rules: readonly {
    readonly source_matchers: readonly string[];
    readonly target_matchers: readonly string[];
    readonly equal: readonly string[];
  }[];
} = parse(readFileSync(join(import.meta.dirname, '../stack/alertmanager.yml'), 'utf8'));

/** `ClaudeOverloaded page`, for each rule that there is. */
const ALERTS = ALERT_RULES.map(({ alert, labels }) => `${alert} ${labels.severity}`);

/** Which alert silences which: one pair for each two that a rule may mean. */
const PAIRS = FILE.inhibit_rules.flatMap((rule) =>
  meant(rule.source_matchers).flatMap((source) =>
    meant(rule.target_matchers).map((target) => ({ source, target })),
  ),
);

test('inhibitions are about alerts that there are, and about one job', () => {
  for (const { source_matchers, target_matchers, equal } of FILE.inhibit_rules) {
    expect(equal).toEqual(['job']);
    const names = [...source_matchers, ...target_matchers].flatMap(namesIn);
    expect(names.filter((name) => !ALERT_RULES.some(({ alert }) => alert === name))).toEqual([]);
  }
});

test('nothing silences itself, by whatever way', () => {
  for (const alert of ALERTS) expect(silencedBy(alert)).not.toContain(alert);
});

test('no ticket silences a page', () => {
  const wrong = PAIRS.filter(
    ({ source, target }) => source.endsWith(' ticket') && target.endsWith(' page'),
  );
  expect(wrong).toEqual([]);
});

test('every page but the last one in line silences what follows from it', () => {
  const pages = ALERTS.filter((alert) => alert.endsWith(' page'));
  const silencing = new Set(PAIRS.map(({ source }) => source));
  expect(pages.filter((page) => !silencing.has(page))).toEqual(['ClaudeRequestsRejected page']);
});

/** All that is silenced by an alert, and by what that one silences. */
function silencedBy(alert: string): Set<string> {
  const found = new Set<string>();
  const open = [alert];
  for (const source of open) {
    for (const { target } of PAIRS.filter((pair) => pair.source === source)) {
      if (!found.has(target)) open.push(target);
      found.add(target);
    }
  }
  return found;
}

function meant(matchers: readonly string[]): string[] {
  const names = matchers.flatMap(namesIn);
  const severity = matchers.find((matcher) => matcher.startsWith('severity='))?.slice(10, -1);
  return ALERTS.filter((alert) => {
    const [name = '', own] = alert.split(' ');
    return names.includes(name) && (severity === undefined || severity === own);
  });
}

function namesIn(matcher: string): string[] {
  return /^alertname=~?"(.+)"$/.exec(matcher)?.[1]?.split('|') ?? [];
}
