import { kindOf } from './describe-span.ts';
import type { Trace, Value } from './span.ts';

/** A line of the list of traces. */
export interface TraceSummary {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly route: string;
  readonly model: string;
  readonly outcome: string;
  /** HTTP statuses of the attempts, in order; `?` where there was none. */
  readonly attempts: readonly string[];
  /** Seconds. */
  readonly asleep: number;
  /** Seconds. */
  readonly duration: number;
}

/** Undefined for a trace whose call has not ended yet: its span comes last. */
export function summaryOf({ id, spans, start, duration }: Trace): TraceSummary | undefined {
  const call = spans.find((span) => kindOf(span) === 'call');
  if (!call) return undefined;
  const attempts = spans.filter((span) => kindOf(span) === 'attempt');
  const { attributes } = call;
  return {
    id,
    at: new Date(start).toISOString(),
    route: text(attributes['http.route']),
    model: text(attributes['gen_ai.request.model']),
    outcome: text(attributes['spanthropic.call.outcome']),
    attempts: attempts.map((span) => text(span.attributes['http.response.status_code']) || '?'),
    asleep: Number(attributes['spanthropic.backoff.total'] ?? 0),
    duration: duration / 1000,
  };
}

function text(value: Value | undefined): string {
  return value === undefined ? '' : String(value);
}
