import { describe, kindOf, type RowKind } from './describe-span.ts';
import type { Span, Trace, Value } from './span.ts';

/** A line of the waterfall. Times are milliseconds from the trace's start. */
export interface Row {
  readonly kind: RowKind;
  readonly label: string;
  readonly depth: number;
  readonly start: number;
  readonly duration: number;
  /** From the row's start to the first token; null where it was not streamed, or failed before. */
  readonly firstToken: number | null;
  readonly failed: boolean;
  /** What became of it, in a few words. */
  readonly note: string;
  readonly attributes: readonly (readonly [string, Value])[];
}

/** The spans of a trace, each below its parent; those whose parent is missing stand at the left. */
export function rowsOf({ spans, start }: Trace): Row[] {
  const ids = new Set(spans.map(({ id }) => id));
  const children = Map.groupBy(spans, ({ parentId = '' }) => (ids.has(parentId) ? parentId : ''));
  const below = (parentId: string, depth: number): Row[] => {
    let attempts = 0;
    return (children.get(parentId) ?? []).flatMap((span) => {
      if (kindOf(span) === 'attempt') attempts += 1;
      return [rowOf(span, depth, attempts, start), ...below(span.id, depth + 1)];
    });
  };
  return below('', 0);
}

function rowOf(span: Span, depth: number, attempt: number, traceStart: number): Row {
  const { attributes } = span;
  const kind = kindOf(span);
  const firstToken = attributes['spanthropic.time_to_first_token'];
  return {
    kind,
    label: kind === 'attempt' ? `attempt #${attempt}` : kind === 'backoff' ? 'backoff' : span.name,
    depth,
    start: span.start - traceStart,
    duration: span.duration,
    firstToken: typeof firstToken === 'number' ? firstToken * 1000 : null,
    failed: attributes['otel.status_code'] === 'ERROR',
    note: describe(span),
    attributes: Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}
