import { isSpanContextValid, type Span } from '@opentelemetry/api';
import type {
  AnsweredCall,
  CallObserver,
  ContentObserver,
  Departure,
  ResponseHeaders,
} from '../call/observer.ts';
import type { CallEvent, CallStart, ObservedEvent } from '../events.ts';
import { guard } from '../guard.ts';
import type { CallMetrics } from '../metrics/call-metrics.ts';
import type { CallTrace } from './call-trace.ts';
import type { ClientTelemetry } from './client-telemetry.ts';
import { deliver } from './deliver.ts';
import type { Serving } from './served.ts';

/** All that is made of one call's events: spans, metrics, rate limits, and what `onEvent` is told. */
export class CallTelemetry implements CallObserver {
  readonly client: ClientTelemetry;
  readonly chunk: ((gap: number) => void) | undefined;
  readonly #trace: CallTrace | undefined;
  readonly #metrics: CallMetrics | undefined;
  #serving: Serving | undefined;

  constructor(
    client: ClientTelemetry,
    trace: CallTrace | undefined,
    metrics: CallMetrics | undefined,
    serving: Serving | undefined,
  ) {
    this.client = client;
    this.#trace = trace;
    this.#metrics = metrics;
    this.#serving = serving;
    if (metrics && client.settings.perChunk) {
      this.chunk = (gap) => guard(() => metrics.chunk(gap), 'metrics');
    }
  }

  get listens(): boolean {
    const { onEvent } = this.client.settings;
    return (this.#trace ?? this.#metrics ?? this.#serving ?? onEvent) !== undefined;
  }

  emit(event: ObservedEvent): void {
    if (event.type === 'call.start') this.#begin(event);
    const trace = this.#trace;
    const span = trace && guard(() => trace.record(event), 'spans');
    const metrics = this.#metrics;
    if (metrics) guard(() => metrics.record(event), 'metrics');
    const serving = this.#serving;
    if (serving) guard(() => serving.observe(event), 'hooks');
    // Sockets keep the context of the call that opened them.
    if (event.type === 'call.end') this.#serving = undefined;
    const { onEvent } = this.client.settings;
    if (onEvent) guard(() => deliver(onEvent, identified(event, span)), 'hooks');
  }

  adopt(span: unknown): void {
    this.#trace?.adopt(span);
  }

  streams(): void {
    guard(() => this.#trace?.streams(), 'spans');
  }

  depart(init: RequestInit | undefined): Departure | undefined {
    return guard(() => this.#trace?.depart(init), 'spans');
  }

  answered({ method, model }: AnsweredCall, status: number, headers: ResponseHeaders): void {
    guard(() => this.client.limits.note(method, model, status, headers), 'rate_limits');
  }

  get content(): ContentObserver | undefined {
    return this.#trace?.content;
  }

  /** Absent where no span was made. */
  get traceId(): string | undefined {
    const span = guard(() => this.#trace?.shown?.spanContext(), 'spans');
    return span && isSpanContextValid(span) ? span.traceId : undefined;
  }

  /** Spans of ours that were started and have not ended. */
  get openSpans(): number {
    return this.#trace?.openSpans ?? 0;
  }

  #begin(start: ObservedEvent & CallStart): void {
    const trace = this.#trace;
    const metrics = this.#metrics;
    if (!trace && !metrics) return;
    const { method, model, stream } = start;
    const own = this.client.added({ method, model, stream });
    const served = this.#serving && guard(() => this.#serving?.attributes(), 'hooks');
    const added = served ? { ...served, ...own } : own;
    if (trace) trace.added = added;
    if (metrics) guard(() => metrics.begin(start, added), 'metrics');
  }
}

function identified(event: ObservedEvent, span: Span | undefined): CallEvent {
  const identity = span?.spanContext();
  if (identity === undefined || !isSpanContextValid(identity)) return event;
  return { ...event, traceId: identity.traceId, spanId: identity.spanId };
}
