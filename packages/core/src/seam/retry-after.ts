import type { BackoffSource } from '../events.ts';

/** What response headers can be asked. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** The wait that a response asks for. */
export interface RequestedDelay {
  /** Milliseconds; may be negative, for a date that has passed. */
  readonly delay: number;
  readonly source: BackoffSource;
}

/**
 * The wait that a response asks for, by the SDK's own rule (`retryRequest`): `retry-after-ms`, or,
 * where that is absent, no number or 0, `retry-after` in seconds or as a date. Undefined where
 * neither parses. A date is compared with the local clock, as the SDK does.
 */
export function requestedDelay(headers: HeaderReader): RequestedDelay | undefined {
  const inMilliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  const value = headers.get('retry-after');
  const seconds = Number.parseFloat(value ?? '');
  const delay = Number.isNaN(seconds) ? Date.parse(value ?? '') - Date.now() : seconds * 1000;
  if (inMilliseconds || Number.isNaN(delay)) {
    return Number.isNaN(inMilliseconds)
      ? undefined
      : { delay: inMilliseconds, source: 'retry-after-ms' };
  }
  return { delay, source: 'retry-after' };
}
