import { Readable } from 'node:stream';
import {
  checkRelay,
  type Relay,
  type Relayable,
  type RelayOptions,
  relay,
  relayHeaders,
} from 'spanthropic/request';
import type { AnyReply } from './any-server.ts';
import { scopeOf } from './scope.ts';

export type SseOptions = RelayOptions;

/**
 * Answers with a message stream as server-sent events, headers and hooks as for any other answer. What the
 * stream fails with before its first event is thrown, so that the error handling answers; what comes later
 * becomes `event: error`, the last frame, and is logged. A client that goes away closes the stream.
 *
 * Resolves when the answer is over.
 *
 * @throws {TypeError} for something that is no stream, a stream that was read already, or a wrong option.
 */
export async function sse(
  stream: Relayable,
  reply: AnyReply,
  options: SseOptions = {},
): Promise<void> {
  checkRelay('sse', stream, options);
  const frames = framesOf(stream, reply, options);
  if (reply.sent || reply.raw.headersSent) {
    await frames.return();
    throw new Error('sse(): the reply has been sent, or hijacked, already');
  }
  reply.raw.once('close', () => void frames.return());
  if (reply.raw.destroyed) await frames.return();
  await frames.begin();
  if (reply.raw.destroyed) return;
  for (const [name, value] of Object.entries(relayHeaders)) {
    if (!reply.hasHeader(name)) reply.header(name, value);
  }
  // When it is piped the headers are set: they need not wait for the first frame.
  reply.raw.once('pipe', () => 'flushHeaders' in reply.raw && reply.raw.flushHeaders());
  reply.send(Readable.from(frames, { objectMode: false, highWaterMark: 1 }));
  await reply;
}

function framesOf(stream: Relayable, reply: AnyReply, options: SseOptions): Relay {
  const settings: SseOptions = {
    ...options,
    onError(error) {
      reply.log.warn({ err: error }, 'Claude stream failed after the headers of the answer');
      options.onError?.(error);
    },
  };
  const scope = scopeOf(reply.request);
  return scope ? scope.served.relay(stream, settings) : relay(stream, settings);
}
