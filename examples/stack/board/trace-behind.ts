import { kindOf } from './describe-span.ts';
import type { Jaeger, Tags } from './jaeger.ts';
import type { Labels } from './prometheus.ts';
import type { Trace } from './span.ts';
import { summaryOf } from './trace-summary.ts';

/** Of how many traces one is chosen. */
const CHOICE = 40;

/** Milliseconds that what was found is kept. */
const KEPT = 5_000;

/** What to look for, to see what an alert is about. */
interface Sought {
  /** Attributes of the call, which is there only when it has ended: so the trace is whole. */
  readonly call: Tags;
  /** The outcome that one of its attempts has to have. */
  readonly attempt?: string;
}

const RETRIED: Tags = { 'spanthropic.retried': 'true' };

const SOUGHT: readonly (readonly [alerts: RegExp, sought: Sought])[] = [
  [/RateLimit|Backoff|Asleep/, { call: RETRIED, attempt: 'rate_limited' }],
  [/Overloaded/, { call: RETRIED, attempt: 'overloaded' }],
  [/SpendLimit/, { call: { 'spanthropic.call.outcome': 'spend_limited' } }],
  [/Rejected/, { call: { 'spanthropic.call.outcome': 'rejected' } }],
];

/** Finds the trace behind each alert; a page that is polled does not have it sought each time. */
export class TracesBehind {
  readonly #jaeger: Jaeger;
  readonly #found = new Map<
    string,
    { readonly until: number; readonly trace: Promise<string | undefined> }
  >();

  constructor(jaeger: Jaeger) {
    this.#jaeger = jaeger;
  }

  /** The one that shows best what an alert is about: of the newest, the one with the most attempts, and the longest. */
  async of({
    alertname = '',
    gen_ai_request_model: model = '',
  }: Labels): Promise<string | undefined> {
    const key = `${alertname} ${model}`;
    const known = this.#found.get(key);
    if (known && Date.now() < known.until) return await known.trace;
    const trace = this.#seek(alertname, model);
    this.#found.set(key, { until: Date.now() + KEPT, trace });
    return await trace;
  }

  async #seek(alertname: string, model: string): Promise<string | undefined> {
    const [, sought] = SOUGHT.find(([alerts]) => alerts.test(alertname)) ?? [];
    const { call, attempt } = sought ?? { call: RETRIED };
    const tags = model ? { ...call, 'gen_ai.request.model': model } : call;
    const traces = await this.#jaeger.search(tags, CHOICE);
    const [best] = traces
      .filter((trace) => attempt === undefined || hasAttempt(trace, attempt))
      .flatMap((trace) => summaryOf(trace) ?? [])
      .sort((a, b) => b.attempts.length - a.attempts.length || b.duration - a.duration);
    return best?.id;
  }
}

function hasAttempt({ spans }: Trace, outcome: string): boolean {
  return spans.some(
    (span) =>
      kindOf(span) === 'attempt' && span.attributes['spanthropic.attempt.outcome'] === outcome,
  );
}
