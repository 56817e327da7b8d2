import type Anthropic from '@anthropic-ai/sdk';
import { bare, type Subject } from './variants.ts';

// biome-ignore lint/suspicious/noExplicitAny: what bad wrappers are made of
type Anything = any;
type Wrap = (client: Anthropic) => Anthropic;

const bad = (name: string, prepare: Wrap): Subject => ({ ...bare, name, prepare });

/** Replaces a method of the client by one that `make` makes of it. */
function override(
  client: Anthropic,
  name: string,
  make: (original: Anything) => Anything,
): Anthropic {
  Object.defineProperty(client, name, {
    value: make(Reflect.get(client, name).bind(client)),
    writable: true,
    configurable: true,
  });
  return client;
}

/** Reads a stream's copy in the background. */
function overhear(stream: Anything): Anything {
  if (typeof stream?.tee !== 'function') return stream;
  const [theirs, ours] = stream.tee();
  void (async () => {
    for await (const _ of ours);
  })();
  return theirs;
}

/** Wrappers as others have shipped them. Each must be found out. */
export const badWrappers = {
  tees: bad('tees each stream', (client) =>
    override(
      client,
      'request',
      (request) =>
        (...args: unknown[]) =>
          request(...args)._thenUnwrap(overhear),
    ),
  ),

  parses: bad('calls then() on the APIPromise', (client) =>
    override(client, 'request', (request) => (...args: unknown[]) => {
      const promise = request(...args);
      promise.then(
        () => {},
        () => {},
      );
      return promise;
    }),
  ),

  proxies: bad('is a Proxy', (client) => new Proxy(client, {})),

  rewraps: bad('wraps errors again', (client) =>
    override(
      client,
      'makeStatusError',
      (make) =>
        (...args: unknown[]) =>
          new Error('call failed', { cause: make(...args) }),
    ),
  ),

  awaits: bad('is an async function around messages.create()', (client) => {
    const create = client.messages.create.bind(client.messages) as Anything;
    Object.assign(client.messages, { create: async (...args: unknown[]) => create(...args) });
    return client;
  }),

  listens: bad('listens for aborts and never stops', (client) =>
    override(client, 'request', (request) => (options: Anything, ...rest: unknown[]) => {
      void options.then(
        ({ signal }: { signal?: AbortSignal }) => signal?.addEventListener('abort', () => {}),
        () => {},
      );
      return request(options, ...rest);
    }),
  ),

  forks: bad('watches a fork of the inner promise', (client) =>
    override(client, 'request', (request) => (...args: unknown[]) => {
      const promise = request(...args);
      promise.responsePromise.then(
        () => {},
        () => {},
      );
      return promise;
    }),
  ),

  clones: bad('reads a clone of each response', (client) =>
    override(client, 'fetch', (inner) => async (...args: unknown[]) => {
      const response = await inner(...args);
      void response
        .clone()
        .text()
        .catch(() => {});
      return response;
    }),
  ),

  delays: bad('awaits before it sends', (client) =>
    override(client, 'fetch', (inner) => async (...args: unknown[]) => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return inner(...args);
    }),
  ),

  detaches: bad('sends from a queue, in nobody’s context', (client) =>
    override(
      client,
      'fetch',
      (inner) =>
        (...args: unknown[]) =>
          new Promise((resolve, reject) => queue.push(() => inner(...args).then(resolve, reject))),
    ),
  ),

  shows: bad('leaves its mark on the client', (client) => Object.assign(client, { wrapped: true })),

  adds: bad('adds a header', (client) =>
    override(client, 'fetch', (inner) => (url: unknown, init: RequestInit) => {
      const headers = new Headers(init.headers);
      headers.set('x-traced-by', 'us');
      return inner(url, { ...init, headers });
    }),
  ),

  keeps: bad('keeps timers running', (client) =>
    override(client, 'request', (request) => (...args: unknown[]) => {
      // Longer than any test, and more than one: a timer of the process's own that runs out in the meantime would hide it.
      for (let timer = 0; timer < 5; timer++) left.push(setTimeout(() => {}, 600_000));
      return request(...args);
    }),
  ),
} satisfies Record<string, Subject>;

/** What `keeps` has left running. */
const left: NodeJS.Timeout[] = [];

/** Ends what the wrappers have left behind. */
export function cleanUp(): void {
  for (const timer of left.splice(0)) clearTimeout(timer);
}

/** What the queue of `detaches` runs is run by a timer that was started long before. */
const queue: (() => void)[] = [];
setInterval(() => queue.shift()?.(), 1).unref();
