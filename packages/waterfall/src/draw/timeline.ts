import type { Node } from '../tree/node.ts';

/** The time that a drawing covers, laid over the columns of its bars. */
export interface Timeline {
  /** Nanoseconds since the Unix epoch. */
  readonly origin: bigint;
  /** Nanoseconds; at least 1. */
  readonly length: number;
  /** Columns. */
  readonly columns: number;
}

/** From the first start to the last end of all spans, folded ones too. */
export function toTimeline(roots: readonly Node[], columns: number): Timeline {
  const stack = [...roots];
  let origin = roots[0]?.span.start ?? 0n;
  let end = origin;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { span, children } = node;
    if (span.start < origin) origin = span.start;
    if ((span.end ?? span.start) > end) end = span.end ?? span.start;
    for (const child of children) stack.push(child);
  }
  return { origin, length: Math.max(1, Number(end - origin)), columns };
}

/** Where a point in time lies, in columns from the left edge. */
export function columnAt({ origin, length, columns }: Timeline, at: bigint): number {
  return (Number(at - origin) / length) * columns;
}

/** The point in time at the middle of a column, in nanoseconds since the timeline's origin. */
export function middleOf({ length, columns }: Timeline, column: number): number {
  return ((column + 0.5) / columns) * length;
}
