import type { ProblemCode } from './problem-codes.ts';

/** An answer by RFC 9457, `application/problem+json`. Says nothing that the API said in words. */
export interface Problem {
  readonly status: number;
  /** `content-type`, `cache-control` and, where waiting helps, `retry-after`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
}

export interface ProblemBody {
  /** `about:blank` unless overridden: the code tells problems apart. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  /** Claude's, to quote to its support. */
  readonly requestId?: string;
  readonly traceId?: string;
}

/** What is different about a problem. */
export interface ProblemOverride {
  /** 400 to 599. */
  readonly status?: number;
  readonly title?: string;
  /** A URI of yours that describes the problem. */
  readonly type?: string;
  /** Seconds to wait; `false` for no `Retry-After`. @default by the API's headers, for 429 and 529 */
  readonly retryAfter?: number | false;
}

/** By code: what is different, or a function that makes it of the problem and the error. */
export type ProblemOverrides = {
  readonly [Code in ProblemCode]?:
    | ProblemOverride
    | ((problem: Problem, error: unknown) => ProblemOverride);
};

export interface ProblemOptions {
  readonly problems?: ProblemOverrides | undefined;
  /** Stands in the body. @default that of the active span, if there is one */
  readonly traceId?: string | undefined;
  /** Whether the client of the application is gone: an abort is then `client_disconnected`, otherwise `aborted`. @default false */
  readonly disconnected?: boolean | undefined;
  /** From 0 to 1, for the jitter. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/**
 * What to answer for an error of the SDK, any copy of it; undefined for every other error, which is not ours to handle.
 * `client_disconnected`, status 499, is not to be sent: nobody is there.
 */
export function problemOf(error: unknown, options?: ProblemOptions): Problem | undefined {
  throw new TypeError(`problemOf(): not there yet: ${String(error)} ${String(options)}`);
}

/** @throws {TypeError} for an unknown code or a wrong value, naming it: for an adapter to call at start-up, `where` being its name. */
export function checkProblems(problems: unknown, where: string): void {
  throw new TypeError(`${where}(): not there yet: ${String(problems)}`);
}
