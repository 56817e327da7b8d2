import type { RateLimit } from 'spanthropic';
import { type Column, gridOf } from './grid.ts';
import { count, percent, seconds } from './quantity.ts';

/** A rate limit, with how long ago it was told and how long it is until it is whole again, seconds. */
interface Row extends RateLimit {
  readonly age: number;
  readonly resetIn: number | undefined;
}

interface HeadroomColumn extends Column<Row> {
  /** Left out where there is no room. */
  readonly isDetail?: boolean;
}

const barWidth = 10;

const columns: readonly HeadroomColumn[] = [
  { head: '', cell: ({ type }) => `  ${words(type)}`, isText: true },
  { head: 'limit', cell: ({ limit }) => number(limit) },
  { head: 'left', cell: ({ remaining }) => number(remaining) },
  { head: 'share left', cell: ({ headroom }) => bar(headroom), isText: true, isDetail: true },
  { head: '', cell: ({ headroom }) => (headroom === undefined ? '-' : percent(headroom, 1)) },
  { head: 'reset in', cell: ({ resetIn }) => seconds(resetIn, 0) },
  { head: 'age', cell: ({ age }) => seconds(age, 1) },
];

/**
 * The rate limits as they stand at `now`, milliseconds since the epoch: those of each method and
 * model below its name. No line where there is no limit, or no room.
 */
export function headroomTable(limits: readonly RateLimit[], now: number, width: number): string[] {
  const rows = limits.map((limit) => rowOf(limit, now));
  const short = columns.filter(({ isDetail }) => !isDetail);
  const [head = '', ...lines] =
    [columns, short]
      .map((shown) => gridOf(shown, rows))
      .find(([line = '']) => line.length <= width) ?? [];
  if (head === '' || rows.length === 0) return [];
  return [
    head,
    '-'.repeat(head.length),
    ...lines.flatMap((line, at) => {
      const [owner, before] = [ownerOf(rows[at]), ownerOf(rows[at - 1])];
      return owner === before ? [line] : [owner, line];
    }),
  ];
}

/** The scarcest limit in a sentence, which any width can hold. */
export function headroomSentence(limits: readonly RateLimit[], now: number): string {
  const [scarcest] = limits
    .filter(({ headroom }) => headroom !== undefined)
    .toSorted((a, b) => (a.headroom ?? 1) - (b.headroom ?? 1));
  if (scarcest === undefined) return 'No response told of a rate limit.';
  const { resetIn } = rowOf(scarcest, now);
  const whole = resetIn === undefined ? '' : `, whole again in ${seconds(resetIn, 0)}`;
  return (
    `The scarcest: ${words(scarcest.type)} of ${ownerOf(scarcest)}: ` +
    `${percent(scarcest.headroom ?? 1, 1)} left${whole}.`
  );
}

function rowOf(limit: RateLimit, now: number): Row {
  const reset = limit.reset?.getTime() ?? 0;
  return {
    ...limit,
    age: Math.max(0, now - limit.receivedAt.getTime()) / 1000,
    resetIn: reset > now ? (reset - now) / 1000 : undefined,
  };
}

/** Whose limit it is. */
function ownerOf(limit: RateLimit | undefined): string {
  return [limit?.clientName, limit?.method, limit?.model].filter((part) => part).join(', ');
}

/** A mark for each tenth: none only where nothing is left, and all only where nothing is missing. */
function bar(share: number | undefined): string {
  if (share === undefined) return '';
  const tenths = Math.round(share * barWidth);
  const marks = share > 0 && share < 1 ? Math.min(Math.max(tenths, 1), barWidth - 1) : tenths;
  return '#'.repeat(marks).padEnd(barWidth, '.');
}

function words(type: string): string {
  return type.replaceAll('_', ' ');
}

function number(value: number | undefined): string {
  return value === undefined ? '-' : count(value);
}
