import type { HrTime, OtelSpan } from '../../src/index.ts';
import { time } from './sketch.ts';

export interface PlainSpan {
  traceId?: string;
  spanId?: string;
  parentId?: string | undefined;
  name?: string;
  /** Seconds. */
  from?: number;
  to?: number;
  scope?: string;
  attributes?: Record<string, unknown>;
}

/** A span by its shape alone, where the tests need thousands, or ones that no tracer would make. */
export function plainSpan(span: PlainSpan): OtelSpan {
  const { traceId = 'trace', spanId = 'span', parentId, name = 'work', from = 0, to = 1 } = span;
  return {
    name,
    kind: 0,
    spanContext: () => ({ traceId, spanId }),
    parentSpanContext: parentId === undefined ? undefined : { spanId: parentId },
    startTime: time(from) as HrTime,
    endTime: time(to) as HrTime,
    status: { code: 0 },
    attributes: span.attributes ?? {},
    events: [],
    instrumentationScope: { name: span.scope ?? 'test' },
  };
}

export type Shape = 'wide' | 'deep' | 'calls';

/** A trace of so many spans, each of a millisecond after the one before, parents first. */
export function tree(count: number, shape: Shape = 'wide'): OtelSpan[] {
  const parentOf = {
    wide: () => 0,
    deep: (i: number) => i - 1,
    calls: (i: number) => (i % 5 === 1 ? 0 : i - ((i - 1) % 5)),
  }[shape];
  return Array.from({ length: count }, (_, i) =>
    plainSpan({
      spanId: `span-${i}`,
      parentId: i === 0 ? undefined : `span-${parentOf(i)}`,
      from: i / 1000,
      to: i === 0 ? count / 1000 : (i + 1) / 1000,
    }),
  );
}
