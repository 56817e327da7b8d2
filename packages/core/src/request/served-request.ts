import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import type { Attributes, Span } from '@opentelemetry/api';
import { startClock } from '../clock.ts';
import type { ObservedEvent } from '../events.ts';
import { guard } from '../guard.ts';
import type { Binding } from '../seam/binding.ts';
import { boundClient } from '../seam/bound-client.ts';
import type { ClaudeClient } from '../seam/client.ts';
import type { Relayable } from '../seam/source.ts';
import * as names from '../semconv.ts';
import { readAdded } from '../telemetry/added-attributes.ts';
import { boundJoined } from '../telemetry/instrumented.ts';
import { type Place, runServing, type Serving, served } from '../telemetry/served.ts';
import { type Problem, problemOf } from './problem.ts';
import type { ProblemOverrides } from './problem-overrides.ts';
import { type Relay, type RelayOptions, relay } from './relay.ts';
import { putFailure, putSummary, serverSpan, traceIdOf } from './server-span.ts';
import { serverTiming } from './server-timing.ts';
import { type RequestSummary, Totals } from './summary.ts';

/** How long the summary waits for calls that outlast the answer, milliseconds. */
const PATIENCE = 1000;

// The application's contexts and fake timers are none of this timer's business.
const outside = AsyncLocalStorage.snapshot();
const { setTimeout } = globalThis;

/** What an adapter knows of the HTTP request that it serves. */
export interface RequestOptions<Client extends ClaudeClient> {
  readonly client: Client;
  /** The template of the route, such as `/chat/:id`; asked when a call begins, and at the end. Undefined where none matched yet. */
  readonly route: () => string | undefined;
  /** What the application adds to the calls of this request; asked once for each call, and at the end where there was none. */
  readonly attributes?: (() => Attributes) | undefined;
  /** Whether the calls of the bound client are aborted when the client of the application goes away. */
  readonly abortOnDisconnect: boolean;
  /** Told once, when the answer is over, or the client gone, and the calls have ended; a second later at most. */
  readonly onSummary?: ((summary: RequestSummary) => void) | undefined;
}

/**
 * One HTTP request that the application serves, from its arrival to the end of its answer: what the
 * adapters share. Make it in the context of the HTTP instrumentation, if there is one.
 */
export class ServedRequest<Client extends ClaudeClient> implements Serving {
  readonly #options: RequestOptions<Client>;
  readonly #clock = startClock();
  readonly #startedAt = this.#clock.now();
  readonly #span: Span | undefined = serverSpan();
  readonly #totals = new Totals();
  readonly #controller = new AbortController();
  readonly #place: Place = { serving: this };
  #bound: Client | undefined;
  #added: Attributes | undefined;
  #firstByte: number | undefined;
  #disconnected = false;
  #finished = false;
  #duration: number | undefined;
  #told = false;

  constructor(options: RequestOptions<Client>) {
    this.#options = options;
    // As many as there are calls at a time; older Node.js warns of more than ten.
    setMaxListeners(0, this.#controller.signal);
  }

  /** The client whose calls belong to this request, and are aborted with it. Made when it is first asked for. */
  get claude(): Client {
    this.#bound ??= boundClient(this.#options.client, this.#binding());
    return this.#bound;
  }

  /** Runs `step` as a part of this request: calls that it or what it starts makes belong to it. */
  run<T>(step: () => T): T {
    return runServing(this.#place, step);
  }

  /** For the telemetry of its calls. */
  attributes(): Attributes {
    const route = this.#route();
    const own = guard(() => readAdded(this.#options.attributes?.()), 'hooks');
    this.#added = { ...own, ...(route !== undefined && { [names.ATTR_HTTP_ROUTE]: route }) };
    return this.#added;
  }

  /** For the telemetry of its calls. */
  observe(event: ObservedEvent): void {
    this.#totals.add(event);
    this.#write();
    if (this.#finished && this.#totals.open === 0) this.#tell();
  }

  /** The first byte of the answer's body is being written. */
  firstByte(): void {
    if (this.#firstByte !== undefined) return;
    this.#firstByte = this.#clock.now();
    this.#write();
  }

  /** The client of the application went away before the answer was over: ends the request. */
  disconnected(): void {
    if (this.#finished) return;
    this.#disconnected = true;
    if (this.#options.abortOnDisconnect) this.#controller.abort(disconnection());
    this.finished();
  }

  /** The answer is over. Does nothing a second time. */
  finished(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#duration = this.#since(this.#clock.now());
    if (this.#totals.open === 0) this.#tell();
    // An aborted call ends in a moment; one that goes on by itself is not waited for.
    else outside(() => setTimeout(() => this.#tell(), PATIENCE)).unref();
  }

  /** How it stands. */
  summary(): RequestSummary {
    const totals = this.#totals;
    const now = this.#clock.now();
    return {
      route: this.#route(),
      duration: this.#duration ?? this.#since(now),
      disconnected: this.#disconnected,
      calls: totals.calls,
      attempts: totals.attempts,
      retries: totals.retries,
      backoff: totals.backoff,
      callDuration: totals.callDuration(now),
      timeToFirstToken: totals.firstToken && this.#since(totals.firstToken),
      timeToFirstByte: this.#firstByte && this.#since(this.#firstByte),
      inputTokens: totals.inputTokens,
      outputTokens: totals.outputTokens,
      errorTypes: [...totals.errorTypes],
    };
  }

  /** The value of a `Server-Timing` header, as it stands; undefined where no call was made. */
  serverTiming(): string | undefined {
    return guard(() => serverTiming(this.summary()), 'spans');
  }

  /** What to answer for an error of the SDK; undefined for every other error. See {@link problemOf}. */
  problemOf(error: unknown, problems?: ProblemOverrides): Problem | undefined {
    return problemOf(error, {
      problems,
      traceId: this.#traceId,
      disconnected: this.#disconnected,
    });
  }

  /** A message stream as server-sent events, whose failure the SERVER span is told of. See {@link relay}. */
  relay(stream: Relayable, options?: RelayOptions): Relay {
    const span = this.#span;
    return relay(stream, {
      abortOnDisconnect: this.#options.abortOnDisconnect,
      traceId: this.#traceId,
      ...options,
      onError: (error) => {
        if (span && !this.#disconnected) guard(() => putFailure(span), 'spans');
        options?.onError?.(error);
      },
    });
  }

  get #traceId(): string | undefined {
    return traceIdOf(this.#span);
  }

  #route(): string | undefined {
    return guard(() => this.#options.route(), 'hooks');
  }

  /** Seconds from the request's arrival to `time`. */
  #since(time: number): number {
    return Math.max(0, time - this.#startedAt) / 1000;
  }

  /** As it becomes known: an HTTP instrumentation ends its span before anybody is told that the answer is over. */
  #write(): void {
    const span = this.#span;
    if (span) guard(() => putSummary(span, this.summary()), 'spans');
  }

  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    const { onSummary } = this.#options;
    if (onSummary) guard(() => onSummary(this.summary()), 'hooks');
    this.#place.serving = served(this.#added ?? this.attributes());
  }

  #binding(): Binding {
    return {
      disconnect: this.#options.abortOnDisconnect ? this.#controller.signal : undefined,
      within: (step) => this.run(step),
      made: boundJoined,
    };
  }
}

/** What an aborted signal gives as its reason. */
const disconnection = (): DOMException =>
  new DOMException('the client of this request went away', 'AbortError');
