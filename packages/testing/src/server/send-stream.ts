import type { StreamAnswer } from '../answer/answer.ts';
import { apiErrorBody } from '../answer/api-error.ts';
import { streamEvents } from '../message/stream-events.ts';
import { now } from '../wire/clock.ts';
import { malformedJsonFrame, malformedSseFrame, sseFrame } from '../wire/sse.ts';
import type { MakeHeaders } from './make-headers.ts';
import type { Reply } from './reply.ts';
import { StreamWaits } from './stream-waits.ts';

/** A reset discards what the client has not read yet: milliseconds to read it in. */
const graceBeforeReset = 20;

/** Writes a message as server-sent events, each a write of its own. */
export async function sendStream(
  { message, options }: StreamAnswer,
  reply: Reply,
  makeHeaders: MakeHeaders,
): Promise<void> {
  const { end = 'complete', after = 3, deltas = 4 } = options;
  await reply.delay(options.delay);
  const headers = makeHeaders(200, 'text/event-stream; charset=utf-8', options.headers);
  reply.head(200, headers, options.gzip);
  const events = streamEvents(message, deltas);
  const waits = new StreamWaits(events, options, reply);
  for (const [index, event] of events.slice(0, end === 'complete' ? undefined : after).entries()) {
    await waits.before(index);
    await reply.write(event.type, sseFrame(event.type, event));
    await waits.after(index);
  }
  if (end === 'complete') return reply.end();
  await waits.before(after);
  return breakOff(end, options, reply, headers['request-id'] ?? '');
}

async function breakOff(
  end: StreamAnswer['options']['end'],
  options: StreamAnswer['options'],
  reply: Reply,
  requestId: string,
): Promise<void> {
  if (end === 'never') return reply.forever();
  if (end === 'reset') {
    await reply.until(now() + graceBeforeReset);
    return reply.reset();
  }
  if (end === 'error') {
    const error = apiErrorBody(529, requestId, options.error);
    await reply.write('error', sseFrame('error', error));
  }
  if (end === 'malformed_json') await reply.write('chunk', malformedJsonFrame);
  if (end === 'malformed_sse') await reply.write('chunk', malformedSseFrame);
  return reply.end();
}
