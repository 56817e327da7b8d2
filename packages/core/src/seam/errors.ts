import type { Failure } from '../call/failure.ts';

// Errors are told by their shape, never by `instanceof`: an application may hold several copies of the SDK.

interface ErrorShape {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly status?: unknown;
  readonly type?: unknown;
  readonly errorCode?: unknown;
  readonly requestID?: unknown;
  /** The parsed body: `{ type: 'error', error: { type, details } }`. */
  readonly error?: unknown;
  readonly constructor?: { readonly name?: unknown; readonly _errorName?: unknown };
}

type Json = Record<string, unknown>;
const part = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};
const word = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[a-z][a-z_]{0,63}$/.test(value) ? value : undefined;

/** The name of an error's class. Newer SDKs keep it where a bundler cannot shorten it. */
export function errorClassOf(error: unknown): string | undefined {
  const { constructor: made } = part(error) as ErrorShape;
  const name = made?._errorName ?? made?.name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** Reads an error that a call failed with. */
export function readFailure(error: unknown): Failure {
  const shape = part(error) as ErrorShape;
  const errorClass = errorClassOf(error);
  const body = part(part(shape.error).error);
  const errorType = word(shape.type) ?? word(body.type);
  if (typeof shape.status === 'number') {
    const errorCode = word(shape.errorCode) ?? word(part(body.details).error_code);
    return { nature: 'response', errorClass, status: shape.status, errorType, errorCode };
  }
  // An error event inside a stream: the SDK's error with the API's type and no status.
  if (errorType !== undefined && errorType !== 'error')
    return { nature: 'event', errorClass, errorType };
  return { nature: natureOf(shape, errorClass), errorClass };
}

/** Reads an error that `fetch` threw: there was no answer, for whatever reason. */
export function readFetchFailure(error: unknown): Failure {
  if (isTimeout(error)) return { nature: 'timeout', errorClass: 'APIConnectionTimeoutError' };
  return { nature: 'connection', errorClass: 'APIConnectionError' };
}

/** The class of what the SDK throws when the application's signal aborts. */
export const ABORT_CLASS = 'APIUserAbortError';

/** The SDK's own test: an abort that is not the application's is the SDK's timer, and some runtimes only say so in words. */
function isTimeout(error: unknown): boolean {
  const { name, message, cause } = part(error) as ErrorShape;
  if (name === 'AbortError' || String(message).includes('FetchRequestCanceledException'))
    return true;
  return /timed? ?out/i.test(String(error) + String(cause ?? ''));
}

function natureOf(shape: ErrorShape, errorClass: string | undefined): Failure['nature'] {
  if (errorClass === 'APIConnectionTimeoutError') return 'timeout';
  if (errorClass === 'APIConnectionError') return 'connection';
  if (!isNetworkError(shape)) return 'unreadable';
  return isTimeout(shape) ? 'timeout' : 'connection';
}

/** What the system, undici and zlib call a connection that broke. Other codes (a missing file, a wrong URL) are no connection's. */
const NETWORK_CODE =
  /^(ECONN|ENET|EHOST|EPIPE|ETIMEDOUT|EAI_|ENOTFOUND|EPROTO|UND_|Z_|ERR_(SSL|TLS|HTTP2|STREAM)_)/;

/** Errors that break a body: undici's `TypeError: terminated`, and any with such a code. */
function isNetworkError({ name, message, code, cause }: ErrorShape): boolean {
  if (name === 'AbortError') return true;
  if (name === 'TypeError' && /terminated|fetch failed|network/i.test(String(message))) return true;
  const reason = code ?? part(cause).code;
  return typeof reason === 'string' && NETWORK_CODE.test(reason);
}
