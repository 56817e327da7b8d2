import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeClaude, ok, startFakeClaude, status } from '@spanthropic/testing';
import { Bucket } from './bucket.ts';

/** Milliseconds that an answer takes in the mean. */
const ANSWER = 280;

/** The fake API behind a rate limit. */
export interface LimitedApi {
  readonly url: string;
  /** Answers with status 429 so far. */
  readonly refused: number;
  close(): Promise<void>;
}

export async function startLimitedApi(): Promise<LimitedApi> {
  const fake = await startFakeClaude({
    served: [ok({ text: 'Blue.', times: 'forever' })],
    refused: [status(429, { retryAfter: 1, times: 'forever' })],
  });
  const bucket = new Bucket();
  const server = createServer((request, response) => {
    limit(request, response, bucket, fake).catch((error) => response.destroy(error));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get refused() {
      return fake.requestsOf('refused').length;
    },
    async close() {
      server.close().closeAllConnections();
      await fake.close();
    },
  };
}

async function limit(
  request: IncomingMessage,
  response: ServerResponse,
  bucket: Bucket,
  fake: FakeClaude,
): Promise<void> {
  const served = bucket.take();
  const limits = bucket.headers();
  // Answers of one length would come and go in step, as those of a model never do.
  if (served) await sleep(ANSWER * (0.6 + 0.8 * Math.random()));
  const answer = await fetch(`${fake.url}${request.url}`, {
    method: request.method ?? 'POST',
    headers: {
      'content-type': 'application/json',
      'x-fake-call': served ? 'served' : 'refused',
    },
    body: await text(request),
  });
  for (const name of ['content-type', 'request-id', 'retry-after']) {
    const value = answer.headers.get(name);
    if (value !== null) response.setHeader(name, value);
  }
  response.writeHead(answer.status, limits).end(await answer.text());
}
