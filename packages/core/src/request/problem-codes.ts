/** What can be wrong with a Claude call, as the application's own clients are told of it. Stable: clients may branch on them. */
export const PROBLEM_CODES = [
  /** 429: the service has used up its rate limit. */
  'rate_limited',
  /** 429 with a spend-limit code: nothing goes on before the limit is raised, or the month is over. */
  'spend_limited',
  /** 402, or the 400 of an account without credit. */
  'billing',
  /** 529, or `overloaded_error` inside a stream. */
  'overloaded',
  /** 409, other 5xx, or an error inside a stream. */
  'upstream_error',
  /** The SDK's timeout, 408, 504. */
  'timeout',
  /** A connection that broke, or a stream that ended too early. */
  'connection_failed',
  /** No connection at all: no such host, or nobody listening. */
  'unreachable',
  /** 400, 413, 422: the application's own request was wrong, or what its client sent. */
  'invalid_request',
  /** 401, 403: the application's key. */
  'upstream_auth',
  /** 404: a model, a batch or a file that does not exist. */
  'upstream_not_found',
  /** Other 4xx. */
  'upstream_rejected',
  /** An answer that cannot be parsed, or a call that failed before anything was sent. */
  'client_error',
  /** The application itself ended the call. */
  'aborted',
  /** The client of the application went away: nobody is there to be told. */
  'client_disconnected',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];
