import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { MARK } from '../src/files/rewrite.ts';
import { checkSetting } from '../src/settings/check-setting.ts';
import { secondsOf } from '../src/settings/duration.ts';
import { SETTINGS } from '../src/settings/settings.ts';

const RULES = join(import.meta.dirname, '../rules');
const FILES = readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.yml'),
);

/** Every number in the rules that a flag sets. */
const MARKS = FILES.flatMap((path) =>
  [...readFileSync(join(RULES, path), 'utf8').matchAll(MARK)].map(([, value, , flag]) => ({
    path,
    value,
    flag,
  })),
);

test('each mark in the rules is a flag, with the same default', () => {
  const table = new Map(SETTINGS.map((setting) => [setting.flag, setting.default]));
  expect(MARKS.length).toBeGreaterThan(0);
  for (const { path, flag, value } of MARKS) {
    expect({ path, flag, value }).toEqual({ path, flag, value: table.get(flag ?? '') });
  }
});

test('each flag has a mark in the rules, outside their tests', () => {
  const marked = new Set(
    MARKS.filter(({ path }) => !path.startsWith('tests')).map(({ flag }) => flag),
  );
  expect(SETTINGS.map(({ flag }) => flag).filter((flag) => !marked.has(flag))).toEqual([]);
});

test('nothing that looks like a mark is none', () => {
  for (const path of FILES) {
    const text = readFileSync(join(RULES, path), 'utf8');
    const looksLike = text.split('\n').filter((line) => /#\s*--[a-z-]+\s*$/.test(line));
    expect({ path, marks: looksLike.length }).toEqual({
      path,
      marks: [...text.matchAll(MARK)].length,
    });
  }
});

describe.each(SETTINGS)('--$flag', (setting) => {
  test('has a default that it would take', () => {
    expect(checkSetting(setting, setting.default)).toBe(setting.default);
  });

  test('takes its bounds', () => {
    const { min, max } = setting.unit;
    expect(checkSetting(setting, String(min))).toBe(String(min));
    expect(checkSetting(setting, String(max))).toBe(String(max));
  });

  test('says which alerts it changes: those that look at it, by whatever rules', () => {
    expect([...setting.alerts].sort()).toEqual(alertsThatLookAt(setting.flag));
  });
});

test.each([
  ['90s', 90],
  ['1h30m', 5400],
  ['2d', 172_800],
  ['1w', 604_800],
  ['500ms', 0.5],
  ['0s', 0],
  ['', undefined],
  ['5', undefined],
  ['5 m', undefined],
  ['30m1h', undefined],
  ['-5m', undefined],
])('the duration %j has %s seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
}

/** The alerts whose rules have the mark, and those that read what such a rule records. */
function alertsThatLookAt(flag: string): string[] {
  const files = FILES.filter((path) => !path.startsWith('tests'));
  const rules = files.flatMap((path) => rulesOf(readFileSync(join(RULES, path), 'utf8')));
  const found = new Set(rules.filter(({ text }) => text.includes(`# --${flag}\n`)));
  for (const { rule } of found) {
    const { record } = rule;
    if (record === undefined) continue;
    const readers = rules.filter((other) => names(other.rule.expr).includes(record));
    for (const reader of readers) found.add(reader);
  }
  return [...new Set([...found].flatMap(({ rule }) => rule.alert ?? []))].sort();
}

/** Rules with the text that they are written as, where comments are. */
function rulesOf(text: string): { rule: Rule; text: string }[] {
  const { groups }: { groups: readonly { rules: readonly Rule[] }[] } = parse(text);
  const texts = text.split(/^ +- (?=(?:alert|record):)/m).slice(1);
  return groups
    .flatMap(({ rules }) => rules)
    .map((rule, index) => ({ rule, text: `${texts[index]}\n` }));
}

function names(expr: string): string[] {
  return expr.match(/[a-z_][\w:]*/gi) ?? [];
}
