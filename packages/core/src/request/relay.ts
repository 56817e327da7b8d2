import { checkOptions, type OptionRule } from '../check-options.ts';
import { type Relayable, whyNotRelayable } from '../seam/source.ts';
import { MessageRelay } from './message-relay.ts';

export interface RelayOptions {
  /**
   * `'text'`: `event: text` with `{"text"}` for each text delta, `event: done` with `{"stopReason"}` at the end.
   * `'all'`: the API's own events, thinking and tool inputs too. @default 'text'
   */
  readonly events?: 'text' | 'all' | undefined;
  /** A comment after so many milliseconds without a frame; 0 for none. @default 15000 */
  readonly heartbeat?: number | undefined;
  /** Whether ending the relay early closes the stream; if not, it is read to its end, unseen. @default true */
  readonly abortOnDisconnect?: boolean | undefined;
  /** Told what the stream failed with, when that became a frame: no error handler will. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Stands in the frame of an error. @default that of the active span, if there is one */
  readonly traceId?: string | undefined;
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

/**
 * A message stream as server-sent events. An error of the stream, or its early end, becomes `event: error` with
 * `{"code", "requestId", "traceId"}`, the last frame. The next event is asked for when the frame before it was
 * taken, so that a slow client slows the API down, as far as the stream lets it: a `MessageStream` reads ahead.
 *
 * @throws {TypeError} for a wrong option, something that is no stream, or one that was read already.
 */
export function relay(stream: Relayable, options: RelayOptions = {}): Relay {
  checkRelay('relay', stream, options);
  return new MessageRelay(stream, options);
}

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isFunction = (value: unknown): boolean => typeof value === 'function';

const RULES: Record<keyof RelayOptions, OptionRule> = {
  events: { takes: "'text' or 'all'", fits: (value) => value === 'text' || value === 'all' },
  heartbeat: {
    takes: 'a number of milliseconds from 0 to 2147483647',
    fits: (value) => typeof value === 'number' && value >= 0 && value <= 2 ** 31 - 1,
  },
  abortOnDisconnect: { takes: 'a boolean', fits: isBoolean },
  onError: { takes: 'a function that receives an error', fits: isFunction },
  traceId: { takes: 'a string', fits: (value) => typeof value === 'string' },
};

/**
 * Checks what `where`, an adapter's function, was given.
 * @throws {TypeError} naming what is wrong.
 */
export function checkRelay(where: string, stream: unknown, options: unknown): void {
  checkOptions(where, options, RULES);
  const why = whyNotRelayable(stream);
  if (why !== undefined) throw new TypeError(`${where}(): ${why}`);
}
