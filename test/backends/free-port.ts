import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A loopback port that was free a moment ago. Another process may be faster: see {@link retryWhenTaken}. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts something on free ports anew when it says that one of them was taken meanwhile. */
export async function retryWhenTaken<T>(start: () => Promise<T>): Promise<T> {
  for (let left = 5; ; left -= 1) {
    try {
      return await start();
    } catch (error) {
      if (left === 0 || !/address already in use/i.test(String(error))) throw error;
    }
  }
}
