import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of OTLP that takes what comes and does nothing good with it. */
export async function startBadCollector(
  answers: 'never' | 'with 500' | 'with 503',
): Promise<AsyncDisposable & { readonly url: string; readonly requests: number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume();
    if (answers !== 'never') response.writeHead(Number(answers.slice(-3))).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
