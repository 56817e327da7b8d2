import type { ProblemOptions } from './problem.ts';

/** What can be relayed: a `Stream` or a `MessageStream` of the SDK, or an async iterable of the same events. */
export type Relayable = AsyncIterable<{ readonly type: string }>;

export interface RelayOptions extends ProblemOptions {
  /**
   * `'text'`: `event: text` with `{"text"}` for each text delta, `event: done` with `{"stopReason"}` at the end.
   * `'all'`: the API's own events, thinking and tool inputs too. @default 'text'
   */
  readonly events?: 'text' | 'all' | undefined;
  /** A comment after so many milliseconds without a frame; 0 for none. @default 15000 */
  readonly heartbeat?: number | undefined;
  /** Whether ending the relay early closes the stream; if not, it is read to its end, unseen. @default true */
  readonly abortOnDisconnect?: boolean | undefined;
}

/** The frames of one answer: read them one at a time and write each as it is. */
export interface Relay extends AsyncIterableIterator<string> {
  /**
   * Waits for the first event, before anything is written. Rejects with the error of a stream that fails before
   * it: the headers are not out, so the error handler can answer. Without it, that error is a frame like any other.
   */
  begin(): Promise<void>;
  /** Ends it: the client is gone, or the answer is over. Never rejects. */
  return(): Promise<IteratorResult<string>>;
}

/** The headers of an answer that is made of such frames. */
export const relayHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** A message stream as server-sent events. An error of the stream becomes `event: error` with `{"code", "requestId", "traceId"}` and the end. */
export function relay(stream: Relayable, options?: RelayOptions): Relay {
  throw new TypeError(`relay(): not there yet: ${String(stream)} ${String(options)}`);
}

/** @throws {TypeError} for a wrong stream or option, naming it; `where` is the adapter's function. */
export function checkRelay(stream: unknown, options: unknown, where: string): void {
  throw new TypeError(`${where}(): not there yet: ${String(stream)} ${String(options)}`);
}
