import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import {
  checkRelay,
  type Relay,
  type Relayable,
  type RelayOptions,
  relay,
  relayHeaders,
} from 'spanthropic/request';
import { scopeOf } from './scope.ts';

export type SseOptions = RelayOptions;

/** The answers that are being written. */
const relays = new WeakMap<ServerResponse, Relay>();

/**
 * Answers with a message stream as server-sent events: `text`, and `done` at the end. The stream is read as fast as
 * the client takes it, and closed when the client goes away. Resolves when the answer is over, either way.
 *
 * An error before the first event rejects, for the error handler to answer; a later one becomes `event: error`.
 * Headers that the application has set stay.
 *
 * @throws {TypeError} for a wrong option, something that is no stream, or one that was read already.
 */
export async function sse(
  stream: Relayable,
  res: ServerResponse,
  options: SseOptions = {},
): Promise<void> {
  checkRelay('sse', stream, options);
  const frames = relayFor(res, stream, options);
  relays.set(res, frames);
  const leave = (): void => void frames.return();
  res.once('close', leave);
  if (res.destroyed) leave();
  try {
    await frames.begin();
    if (!res.destroyed) await write(frames, res);
  } finally {
    res.off('close', leave);
  }
}

async function write(frames: Relay, res: ServerResponse): Promise<void> {
  if (!res.headersSent) {
    for (const [name, value] of Object.entries(relayHeaders)) {
      if (!res.hasHeader(name)) res.setHeader(name, value);
    }
  }
  try {
    await pipeline(frames, res);
  } catch (error) {
    // The client is gone: nobody's mistake.
    if (!res.destroyed) throw error;
  }
}

/** The stream's failures count as this request's. */
function relayFor(res: ServerResponse, stream: Relayable, options: SseOptions): Relay {
  const served = scopeOf(res.req)?.served;
  return served ? served.relay(stream, options) : relay(stream, options);
}

/** Whether the headers of this answer said that events follow. */
export function isEventStream(res: ServerResponse): boolean {
  return /^text\/event-stream\b/i.test(String(res.getHeader('content-type')));
}

/** Ends an event stream with the frame of `error`, whoever wrote it so far. */
export async function endWithError(res: ServerResponse, error: unknown): Promise<void> {
  const failed: Relayable = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
  };
  const { value } = await relayFor(res, failed, {}).next();
  void relays.get(res)?.return();
  res.end(value);
}
