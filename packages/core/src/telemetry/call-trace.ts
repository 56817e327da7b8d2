import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { Departure } from '../call/observer.ts';
import type { CallStart, ObservedEvent } from '../events.ts';
import { guard } from '../guard.ts';
import { isInference } from '../inference.ts';
import type { Settings } from '../options.ts';
import { AttemptSpan } from './attempt-span.ts';
import { BackoffSpan, markRetry } from './backoff-span.ts';
import { CallContent } from './call-content.ts';
import { AdoptedCallSpan, type CallSpan, OwnCallSpan } from './call-span.ts';
import { traced } from './departure.ts';
import { withSpan } from './layer.ts';

/** The spans of one call, made from its events. */
export class CallTrace {
  /** What the application adds to the call's span; set before the call begins. */
  added: Attributes | undefined;
  readonly #settings: Settings;
  readonly #tracer: Tracer;
  readonly #parent: Context;
  #native: Span | undefined;
  #start: CallStart | undefined;
  #call: CallSpan | undefined;
  #content: CallContent | undefined;
  #attempt: AttemptSpan | undefined;
  #backoff: BackoffSpan | undefined;
  #totals = { attempts: 0, retried: false, backoffTotal: 0 };

  constructor(settings: Settings, tracer: Tracer, parent: Context) {
    this.#settings = settings;
    this.#tracer = tracer;
    this.#parent = parent;
  }

  /** The call's span, ours or the SDK's. */
  get callSpan(): Span | undefined {
    return this.#call?.span ?? this.#native;
  }

  /** Who writes content on the call's span; absent where nobody does. */
  get content(): CallContent | undefined {
    return this.#content;
  }

  /** What shows which trace the call is in: its span, or what it does now where it has none. */
  get shown(): Span | undefined {
    return this.callSpan ?? this.#attempt?.span ?? this.#backoff?.span;
  }

  /** Spans of ours that were started and have not ended. */
  get openSpans(): number {
    const own = this.#call && this.#call.span !== this.#native ? 1 : 0;
    return own + (this.#attempt ? 1 : 0) + (this.#backoff ? 1 : 0);
  }

  /** The SDK made a span for this call. Before the first event. */
  adopt(span: unknown): void {
    this.#native = isSpan(span) ? span : undefined;
  }

  /** The SDK hands a stream to the application. */
  streams(): void {
    this.#call?.streams();
  }

  /** How the request of the attempt that is open leaves; undefined for as it is. */
  depart(init: RequestInit | undefined): Departure | undefined {
    const span = this.#attempt?.span;
    if (!span || !isSpanContextValid(span.spanContext())) return undefined;
    return traced(span, this.#settings.traceparent, init);
  }

  /** Makes of `event` what it says; the span that it belongs to. */
  record(event: ObservedEvent): Span | undefined {
    const { time } = event;
    switch (event.type) {
      case 'call.start':
        this.#call = this.#startCall(event, time);
        this.#content = this.#contentOf(this.#call);
        return this.callSpan;
      case 'attempt.start':
        this.#attempt = undefined;
        this.#totals.attempts = event.attempt;
        this.#attempt = new AttemptSpan(this.#tracer, this.#below(), this.#start, event, time);
        return this.#attempt.span;
      case 'attempt.headers':
        if (event.status < 300) this.#call?.stands(this.#totals, 'ok');
        return this.#attempt?.span;
      case 'first_token':
        this.#call?.firstToken(time);
        this.#attempt?.firstToken(event, time);
        return this.#attempt?.span;
      case 'stall':
        this.#attempt?.stall(event, time);
        return this.#attempt?.span;
      case 'attempt.end': {
        const attempt = this.#attempt;
        this.#attempt = undefined;
        guard(() => attempt?.end(event, time), 'spans');
        this.#call?.stands(this.#totals, event.outcome);
        return attempt?.span;
      }
      case 'backoff.start':
        this.#backoff = undefined;
        this.#totals.retried = true;
        guard(() => this.#call && markRetry(this.#call.span, event, time), 'spans');
        this.#backoff = new BackoffSpan(this.#tracer, this.#below(), event, time);
        return this.#backoff.span;
      case 'backoff.end': {
        const backoff = this.#backoff;
        this.#backoff = undefined;
        this.#totals.backoffTotal += event.actual;
        guard(() => backoff?.end(event, time), 'spans');
        // The SDK ends its own span at an abort of the sleep; any other next step is told by the next attempt.
        this.#call?.stands(this.#totals, 'aborted');
        return backoff?.span;
      }
      case 'call.end': {
        const call = this.#call;
        this.#call = undefined;
        this.#content?.end();
        this.#content = undefined;
        call?.end(event, time);
        return call?.span ?? this.#native;
      }
    }
  }

  #startCall(start: CallStart, time: number): CallSpan | undefined {
    this.#start = start;
    if (this.#settings.callSpan === 'none') return undefined;
    if (this.#native !== undefined) return new AdoptedCallSpan(this.#native, start, this.added);
    return new OwnCallSpan(this.#tracer, this.#parent, start, this.added, time);
  }

  #contentOf(call: CallSpan | undefined): CallContent | undefined {
    const { content } = this.#settings;
    if (!content || !call || !this.#start || !isInference(this.#start)) return undefined;
    return call.span.isRecording() ? new CallContent(call.span, content) : undefined;
  }

  /** The context below the call's span, in the present one: suppression and the rest stay as they are. */
  #below(): Context {
    const span = this.callSpan;
    const present = context.active();
    return span === undefined ? present : withSpan(present, span);
  }
}

const isSpan = (value: unknown): value is Span =>
  typeof value === 'object' && value !== null && 'spanContext' in value;
