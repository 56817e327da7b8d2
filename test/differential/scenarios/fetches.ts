import { Readable } from 'node:stream';
import { type ClientOptions, toFile } from '@anthropic-ai/sdk';
import { ok, status, stream } from '@spanthropic/testing';
import type { Probe } from '../probe.ts';
import { impatient, mainly, question, type Scenario, scenario, streamed } from '../scenario.ts';

type Fetch = NonNullable<ClientOptions['fetch']>;

const using =
  (make: (probe: Probe) => unknown, retries = 0) =>
  (probe: Probe): ClientOptions => ({ fetch: make(probe) as Fetch, maxRetries: retries });

const rejecting = (does: string, reason: unknown): Scenario =>
  scenario(
    does,
    undefined,
    async (client, _, probe) => {
      const error = await client.messages.create(question).catch((caught: unknown) => caught);
      probe.see('error', error);
      probe.see('its cause is mine', (error as Error).cause === reason);
    },
    { client: using(() => () => Promise.reject(reason)) },
  );

const answering = (does: string, answer: () => unknown): Scenario =>
  scenario(
    does,
    undefined,
    (client, _, probe) => probe.settle('create', client.messages.create(question)),
    { client: using(() => answer) },
  );

const canned = (): Response => Response.json({ type: 'message', id: 'canned', content: [] });

