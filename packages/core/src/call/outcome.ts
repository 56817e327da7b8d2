/** How one HTTP request of a call ended. Total: every ending has exactly one. */
export type AttemptOutcome =
  /** A success status, and the body was read. */
  | 'ok'
  /** 429. */
  | 'rate_limited'
  /** 429 with a spend-limit error code: no retry helps. */
  | 'spend_limited'
  /** 529, or `overloaded_error` inside a 200 stream. */
  | 'overloaded'
  /** 409 and other 5xx. */
  | 'server_error'
  /** The SDK's timeout, 408, 504. */
  | 'timeout'
  /** Network, reset, truncated stream. */
  | 'connection'
  /** Other 4xx: the request or the account was refused. */
  | 'rejected'
  /** The application ended it: signal, `close()`, break, abandoned. */
  | 'aborted';

/** How a call ended: as its last attempt did, or `client_error`: it failed before anything was sent, or got a 200 that cannot be parsed. */
export type CallOutcome = AttemptOutcome | 'client_error';

/** Who ended what was aborted. */
export type AbortReason =
  /** The `signal` of the request, or `abort()` of a helper. */
  | 'signal'
  /** The application left the stream: `break`, `return()`, `cancel()`, its controller. */
  | 'closed'
  /** The web client that the call was made for went away, by the adapters. */
  | 'client_disconnected'
  /** The application dropped the stream or the promise, which was collected. */
  | 'abandoned'
  /** `shutdown()` or `uninstrument()`: in telemetry alone, the call itself goes on. */
  | 'shutdown';

const SPEND_LIMITS = new Set(['enforced_spend_limit_reached', 'contract_spend_limit_reached']);

/** The outcome of a response, by its status and, for 429, the error code of its body when that was read. */
export function outcomeOfStatus(status: number, errorCode?: string): AttemptOutcome {
  if (status >= 200 && status < 300) return 'ok';
  switch (status) {
    case 408:
    case 504:
      return 'timeout';
    case 409:
      return 'server_error';
    case 429:
      return errorCode !== undefined && SPEND_LIMITS.has(errorCode)
        ? 'spend_limited'
        : 'rate_limited';
    case 529:
      return 'overloaded';
    default:
      return status >= 500 ? 'server_error' : 'rejected';
  }
}

/** The status that an error type stands for, for an error that comes inside a 200 stream. */
const STATUS_OF_TYPE = new Map([
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['conflict_error', 409],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['api_error', 500],
  ['timeout_error', 504],
  ['overloaded_error', 529],
]);

/** The status that an error event inside a stream stands for. A type that is not known is the server's failure. */
export function statusOfErrorType(type: string): number {
  return STATUS_OF_TYPE.get(type) ?? 500;
}

/** The outcome of an error event inside a stream. */
export function outcomeOfErrorType(type: string): AttemptOutcome {
  return outcomeOfStatus(statusOfErrorType(type));
}

const TYPE_OF_STATUS = new Map([...STATUS_OF_TYPE].map(([type, status]) => [status, type]));

/** `error.type` of a response whose body was not read: the API's type for that status, else the status itself. */
export function errorTypeOfStatus(status: number): string {
  return TYPE_OF_STATUS.get(status) ?? String(status);
}
