import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Span,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { CallObserver, Departure } from '../call/observer.ts';
import type { CallEvent, CallStart, ObservedEvent } from '../events.ts';
import { guard } from '../guard.ts';
import type { Settings } from '../options.ts';
import { AttemptSpan } from './attempt-span.ts';
import { BackoffSpan, markRetry } from './backoff-span.ts';
import { AdoptedCallSpan, type CallSpan, OwnCallSpan } from './call-span.ts';
import { deliver } from './deliver.ts';
import { traced, untraced } from './departure.ts';

/** The spans of one call, made from its events, which it hands on to `onEvent`. */
export class CallTrace implements CallObserver {
  readonly #settings: Settings;
  readonly #tracer: Tracer | undefined;
  readonly #parent: Context;
  #native: Span | undefined;
  #start: CallStart | undefined;
  #call: CallSpan | undefined;
  #attempt: AttemptSpan | undefined;
  #backoff: BackoffSpan | undefined;
  #totals = { attempts: 0, retried: false, backoffTotal: 0 };

  constructor(settings: Settings, tracer: Tracer | undefined, parent: Context) {
    this.#settings = settings;
    this.#tracer = tracer;
    this.#parent = parent;
  }

  adopt(span: unknown): void {
    this.#native = isSpan(span) ? span : undefined;
  }

  streams(): void {
    guard(() => this.#call?.streams());
  }

  emit(event: ObservedEvent): void {
    const span = this.#tracer && guard(() => this.#record(event, this.#tracer as Tracer));
    const { onEvent } = this.#settings;
    if (onEvent) guard(() => deliver(onEvent, identified(event, span)));
  }

  depart(init: RequestInit | undefined): Departure {
    return guard(() => this.#departure(init)) ?? untraced(init);
  }

  #departure(init: RequestInit | undefined): Departure | undefined {
    const span = this.#attempt?.span;
    if (!span || !isSpanContextValid(span.spanContext())) return undefined;
    return traced(span, this.#settings.traceparent, init);
  }

  #record(event: ObservedEvent, tracer: Tracer): Span | undefined {
    const { time } = event;
    switch (event.type) {
      case 'call.start':
        this.#call = this.#startCall(event, tracer, time);
        return this.#call?.span ?? this.#native;
      case 'attempt.start':
        this.#attempt = undefined;
        this.#totals.attempts = event.attempt;
        this.#attempt = new AttemptSpan(tracer, this.#below(), this.#start, event, time);
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
        guard(() => attempt?.end(event, time));
        this.#call?.stands(this.#totals, event.outcome);
        return attempt?.span;
      }
      case 'backoff.start':
        this.#backoff = undefined;
        this.#totals.retried = true;
        guard(() => this.#call && markRetry(this.#call.span, event, time));
        this.#backoff = new BackoffSpan(tracer, this.#below(), event, time);
        return this.#backoff.span;
      case 'backoff.end': {
        const backoff = this.#backoff;
        this.#backoff = undefined;
        this.#totals.backoffTotal += event.actual;
        guard(() => backoff?.end(event, time));
        // The SDK ends its own span at an abort of the sleep; any other next step is told by the next attempt.
        this.#call?.stands(this.#totals, 'aborted');
        return backoff?.span;
      }
      case 'call.end':
        this.#call?.end(event, time);
        return this.#call?.span ?? this.#native;
    }
  }

  #startCall(start: CallStart, tracer: Tracer, time: number): CallSpan | undefined {
    this.#start = start;
    const { callSpan } = this.#settings;
    if (callSpan === 'none') return undefined;
    const added = this.#addedAttributes(start);
    if (this.#native !== undefined) return new AdoptedCallSpan(this.#native, start, added);
    return new OwnCallSpan(tracer, this.#parent, start, added, time);
  }

  #addedAttributes({ method, model, stream }: CallStart): Attributes | undefined {
    const { attributes } = this.#settings;
    return attributes && guard(() => ({ ...attributes({ method, model, stream }) }));
  }

  /** The context below the call's span, in the present one: suppression and the rest stay as they are. */
  #below(): Context {
    const span = this.#call?.span ?? this.#native;
    const present = context.active();
    return span === undefined ? present : trace.setSpan(present, span);
  }
}

const isSpan = (value: unknown): value is Span =>
  typeof value === 'object' && value !== null && 'spanContext' in value;

function identified(event: ObservedEvent, span: Span | undefined): CallEvent {
  const identity = span?.spanContext();
  if (identity === undefined || !isSpanContextValid(identity)) return event;
  return { ...event, traceId: identity.traceId, spanId: identity.spanId };
}
