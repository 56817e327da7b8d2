import { formatRound } from '../describe/numbers.ts';
import type { Style } from '../terminal/style.ts';
import type { Columns } from './columns.ts';
import { type Piece, space } from './line.ts';
import type { Timeline } from './timeline.ts';

/** Between a tick's label and the next tick. */
const GAP = 2;

const DAY = 86_400;

// Seconds; each is a number that one can count in.
const STEPS = [
  ...[-9, -8, -7, -6, -5, -4, -3, -2, -1, 0].flatMap((power) =>
    [1, 2, 5].map((n) => n * 10 ** power),
  ),
  ...[10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, DAY],
];

/** The line above the bars: times, each right of its tick. */
export function toRuler(timeline: Timeline, columns: Columns, style: Style): Piece[] {
  const left = columns.label + columns.duration + 2 * columns.gap;
  return [space(left), { text: ticks(timeline, style), tone: 'dim' }];
}

function ticks(timeline: Timeline, style: Style): string {
  const seconds = timeline.length / 1e9;
  const step = stepFor(seconds, timeline.columns);
  let ruler = '';
  for (const time of times(seconds, step)) {
    const column = Math.round((time / seconds) * timeline.columns);
    const text = style.glyphs.tick + labelOf(time);
    if (column + text.length <= timeline.columns) ruler = ruler.padEnd(column) + text;
  }
  return ruler;
}

/** The smallest step whose ticks have room for their labels. */
function stepFor(seconds: number, columns: number): number {
  const fits = (step: number) => {
    const room = (step / seconds) * columns - GAP - 1;
    return room >= 3 && times(seconds, step).every((time) => labelOf(time).length <= room);
  };
  return STEPS.find(fits) ?? DAY * Math.ceil(seconds / DAY);
}

function times(seconds: number, step: number): number[] {
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, tick) => tick * step);
}

function labelOf(seconds: number): string {
  return seconds === 0 ? '0' : formatRound(seconds);
}
