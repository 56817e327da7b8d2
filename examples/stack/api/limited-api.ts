import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { FreshFakes } from './fresh-fakes.ts';
import { limitHeaders } from './limits.ts';
import type { Schedule } from './schedule.ts';
import { type Verdict, Weather } from './weather.ts';

/** The fake Claude API behind rate limits that run out by the schedule. */
export interface LimitedApi extends AsyncDisposable {
  readonly url: string;
}

/** Seconds that a refused attempt is asked to wait, by how often its call was refused before. */
const RETRY_AFTER = [2, 3, 3];

export async function startLimitedApi(schedule: Schedule): Promise<LimitedApi> {
  const fakes = new FreshFakes();
  const weather = new Weather(schedule);
  const server = createServer((request, response) => {
    answer(request, response, weather, fakes).catch((error) => response.destroy(error));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections();
      await fakes[Symbol.asyncDispose]();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  weather: Weather,
  fakes: FreshFakes,
): Promise<void> {
  const body = await text(request);
  const { model } = JSON.parse(body) as { model: string };
  const retry = Number(request.headers['x-stainless-retry-count'] ?? 0);
  const verdict = weather.verdict(model, retry);
  const left = new AbortController();
  response.once('close', () => left.abort());
  const api = await fakes.next();
  const answered = await fetch(`${api.url}${request.url}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-fake-call': `${verdict} ${model}` },
    body,
    signal: left.signal,
  });
  for (const name of ['content-type', 'request-id']) {
    const value = answered.headers.get(name);
    if (value !== null) response.setHeader(name, value);
  }
  response.writeHead(answered.status, headersOf(verdict, model, retry, weather));
  if (answered.body) await pipeline(Readable.fromWeb(answered.body), response).catch(ignoreLeft);
  else response.end();
}

function headersOf(
  verdict: Verdict,
  model: string,
  retry: number,
  weather: Weather,
): Record<string, string> {
  const seconds = RETRY_AFTER[retry] ?? 3;
  const wait = verdict === 'limited' ? { 'retry-after': String(seconds) } : {};
  const share = weather.left(model);
  return { ...limitHeaders(share, verdict === 'limited' ? seconds : 60 * (1 - share)), ...wait };
}

/** Whoever went away in the middle of a stream did not fail. */
function ignoreLeft(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isLeft = code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ABORT_ERR';
  if (!isLeft) throw error;
}
