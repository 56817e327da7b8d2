import type { AttemptEnd, AttemptHeaders, FirstToken, Stall } from '../events.ts';
import type { StreamReading } from '../stream/reading.ts';
import type { StreamEnd } from '../stream/summary.ts';
import type { Ending } from './ending.ts';
import type { AttemptOutcome } from './outcome.ts';

/** What leaves with an attempt. */
export interface AttemptRequest {
  /** Upper case. */
  readonly httpMethod: string;
  /** Path without query. */
  readonly urlPath: string;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
}

/** What an attempt's response headers say. */
export interface ResponseHead {
  readonly status: number;
  /** A success status. */
  readonly ok: boolean;
  readonly requestId: string | undefined;
  /** Seconds that the response asked to wait. */
  readonly retryAfter: number | undefined;
}

/** One HTTP request of a call. Times in milliseconds of the call's clock. */
export class Attempt {
  /** 1 for the first of its call. */
  readonly number: number;
  readonly startedAt: number;
  head: ResponseHead | undefined;
  headersAt: number | undefined;
  /** Present once its body is read as a stream. */
  reading: StreamReading | undefined;
  /** Present once it is over. */
  outcome: AttemptOutcome | undefined;
  /** `error.type`; absent while it is open and where it did not fail. */
  errorType: string | undefined;

  constructor(number: number, startedAt: number) {
    this.number = number;
    this.startedAt = startedAt;
  }

  /** Since when somebody has waited for the server; undefined while nobody does. */
  waitingSince(): number | undefined {
    return this.headersAt === undefined ? this.startedAt : this.reading?.arrival.waitingSince;
  }

  /** The response headers are here. */
  receive(head: ResponseHead, now: number): void {
    this.head = head;
    this.headersAt = now;
  }

  /** It is over. */
  end({ outcome, errorType }: Ending<AttemptOutcome>): void {
    this.outcome = outcome;
    this.errorType = errorType;
  }

  /** The event of its response headers. */
  headersEvent(head: ResponseHead, now: number): AttemptHeaders {
    return {
      type: 'attempt.headers',
      attempt: this.number,
      status: head.status,
      requestId: head.requestId,
      retryAfter: head.retryAfter,
      timeToHeaders: (now - this.startedAt) / 1000,
    };
  }

  /** The event of its first token, handed over at `at`. */
  tokenEvent(at: number): FirstToken {
    const timeToFirstToken = (at - this.startedAt) / 1000;
    return { type: 'first_token', attempt: this.number, timeToFirstToken };
  }

  /** The event of a wait that is too long, `silence` milliseconds so far. */
  stallEvent(silence: number): Stall {
    const phase = this.reading?.phase ?? 'headers';
    return { type: 'stall', attempt: this.number, phase, silence: silence / 1000 };
  }

  /** The event of its end. */
  endEvent(ending: Ending<AttemptOutcome>, streamEnd: StreamEnd, now: number): AttemptEnd {
    const { head, headersAt, startedAt } = this;
    return {
      type: 'attempt.end',
      attempt: this.number,
      ...ending,
      status: head?.status,
      requestId: head?.requestId,
      retryAfter: head?.retryAfter,
      duration: (now - startedAt) / 1000,
      timeToHeaders: headersAt === undefined ? undefined : (headersAt - startedAt) / 1000,
      stream: this.reading?.summary(streamEnd, now),
    };
  }
}
