import { earliest } from '../model/earliest.ts';
import { groupBy } from '../model/group-by.ts';
import type { Span } from '../model/span.ts';
import { type DrawingOptions, draw } from './drawing.ts';

/** Draws every trace among the spans, the one that began first before the others. */
export function drawTraces(spans: readonly Span[], options: DrawingOptions): string {
  const traces = [...groupBy(spans, ({ traceId }) => traceId).values()];
  const starts = new Map(traces.map((trace) => [trace, earliest(trace)?.start ?? 0n]));
  traces.sort((a, b) => compare(starts.get(a) ?? 0n, starts.get(b) ?? 0n));
  return traces.map((trace) => draw({ spans: trace }, options)).join('\n');
}

function compare(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
