import { type Column, gridOf } from './grid.ts';
import { count, countOf, seconds } from './quantity.ts';
import type { Summary } from './summary.ts';

/** A line of the closing table. */
export interface Row {
  readonly title: string;
  readonly summary: Summary;
}

interface TableColumn extends Column<Row> {
  /** Says nothing of the total, and is left out where there is no room. */
  readonly isDetail?: boolean;
}

const columns: readonly TableColumn[] = [
  { head: 'scenario', cell: ({ title }) => title, isText: true },
  { head: 'ended', cell: ({ summary }) => outcomes(summary), isText: true, isDetail: true },
  { head: 'calls', cell: ({ summary }) => count(summary.calls) },
  { head: 'attempts', cell: ({ summary }) => count(summary.attempts) },
  { head: 'retries', cell: ({ summary }) => count(summary.retries) },
  { head: 'asleep', cell: ({ summary }) => seconds(summary.backoff || undefined) },
  { head: '1st token', cell: ({ summary }) => seconds(summary.firstToken) },
  { head: 'tokens in', cell: ({ summary }) => count(summary.inputTokens) },
  { head: 'out', cell: ({ summary }) => count(summary.outputTokens) },
];

/** Lays out the rows and below them their total; no line where not even the shortest form has room. */
export function tableOf(rows: readonly Row[], total: Row, width: number): string[] {
  const short = columns.filter(({ isDetail }) => !isDetail);
  const layouts = [columns, short].map((shown) => layOut(shown, rows, total));
  return layouts.find(([head = '']) => head.length <= width) ?? [];
}

function layOut(shown: readonly TableColumn[], rows: readonly Row[], total: Row): string[] {
  const summed = { ...total, summary: { ...total.summary, outcomes: [] } };
  const [head = '', ...lines] = gridOf(shown, [...rows, summed]);
  const rule = '-'.repeat(head.length);
  return [head, rule, ...lines.slice(0, -1), rule, ...lines.slice(-1)];
}

/** The total in a sentence, which any width can hold. */
export function sentenceOf(total: Summary): string {
  const { calls, attempts, retries, firstToken, inputTokens, outputTokens } = total;
  const parts = [
    `${countOf(calls, 'call')} took ${countOf(attempts, 'attempt')}`,
    retries === 0
      ? 'none was a retry'
      : `${countOf(retries, 'retry', 'retries')} cost ${seconds(total.backoff)} asleep in backoff`,
    `${count(inputTokens)} tokens in, ${count(outputTokens)} out`,
  ];
  if (firstToken !== undefined)
    parts.push(`first token in the median after ${seconds(firstToken)}`);
  return `${parts.join('; ')}.`;
}

function outcomes({ outcomes }: Summary): string {
  return outcomes.join(', ').replaceAll('_', ' ');
}
