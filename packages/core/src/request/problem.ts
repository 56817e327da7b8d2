import { guard } from '../guard.ts';
import { readSdkError } from '../seam/sdk-error.ts';
import { type ProblemOverrides, withOverride } from './problem-overrides.ts';
import { codeOf, PROBLEMS, type ProblemCode } from './problem-table.ts';
import { activeTraceId } from './server-span.ts';
import { waitOf } from './wait.ts';

/** An answer by RFC 9457, `application/problem+json`. Says nothing that the API said in words. */
export interface Problem {
  readonly status: number;
  /** `content-type`, `cache-control` and, where waiting helps, `retry-after`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
}

export interface ProblemBody {
  /** `urn:spanthropic:problem:{code}` unless overridden. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  /** Claude's, to quote to its support. */
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
}

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
export function problemOf(error: unknown, options: ProblemOptions = {}): Problem | undefined {
  const read = guard(() => readSdkError(error));
  if (read === undefined) return undefined;
  const code = codeOf(read, options.disconnected === true);
  const { status, title, wait } = PROBLEMS[code];
  const seconds =
    wait && waitOf(read.headers, code === 'rate_limited', options.random ?? Math.random);
  const { requestId } = read;
  const traceId = options.traceId ?? activeTraceId();
  const problem: Problem = {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    },
    body: {
      type: `urn:spanthropic:problem:${code}`,
      title,
      status,
      code,
      ...(requestId !== undefined && { requestId }),
      ...(traceId !== undefined && { traceId }),
    },
  };
  const own = options.problems?.[code];
  const changed = typeof own === 'function' ? guard(() => own(problem, error), 'hooks') : own;
  return (changed && guard(() => withOverride(problem, changed), 'hooks')) ?? problem;
}
