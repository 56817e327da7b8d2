import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';

/** What an exporter sent. */
interface ReceivedBytes {
  /** Signal and format: `traces, json`. */
  readonly kind: string;
  /** Its headers and its body, not compressed. */
  readonly bytes: Buffer;
}

/** A backend that takes whatever comes by OTLP over HTTP, and keeps every byte of it. */
export interface ByteReceiver extends AsyncDisposable {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** Everything of one kind, such as `traces, json` or `metrics, protobuf`. */
  bytesOf(kind: string): Buffer;
}

/** Starts one. */
export async function startByteReceiver(): Promise<ByteReceiver> {
  const received: ReceivedBytes[] = [];
  const server = createServer((request, response) => {
    receive(request).then(
      (bytes) => {
        received.push(bytes);
        response.writeHead(200, { 'content-type': request.headers['content-type'] });
        response.end(bytes.kind.endsWith('json') ? '{}' : '');
      },
      (error) => response.destroy(error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bytesOf: (kind) =>
      Buffer.concat(received.filter((each) => each.kind === kind).map(({ bytes }) => bytes)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function receive(request: IncomingMessage): Promise<ReceivedBytes> {
  const { url = '', headers, rawHeaders } = request;
  const compressed = headers['content-encoding'] === 'gzip';
  const body = await buffer(compressed ? request.pipe(createGunzip()) : request);
  const format = headers['content-type'] === 'application/json' ? 'json' : 'protobuf';
  return {
    kind: `${url.replace('/v1/', '')}, ${format}`,
    bytes: Buffer.concat([Buffer.from(`${[url, ...rawHeaders].join('\n')}\n`), body]),
  };
}
