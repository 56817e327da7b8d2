import { type Clock, startClock } from '../clock.ts';
import { type Abandonable, forget } from '../stream/abandonment.ts';
import { StreamReading } from '../stream/reading.ts';
import type { StreamEnd } from '../stream/summary.ts';
import { unwatch, type Waiting, watch } from '../stream/watchdog.ts';
import { Attempt, type AttemptRequest, type ResponseHead } from './attempt.ts';
import { type BackoffPlan, Backoffs } from './backoff.ts';
import type { CallOptions } from './call-options.ts';
import type { CallDescription } from './description.ts';
import { Emitter } from './emitter.ts';
import {
  abortedBy,
  type Ending,
  ended,
  endingAfter,
  endingOfAttempt,
  endingOfFailure,
  endingOfStatus,
  endingOfStream,
} from './ending.ts';
import type { Failure } from './failure.ts';
import { callIdOf, nextCallNumber } from './id.ts';
import { isNested, remember } from './nested.ts';
import type { CallObserver, ResponseHeaders } from './observer.ts';
import { callEnded, callOpened, type OpenCall } from './open-calls.ts';
import type { AbortReason } from './outcome.ts';
import { attemptProgress, callProgress, type Progress } from './progress.ts';
import type { ReadFacts } from './response-facts.ts';

/**
 * One invocation of an SDK method that sends a request: all its attempts, the backoffs between
 * them, and reading its stream. Turns what the seam sees into events; knows nothing of the SDK, of
 * spans or of responses (an abandoned response must be collectable).
 */
export class Call implements Waiting, Abandonable, OpenCall {
  readonly owner: object;
  readonly observer: CallObserver;
  place = 0;
  readonly stallAfter: number;
  /** For the registry of what may be abandoned. */
  watched = false;
  readonly #number = nextCallNumber();
  /** Who tells of the call; undefined where nobody listens. */
  readonly #emitter: Emitter | undefined;
  readonly #retriesSeen: boolean;
  readonly #clock: Clock = startClock();
  readonly #startedAt: number = this.#clock.now();
  #description: CallDescription | undefined;
  #current: Attempt | undefined;
  #reading: StreamReading | undefined;
  readonly #backoffs = new Backoffs();
  #over = false;

  constructor({ owner, observer, stallAfter, retriesSeen }: CallOptions) {
    this.owner = owner;
    this.observer = observer;
    if (observer.listens) this.#emitter = new Emitter(callIdOf(this.#number), observer);
    this.stallAfter = stallAfter;
    this.#retriesSeen = retriesSeen;
    callOpened(this);
  }

  /** Whether the call has ended: whatever comes later is not part of it. */
  get over(): boolean {
    return this.#over;
  }

