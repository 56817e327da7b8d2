import type { Summary } from './summary.ts';

/** A line of the closing table. */
export interface Row {
  readonly title: string;
  readonly summary: Summary;
}

interface Column {
  readonly head: string;
  cell(row: Row): string;
  /** Words, not numbers: aligned to the left. */
  readonly isText?: boolean;
  /** Says nothing of the total, and is left out where there is no room. */
  readonly isDetail?: boolean;
}

const columns: readonly Column[] = [
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

function layOut(shown: readonly Column[], rows: readonly Row[], total: Row): string[] {
  const head = shown.map((column) => column.head);
  const body = rows.map((row) => shown.map(({ cell }) => cell(row)));
  const last = shown.map(({ isDetail, cell }) => (isDetail ? '' : cell(total)));
  const widths = shown.map((_, at) => {
    return Math.max(...[head, ...body, last].map((cells) => cells[at]?.length ?? 0));
  });
  const line = (cells: readonly string[]): string => {
    const padded = shown.map(({ isText }, at) => pad(cells[at] ?? '', widths[at] ?? 0, isText));
    return padded.join('  ');
  };
  const rule = '-'.repeat(line(head).length);
  return [line(head), rule, ...body.map(line), rule, line(last)];
}

function pad(cell: string, width: number, isText = false): string {
  return isText ? cell.padEnd(width) : cell.padStart(width);
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

function seconds(value: number | undefined): string {
  return value === undefined ? '-' : `${value.toFixed(2)} s`;
}

/** `9 204`, as the drawings have it. */
function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}

function countOf(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
