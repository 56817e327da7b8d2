import { gzipSync } from 'node:zlib';
import type { Answer, BodyAnswer, LinesAnswer } from '../answer/answer.ts';
import { now } from '../wire/clock.ts';
import type { MakeHeaders } from './make-headers.ts';
import type { Reply } from './reply.ts';
import { sendStream } from './send-stream.ts';

/** Writes an answer. Rejects when the client leaves meanwhile. */
export async function sendAnswer(
  answer: Answer,
  reply: Reply,
  headers: MakeHeaders,
): Promise<void> {
  switch (answer.kind) {
    case 'body':
      return sendBody(answer, reply, headers);
    case 'lines':
      return sendLines(answer, reply, headers);
    case 'stream':
      return sendStream(answer, reply, headers);
    case 'reset':
      await reply.delay(answer.delay);
      return reply.reset();
    case 'hang':
      return reply.forever();
  }
}

async function sendBody(answer: BodyAnswer, reply: Reply, headers: MakeHeaders): Promise<void> {
  const { status, contentType, body, options } = answer;
  await reply.delay(options.delay);
  const all = headers(status, contentType, options.headers);
  if (options.gzip) reply.whole(status, { 'content-encoding': 'gzip', ...all }, gzipSync(body));
  else reply.whole(status, all, body);
}

async function sendLines(answer: LinesAnswer, reply: Reply, headers: MakeHeaders): Promise<void> {
  const { lines, pace, options } = answer;
  await reply.delay(options.delay);
  reply.head(200, headers(200, 'application/x-jsonl', options.headers), options.gzip);
  for (const [index, line] of lines.entries()) {
    if (index > 0) await reply.until(now() + pace);
    await reply.write('chunk', line);
  }
  await reply.end();
}
