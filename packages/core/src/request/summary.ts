import type { AttemptEnd, CallEnd, ObservedEvent } from '../events.ts';

/** What the Claude calls of one HTTP request came to. Durations in seconds. */
export interface RequestSummary {
  /** The template of the route, never the path; absent where none matched. */
  readonly route: string | undefined;
  /** From the request's arrival to the end of its answer. */
  readonly duration: number;
  /** Whether the client went away before the answer was over. */
  readonly disconnected: boolean;
  readonly calls: number;
  readonly attempts: number;
  /** Attempts after the first of their call. */
  readonly retries: number;
  /** Slept between attempts, of all calls together. */
  readonly backoff: number;
  /** Spent in calls, of all calls together, those that go on included: more than `duration` where they ran side by side. */
  readonly callDuration: number;
  /** From the request's arrival to the model's first token; absent when none came. */
  readonly timeToFirstToken: number | undefined;
  /** From the request's arrival to the first byte of the answer's body; absent when none was written. */
  readonly timeToFirstByte: number | undefined;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** `error.type` of the attempts and calls that failed, each once, in the order in which they came. */
  readonly errorTypes: readonly string[];
}

/** Adds up the events of the calls that one HTTP request made. */
export class Totals {
  calls = 0;
  attempts = 0;
  retries = 0;
  backoff = 0;
  inputTokens = 0;
  outputTokens = 0;
  /** Milliseconds since the epoch. */
  firstToken: number | undefined;
  readonly errorTypes: Set<string> = new Set();
  /** Seconds, of those that have ended. */
  #callDuration = 0;
  /** When they began, of those that have not, by call id. */
  readonly #open = new Map<string, number>();

  /** Calls that have not ended. */
  get open(): number {
    return this.#open.size;
  }

  /** Seconds spent in calls until `now`. */
  callDuration(now: number): number {
    let open = 0;
    for (const startedAt of this.#open.values()) open += Math.max(0, now - startedAt);
    return this.#callDuration + open / 1000;
  }

  add(event: ObservedEvent): void {
    switch (event.type) {
      case 'call.start':
        this.calls++;
        this.#open.set(event.callId, event.time);
        break;
      case 'attempt.start':
        this.attempts++;
        if (event.attempt > 1) this.retries++;
        break;
      case 'first_token':
        this.firstToken ??= event.time;
        break;
      case 'attempt.end':
        this.#failed(event);
        break;
      case 'backoff.end':
        this.backoff += event.actual;
        break;
      case 'call.end':
        this.#open.delete(event.callId);
        this.#callDuration += event.duration;
        this.inputTokens += event.response?.usage?.input ?? 0;
        this.outputTokens += event.response?.usage?.output ?? 0;
        this.#failed(event);
        break;
    }
  }

  #failed({ errorType }: AttemptEnd | CallEnd): void {
    if (errorType !== undefined) this.errorTypes.add(errorType);
  }
}
