import * as semconv from '../../../core/src/semconv.ts';
import type { AlertRule } from './alert-rules.ts';
import { BOARDS } from './dashboards.ts';
import { readQuery } from './promql.ts';
import { queriesOf, type Runbook } from './runbook.ts';
import { LABELS_OF_SERIES, SERIES_OF_TARGETS, VALUES_OF_LABELS } from './telemetry-names.ts';

const VOCABULARY = {
  series: new Map([...LABELS_OF_SERIES, ...SERIES_OF_TARGETS]),
  values: VALUES_OF_LABELS,
};
const ATTRIBUTES = new Set<string>(Object.values(semconv));
const DASHBOARDS = [...BOARDS.values()].map(({ uid }) => `http://localhost:3000/d/${uid}`);
const PANELS = new Set(
  [...BOARDS.values()].flatMap(({ panels }) => panels.map(({ title }) => title)),
);
const LABELS = new Set([...LABELS_OF_SERIES.values()].flatMap((labels) => [...labels]));

const SECTIONS = [
  'What it means',
  'Is a user hurt?',
  'Look first',
  'What to do',
  'How to tell it from its neighbours',
];

/** More does not fit on a screen. */
const MOST_LINES = 65;

/** What is wrong with a runbook, beside the rules of its alert and the other runbooks. */
export function problemsOf(
  runbook: Runbook,
  rules: readonly AlertRule[],
  others: readonly string[],
): string[] {
  return [
    ...form(runbook),
    ...opening(
      runbook,
      rules.filter(({ alert }) => alert === runbook.alert),
    ),
    ...firstQueries(runbook),
    ...queriesOf(runbook.text).flatMap((query) => readQuery(query, VOCABULARY).problems),
    ...names(runbook),
    ...links(runbook, others),
  ];
}

function form({ alert, text, title, sections }: Runbook): string[] {
  const problems = [];
  if (title !== alert) problems.push(`its title is ${title}`);
  if ([...sections.keys()].join() !== SECTIONS.join()) {
    problems.push(`its sections are ${[...sections.keys()].join(', ')}`);
  }
  if (!/^[^\n]+(?<!\. [A-Z].*)\.$/.test(sections.get('What it means') ?? '')) {
    problems.push('what it means takes more than a sentence');
  }
  if (text.split('\n').length > MOST_LINES) problems.push('it does not fit on a screen');
  return problems;
}

/** It is as urgent as its rules, and leads to the same dashboard. */
function opening({ opening: text }: Runbook, rules: readonly AlertRule[]): string[] {
  const problems = [];
  if (rules.length === 0) problems.push('no rule has this name');
  const urgency = [...text.toLowerCase().matchAll(/\b(page|ticket)\b/g)].map(([word]) => word);
  const severities = rules.map(({ labels }) => labels.severity);
  if ([...new Set(urgency)].sort().join() !== [...new Set(severities)].sort().join()) {
    problems.push(`it says ${urgency.join(', ')}, its rules ${severities.join(', ')}`);
  }
  for (const { annotations } of rules) {
    const dashboard = annotations.dashboard_url.split('?')[0] ?? '';
    if (!text.includes(`(${dashboard})`)) problems.push(`it does not link to ${dashboard}`);
  }
  return problems;
}

/** Three questions, each with a query that has a row for each job, and what its answer means. */
function firstQueries({ sections }: Runbook): string[] {
  const steps = (sections.get('Look first') ?? '').split(/^\d\. /m).slice(1);
  const problems = [];
  if (steps.length !== 3) problems.push(`${steps.length} things to look at first`);
  for (const step of steps) {
    const [query, ...more] = queriesOf(step);
    if (query === undefined || more.length > 0) problems.push(`not one query: ${step}`);
    if (!/^[A-Z][^\n]*\?\n/.test(step)) problems.push(`asks nothing: ${step}`);
    if (!/```\n\n +[^\n ][^\n]*\.$/.test(step.trim())) problems.push(`explains nothing: ${step}`);
    if (!readQuery(query ?? '', VOCABULARY).labels?.has('job')) {
      problems.push(`no row for each job: ${step}`);
    }
  }
  return problems;
}

/** Whatever has a name of ours, in a sentence too, exists: a series, a label, an attribute, a panel. */
function names({ text }: Runbook): string[] {
  const named = [...text.matchAll(/\bspanthropic[._]\w+(?:\.\w+)*\b/g)].map(([name]) => name);
  const panels = [...text.matchAll(/(?<![`\w])_([A-Z][^_\n]*)_/g)].map(([, panel = '']) => panel);
  return [
    ...named.filter(
      (name) => !ATTRIBUTES.has(name) && !LABELS.has(name) && !LABELS_OF_SERIES.has(name),
    ),
    ...panels.filter((panel) => !PANELS.has(panel)),
  ].map((name) => `nothing is called ${name}`);
}

function links({ alert, links: targets, sections }: Runbook, others: readonly string[]): string[] {
  const problems = targets.flatMap((target) => {
    const runbook = /^(\w+)\.md$/.exec(target)?.[1];
    const leads = runbook
      ? others.includes(runbook) && runbook !== alert
      : [...DASHBOARDS, 'http://localhost:3000/explore', 'http://localhost:16686/search'].includes(
          target,
        );
    return leads ? [] : [`leads nowhere: ${target}`];
  });
  const table = sections.get('How to tell it from its neighbours') ?? '';
  const rows = table.split('\n').slice(2);
  if (rows.length < 2) problems.push('fewer than two neighbours');
  for (const row of rows) {
    if (!/^\| \[(\w+)\]\(\1\.md\) +\| [^|]+ \| [^|]*query \d[^|]* \|$/.test(row)) {
      problems.push(`not a neighbour, what differs and which query decides: ${row}`);
    }
  }
  return problems;
}
