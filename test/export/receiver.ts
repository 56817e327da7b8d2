import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as read } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { type ArrivedSpan, type ExportRequest, spansOf } from './otlp-json.ts';

/** What was received, and in which form. */
interface ReceivedRequest {
  readonly path: string | undefined;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** As it came, but not compressed. */
  readonly text: string;
  readonly spans: readonly ArrivedSpan[];
}

/** A backend that takes OTLP over HTTP, as JSON, also compressed; of other signals than traces it keeps the text. */
export interface Receiver extends AsyncDisposable {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** The spans of all requests. */
  readonly spans: readonly ArrivedSpan[];
}

/** Where no backend is: nobody listens on the first port. */
export const nobody = 'http://127.0.0.1:1';

/** Starts a receiver that answers with `status`, 200 by default. */
export async function startReceiver(status = 200): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    answer(request, response, requests, status).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get spans() {
      return requests.flatMap(({ spans }) => spans);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  requests: ReceivedRequest[],
  status: number,
): Promise<void> {
  const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
  if (contentType !== 'application/json') {
    request.resume();
    response.writeHead(415).end();
    return;
  }
  const body = contentEncoding === 'gzip' ? request.pipe(createGunzip()) : request;
  const text = await read(body);
  const spans = spansOf(JSON.parse(text) as ExportRequest);
  requests.push({ path: request.url, contentType, contentEncoding, text, spans });
  response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
}
