import { endingOfFailure } from '../call/ending.ts';
import type { Failure } from '../call/failure.ts';
import { statusOfErrorType } from '../call/outcome.ts';
import { readError, type SdkError } from '../seam/sdk-error.ts';

/** What can be wrong. Stable: the application's clients may branch on it. */
export type ProblemCode =
  | 'rate_limited'
  | 'spend_limited'
  | 'billing'
  | 'overloaded'
  | 'upstream_error'
  | 'timeout'
  | 'connection_failed'
  | 'unreachable'
  | 'invalid_request'
  | 'request_too_large'
  | 'upstream_auth'
  | 'upstream_not_found'
  | 'upstream_rejected'
  | 'client_error'
  | 'aborted'
  | 'client_disconnected';

interface Row {
  /** What the application's own client is answered. */
  readonly status: number;
  readonly title: string;
  /** Whether waiting helps, so that the answer says how long. */
  readonly wait?: true;
}

/**
 * What can be wrong with a Claude call, as the application's own clients are told of it. Their request is
 * rarely at fault, and never their credentials: so the API's statuses are not passed on.
 */
export const PROBLEMS: Readonly<Record<ProblemCode, Row>> = {
  /** 429: the service, not this client of it, has used up its rate limit. */
  rate_limited: { status: 503, title: 'Rate limit of the service reached', wait: true },
  /** 429 with a spend-limit code: waiting does not help before the month is over. */
  spend_limited: { status: 503, title: 'Spend limit of the service reached' },
  /** 402, or the 400 of an account without credit. */
  billing: { status: 503, title: 'Billing problem of the service' },
  /** 529, or `overloaded_error` inside a stream. */
  overloaded: { status: 503, title: 'Model overloaded', wait: true },
  /** 409, other 5xx, or another error inside a stream. */
  upstream_error: { status: 502, title: 'Model failed' },
  /** The SDK's timeout, 408, 504. */
  timeout: { status: 504, title: 'Model took too long' },
  /** A connection that broke, or a stream that ended too early. */
  connection_failed: { status: 502, title: 'Connection to the model broke' },
  /** No connection at all: no such host, or nobody listening. */
  unreachable: { status: 503, title: 'Model cannot be reached' },
  /** 400, 422: the application's own request was wrong, or what its client had it send. */
  invalid_request: { status: 500, title: 'Model refused the request as invalid' },
  /** 413. */
  request_too_large: { status: 500, title: 'Request too large for the model' },
  /** 401, 403: the application's key. */
  upstream_auth: { status: 502, title: 'Model refused the service' },
  /** 404: a model, a batch or a file that does not exist. */
  upstream_not_found: { status: 502, title: 'Model or resource not found' },
  /** Other 4xx. */
  upstream_rejected: { status: 502, title: 'Model refused the request' },
  /** An answer that cannot be read, or a call that failed before anything was sent. */
  client_error: { status: 500, title: 'Model call failed' },
  /** The application itself ended the call. */
  aborted: { status: 503, title: 'Model call was ended' },
  /** The client of the application went away: nobody is there to be answered. */
  client_disconnected: { status: 499, title: 'Client went away' },
};

/** The row that an error of the SDK belongs to. */
export function codeOf(error: SdkError, disconnected: boolean): ProblemCode {
  if (error.aborted) return disconnected ? 'client_disconnected' : 'aborted';
  if (error.creditGone) return 'billing';
  const { outcome } = endingOfFailure(error.failure);
  switch (outcome) {
    case 'rate_limited':
    case 'spend_limited':
    case 'overloaded':
    case 'timeout':
      return outcome;
    case 'connection':
      return error.unreachable ? 'unreachable' : 'connection_failed';
    case 'server_error':
      return 'upstream_error';
    case 'rejected':
      return codeOfRejection(error.failure);
    default:
      return 'client_error';
  }
}

/** What is said of an error that a stream failed with after the answer's headers. */
export function troubleOf(error: unknown): { code: ProblemCode; requestId: string | undefined } {
  const read = readError(error);
  return { code: codeOf(read, false), requestId: read.requestId };
}

function codeOfRejection({ status, errorType }: Failure): ProblemCode {
  if (errorType === 'billing_error') return 'billing';
  switch (status ?? statusOfErrorType(errorType ?? '')) {
    case 400:
    case 422:
      return 'invalid_request';
    case 401:
    case 403:
      return 'upstream_auth';
    case 402:
      return 'billing';
    case 404:
      return 'upstream_not_found';
    case 413:
      return 'request_too_large';
    default:
      return 'upstream_rejected';
  }
}