/** A `fetch` of the application's own. */
export const fetches: readonly Scenario[] = [
  scenario(
    'sees its own fetch called',
    [status(429, { retryAfterMs: 10 }), stream()],
    async (client, _, probe) => {
      for await (const event of await client.messages.create(streamed))
        probe.see('event', event.type);
    },
    {
      client: using(
        (probe) =>
          async function (this: unknown, ...args: Parameters<typeof fetch>) {
            const [url, init] = args;
            probe.see('fetch', [this === undefined, args.length, url, Object.keys(init ?? {})]);
            probe.see('init', [
              init?.method,
              init?.body,
              init?.signal,
              init?.headers?.constructor.name,
            ]);
            probe.see('headers', probe.headers(init?.headers));
            return fetch(...args);
          },
        2,
      ),
    },
  ),

  scenario(
    'looks at its own fetch',
    [ok()],
    async (client, _, probe) => {
      const used: unknown = Reflect.get(client, 'fetch');
      probe.see('fetch', used);
      probe.see('keys', Object.keys(Object(used)));
      return client.messages.create(question);
    },
    {
      client: using(() =>
        Object.assign((...args: Parameters<typeof fetch>) => fetch(...args), { mine: true }),
      ),
    },
  ),

  rejecting('has a fetch that rejects with an error', new RangeError('mine')),
  ...mainly(
    rejecting('has a fetch that rejects with a frozen error', Object.freeze(new Error('frozen'))),
    rejecting('has a fetch that rejects with a string', 'mine'),
    rejecting('has a fetch that rejects with nothing', undefined),
    rejecting('has a fetch that rejects with an abort', new DOMException('mine', 'AbortError')),
    rejecting('has a fetch that rejects with a timeout', new Error('it timed out')),
    rejecting('has a fetch that rejects with an object', { code: 'E_MINE' }),
  ),

  answering('has a fetch that throws at once', () => {
    throw new RangeError('mine');
  }),
  answering('has a fetch that returns a response', canned),
  answering('has a fetch that returns a thenable', () => ({
    // biome-ignore lint/suspicious/noThenProperty: what an application may return
    then: (resolve: (response: Response) => void) => resolve(canned()),
  })),
  ...mainly(
    answering('has a fetch of another library', async () => ({
      ok: true,
      status: 200,
      url: 'http://127.0.0.1/other',
      headers: new Headers({ 'content-type': 'application/json' }),
      body: Readable.from(['{"type":"message","id":"other"}']),
      json: async () => ({ type: 'message', id: 'other' }),
    })),
    answering('has a fetch whose response is frozen', async () => Object.freeze(canned())),
    answering('has a fetch that returns nothing', () => undefined),
    answering('has a fetch that returns something else', async () => ({ status: 200 })),
    answering(
      'has a fetch whose answer has no body',
      async () => new Response(null, { status: 200 }),
    ),
    answering('has a fetch whose answer is an error', async () => Response.error()),
  ),

  scenario(
    'retries when its own fetch throws at once',
    [ok()],
    (client) => client.messages.create(question),
    {
      make: (options, probe) => {
        let thrown = false;
        const flaky: Fetch = (...args) => {
          probe.see('fetch');
          if (thrown) return fetch(...args);
          thrown = true;
          throw new TypeError('mine');
        };
        return impatient({ ...options, fetch: flaky });
      },
    },
  ),

  scenario('uploads by a fetch that knows its Response', undefined, upload, {
    client: using((probe) => counting(probe, { Response })),
  }),
  scenario('uploads by a fetch of its own', undefined, upload, {
    client: using((probe) => counting(probe, {})),
  }),
  scenario('uploads by a fetch that can preconnect', undefined, upload, {
    client: using((probe) => counting(probe, { preconnect: () => probe.see('preconnect') })),
  }),

  scenario(
    'reads a body that its own fetch makes',
    undefined,
    async (client, _, probe) => {
      const events = await probe.within('caller', () => client.messages.create(streamed));
      await probe.within('reader', async () => {
        for await (const event of events) probe.see('event', event);
      });
    },
    {
      client: using((probe) => async () => {
        const pieces = ['message_start', 'content_block_start', 'message_stop'].map(
          (type) => `event: ${type}\ndata: ${JSON.stringify({ type })}\n\n`,
        );
        const body = new ReadableStream<Uint8Array>({
          pull(controller) {
            probe.see('pull');
            const piece = pieces.shift();
            if (piece === undefined) controller.close();
            else controller.enqueue(new TextEncoder().encode(piece));
          },
        });
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
      }),
    },
  ),

  scenario(
    'breaks out of a body that its own fetch makes',
    undefined,
    async (client, _, probe) => {
      for await (const event of await client.messages.create(streamed)) {
        probe.see('event', event);
        break;
      }
    },
    {
      client: using((probe) => async () => {
        const body = new ReadableStream<Uint8Array>({
          start: (controller) =>
            controller.enqueue(
              new TextEncoder().encode('event: message_start\ndata: {"type":"message_start"}\n\n'),
            ),
          cancel: (reason) => probe.see('cancelled', reason),
        });
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
      }),
    },
  ),

  scenario(
    'streams from another library',
    undefined,
    async (client, _, probe) => {
      const events = await client.messages.create(streamed);
      for await (const event of events) probe.see('event', event);
    },
    {
      client: using(() => async () => ({
        ok: true,
        status: 200,
        headers: new Headers({ 'content-type': 'text/event-stream' }),
        body: Readable.from([
          Buffer.from('event: message_start\ndata: {"type":"message_start"}\n\n'),
          Buffer.from('event: message_stop\ndata: {"type":"message_stop"}\n\n'),
        ]),
      })),
    },
  ),

  scenario(
    'follows the signal in its own fetch',
    undefined,
    async (client, _, probe) => {
      const controller = probe.controller();
      const promise = client.messages.create(question, { signal: controller.signal });
      setImmediate(() => controller.abort(new Error('my reason')));
      await probe.settle('create', promise);
    },
    {
      client: using(
        (probe) => (_: unknown, init: RequestInit) =>
          new Promise((_resolve, reject) => {
            init.signal?.addEventListener('abort', () => {
              probe.see('signal', init.signal?.reason);
              reject(init.signal?.reason);
            });
          }),
      ),
    },
  ),
];

/** `fetch`, with properties of its own, that sees each request and each probe of the runtime. */
function counting(probe: Probe, own: object): unknown {
  const counted = (...args: Parameters<typeof fetch>): Promise<Response> => {
    probe.see('fetch', String(args[0]).replace(/file_\w+/, 'file'));
    return fetch(...args);
  };
  return Object.assign(counted, own);
}

async function upload(...[client, , probe]: Parameters<Scenario['run']>): Promise<void> {
  for (const name of ['one.txt', 'two.txt']) {
    const file = await toFile(Buffer.from('Hello'), name, { type: 'text/plain' });
    probe.see('stored', await client.beta.files.upload({ file }));
  }
}
