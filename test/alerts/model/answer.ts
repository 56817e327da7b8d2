import type { Random } from './random.ts';

/** How an attempt ends in the model, with the words of the instrumentation. */
export type Outcome =
  | 'ok'
  | 'rate_limited'
  | 'spend_limited'
  | 'overloaded'
  | 'server_error'
  | 'timeout'
  | 'connection'
  | 'rejected'
  | 'aborted';

type StallPhase = 'headers' | 'first_token' | 'thinking' | 'text' | 'tool_input';

/** What the API does with one attempt. All times in seconds. */
export interface Answer {
  readonly outcome: Outcome;
  /** Absent where no response comes. */
  readonly status?: number | undefined;
  /** From being sent to response headers. */
  readonly headers: number;
  /** From being sent to the end of the body. */
  readonly end: number;
  /** From being sent to the first token; absent where none comes. */
  readonly firstToken?: number | undefined;
  /** When a reader has waited so long that it is counted as a stall, from being sent. */
  readonly stalls?: readonly { readonly at: number; readonly phase: StallPhase }[] | undefined;
  readonly retryAfter?: number | undefined;
  /** Whether the SDK retries it, by its status: a failure after a 200 never is. */
  readonly retried: boolean;
}

/** What the API answers to an attempt that is sent at `at`. */
export type Answers = (at: number, random: Random) => Answer;

/** The length of an answer, and of the wait for its first token, in seconds; each is around these. */
export interface Pace {
  readonly firstToken: number;
  readonly end: number;
}

/** A usual answer: some seconds of stream. */
export const USUAL: Pace = { firstToken: 0.7, end: 5 };

export function ok(random: Random, { firstToken, end }: Pace = USUAL): Answer {
  const first = random.around(firstToken);
  return {
    outcome: 'ok',
    status: 200,
    headers: first * 0.8,
    firstToken: first,
    end: Math.max(first, random.around(end, 0.5)),
    retried: false,
  };
}

/** 429, with or without `retry-after`. */
export function rateLimited(random: Random, retryAfter?: number): Answer {
  return { ...refused(random, 'rate_limited', 429), retryAfter, retried: true };
}

/** 429 with the code of a spend limit, which only the last attempt of a call learns of. */
export function spendLimited(random: Random): Answer {
  return { ...refused(random, 'spend_limited', 429), retried: true };
}

export function overloaded(random: Random): Answer {
  return { ...refused(random, 'overloaded', 529), retried: true };
}

/** `overloaded_error` in a stream that had begun: no retry after a 200. */
export function overloadedInStream(random: Random): Answer {
  const { headers, firstToken } = ok(random);
  return {
    outcome: 'overloaded',
    status: 200,
    headers,
    firstToken,
    end: random.around(2),
    retried: false,
  };
}

export function rejected(random: Random, status: 400 | 401 | 402 | 403): Answer {
  return { ...refused(random, 'rejected', status), retried: false };
}

export function serverError(random: Random): Answer {
  return { ...refused(random, 'server_error', 500), retried: true };
}

/** No response until the SDK gives up. */
export function hang(timeout = 600): Answer {
  return { outcome: 'timeout', headers: timeout, end: timeout, retried: true };
}

function refused(random: Random, outcome: Outcome, status: number): Answer {
  const end = random.around(0.25);
  return { outcome, status, headers: end, end, retried: false };
}