  /** Who has aborted the call by its signal; undefined while nobody has. */
  get aborter(): 'signal' | 'client_disconnected' | undefined {
    if (this.#description?.signal?.aborted !== true) return undefined;
    return this.#description.disconnect?.aborted ? 'client_disconnected' : 'signal';
  }

  /** Milliseconds since the epoch, by the call's own clock. */
  now(): number {
    return this.#clock.now();
  }

  /** The options are known: the call begins, as of the moment the method was called. */
  describe(description: CallDescription): void {
    if (this.#description !== undefined || this.#over) return;
    this.#description = description;
    this.#emitter?.begin(this.#startedAt, description, isNested(description));
  }

  /** An HTTP request is about to be sent. One that is still open gave way to it. `request` reads it. */
  beginAttempt(request: () => AttemptRequest): Attempt {
    const now = this.now();
    this.#endBackoff(now);
    this.#supersede(now);
    if (!this.#retriesSeen) this.#backoffs.any = this.#current !== undefined;
    const attempt = new Attempt((this.#current?.number ?? 0) + 1, now);
    this.#current = attempt;
    this.#emitter?.emit(now, { type: 'attempt.start', attempt: attempt.number, ...request() });
    if (this.#description?.stream) watch(this);
    return attempt;
  }

  /** The response headers of `attempt` are here. */
  receiveHead(attempt: Attempt, head: ResponseHead, headers: ResponseHeaders): void {
    if (this.#description) this.observer.answered(this.#description, head.status, headers);
    if (attempt.outcome !== undefined) return;
    const now = this.now();
    attempt.receive(head, now);
    this.#emitter?.emit(now, attempt.headersEvent(head, now));
  }

  /** `attempt` got no response. The application's abort and the SDK's timeout look the same to `fetch`. */
  failAttempt(attempt: Attempt, failure: Failure, abortClass: string): void {
    const { aborter } = this;
    const ending = aborter ? abortedBy(aborter, abortClass) : endingOfFailure(failure);
    this.#endAttempt(attempt, ending, this.now());
  }

  /** The SDK has made an error of the current attempt's response: the call fails with it. */
  refuse(failure: Failure): void {
    const status = this.#current?.head?.status;
    if (status !== undefined && status === failure.status) this.fail(failure);
  }

  /** The SDK has decided to retry, and goes to sleep. */
  sleep(plan: BackoffPlan, errorClass: (status: number) => string | undefined): void {
    const now = this.now();
    const failed = this.#current;
    const status = failed?.head?.status;
    if (failed && status !== undefined) {
      this.#endAttempt(failed, endingOfStatus(status, errorClass(status)), now);
    }
    const start = this.#backoffs.begin(plan, failed, now);
    this.#emitter?.emit(now, start);
  }

  /** The sleep is over. An abort ends it early, and the call with it: the SDK sends nothing more. */
  wake(abortClass: string): void {
    const { aborter } = this;
    if (this.#backoffs.asleep && aborter)
      this.#finish(abortedBy(aborter, abortClass), undefined, undefined);
    else this.#endBackoff(this.now());
  }

  /** A stream is read from here on: the body of the attempt that is open, or what a middleware made. */
  beginReading(): StreamReading {
    const attempt = this.#current?.outcome === undefined ? this.#current : undefined;
    this.#reading ??= new StreamReading({
      startedAt: attempt?.startedAt ?? this.#startedAt,
      headersAt: attempt?.headersAt ?? this.now(),
      ofMessage: this.#description?.method === 'messages.create',
      readAhead: this.#description?.readAhead ?? false,
      onFirstToken: (at) => {
        if (attempt) this.#emitter?.emit(at, attempt.tokenEvent(at));
      },
      onChunk: this.observer.chunk,
    });
    if (attempt) attempt.reading = this.#reading;
    return this.#reading;
  }

  /** Reading the stream has ended. */
  endReading(reading: StreamReading, end: StreamEnd, failure?: Failure): void {
    const ending = endingOfStream(this.#current, end, failure, this.aborter);
    this.#finish(ending, end, () => reading.facts());
  }

  /** The value was delivered, or a body without events was read to its end. `facts` reads what it says of itself. */
  succeed(facts?: ReadFacts): void {
    this.#finish(ended, undefined, facts);
  }

  /** The call failed, before a response or while its value was read. */
  fail(failure: Failure): void {
    this.#finish(endingAfter(this.#current, failure, this.aborter), undefined, undefined);
  }

  /** The application left the call, its stream or its promise; or telemetry shuts down. */
  abort(reason: AbortReason): void {
    const reading = this.#reading;
    const end = reason === 'abandoned' || reason === 'closed' ? reason : 'aborted';
    this.#finish(abortedBy(reason), reading && end, () => reading?.facts());
  }

  progress(): Progress {
    const now = this.now();
    const part = callProgress(this.#number, this.#description, this.#startedAt, now);
    return { ...part, ...attemptProgress(this.#current, this.#reading, this.#backoffs, now) };
  }

  get asleep(): boolean {
    return this.#backoffs.asleep;
  }

  waitingSince(): number | undefined {
    return this.#current?.waitingSince();
  }

  stalled(silence: number, now: number): void {
    if (this.#reading) this.#reading.stalls++;
    if (this.#current) this.#emitter?.emit(now, this.#current.stallEvent(silence));
  }

  /** The body of an attempt that failed is thrown away as soon as its headers are there. */
  #supersede(now: number): void {
    const open = this.#current;
    if (open)
      this.#endAttempt(open, ended, open.head?.ok === false ? (open.headersAt ?? now) : now);
  }

  #endBackoff(now: number): void {
    const end = this.#backoffs.end(now);
    if (end !== undefined) this.#emitter?.emit(now, end);
  }

  #endAttempt(attempt: Attempt, ending: Ending, now: number, streamEnd?: StreamEnd): void {
    if (attempt.outcome !== undefined) return;
    unwatch(this);
    const own = endingOfAttempt(ending, attempt.head?.status);
    attempt.end(own);
    this.#emitter?.emit(now, attempt.endEvent(own, streamEnd ?? 'completed', now));
  }

  #finish(ending: Ending, streamEnd: StreamEnd | undefined, facts: ReadFacts | undefined): void {
    if (this.#over) return;
    const now = this.now();
    this.#endBackoff(now);
    // Its retry may have gone unseen.
    if (ending.outcome === 'ok' && this.#current?.head?.ok === false) this.#supersede(now);
    if (this.#current) this.#endAttempt(this.#current, ending, now, streamEnd);
    this.#over = true;
    callEnded(this);
    unwatch(this);
    forget(this);
    this.#emitter?.emit(now, {
      type: 'call.end',
      ...ending,
      attempts: this.#current?.number ?? 0,
      retried: this.#backoffs.any,
      backoffTotal: this.#backoffs.total,
      duration: (now - this.#startedAt) / 1000,
      streamEnd,
      response: facts?.(),
    });
    // What breaks after it was answered is never the SDK's to retry.
    const inVain = this.#backoffs.any && this.#current?.head?.ok !== true;
    if (this.#description) remember(this.#description, ending.outcome, inVain);
    // Sockets keep the context of the call that opened them: let it hold nothing.
    this.#description = undefined;
    this.#current = undefined;
    this.#reading = undefined;
  }
}
