import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type Anthropic from '@anthropic-ai/sdk';
import { hang, ok, stream } from '@spanthropic/testing';
import fastify, { type FastifyInstance, type RouteHandlerMethod } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ENDLESS, expectClosed } from '../../core/test/request/support/served.ts';
import { fakeClaude, observedClient, question, script } from '../../core/test/support/claude.ts';
import { recordSpans } from '../../core/test/support/telemetry.ts';
import { claude, sse } from '../src/index.ts';
import { logger, type Served, serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

/** Fastify's own hook for it is not called once a body has been read: so both. */
const REQUESTS: [string, RequestInit][] = [
  ['a GET', {}],
  [
    'a POST with a body',
    { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } },
  ],
];

/** Answers GET and POST of `/`. */
function route(app: FastifyInstance, handler: RouteHandlerMethod, config = {}): void {
  app.route({ method: ['GET', 'POST'], url: '/', config, handler });
}

/** A client that leaves when it is told to. */
function visitor(url: string, init: RequestInit) {
  const leave = new AbortController();
  const answer = fetch(url, { ...init, signal: leave.signal });
  let heard = '';
  const over = (async () => {
    const { body } = await answer;
    for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) heard += piece;
  })().catch(() => undefined); // What becomes of the one who left is of no interest.
  return {
    answer,
    heard: () => heard,
    /** The API's clock when it left. */
    async leave(): Promise<number> {
      const since = fake.api.now();
      leave.abort();
      await over;
      return since;
    },
  };
}

/** That the last call was ended by the client's leaving, and by nothing else. */
async function expectDisconnected({ events, summaries }: Served, call: string, left: number) {
  await expectClosed(fake.api, call, left);
  await expect.poll(() => summaries).toMatchObject([{ disconnected: true, errorTypes: [] }]);
  expect(events.at(-1)).toMatchObject({
    type: 'call.end',
    outcome: 'aborted',
    abortReason: 'client_disconnected',
  });
}

describe.each(REQUESTS)('when the client of %s goes away', (_, init) => {
  it('before it has an answer, the call is aborted', async () => {
    const { call, options } = script(fake.api, hang());
    const served = await serve(fake.api, (app) =>
      route(app, async ({ claude }) => claude.messages.create(question, options)),
    );
    const client = visitor(served.url, init);
    await expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1);
    await expectDisconnected(served, call, await client.leave());
  });

  it('in the middle of server-sent events, the call is aborted, and nobody is alarmed', async () => {
    const { logger: log, lines } = logger();
    const { call, options } = script(fake.api, stream(ENDLESS));
    const served = await serve(
      fake.api,
      (app) =>
        route(app, async ({ claude }, reply) =>
          sse(await claude.messages.create(streamed, options), reply),
        ),
      { server: { logger: log } },
    );
    const client = visitor(served.url, init);
    await expect.poll(client.heard).toContain('event: text');
    await expectDisconnected(served, call, await client.leave());
    expect(lines).toEqual([]);
  });

  it('in the middle of a stream of the application’s own, the call is aborted', async () => {
    const { call, options } = script(fake.api, stream(ENDLESS));
    const served = await serve(fake.api, (app) =>
      route(app, async ({ claude }, reply) => {
        const answer = await claude.messages.create(streamed, options);
        const texts = async function* () {
          for await (const { type } of answer) yield `${type}\n`;
        };
        return reply.type('text/plain').send(Readable.from(texts()));
      }),
    );
    const client = visitor(served.url, init);
    await client.answer;
    await expectDisconnected(served, call, await client.leave());
  });

  it('of a reply that was hijacked, the call is aborted', async () => {
    const { call, options } = script(fake.api, stream(ENDLESS));
    const served = await serve(fake.api, (app) =>
      route(app, async ({ claude }, reply) => {
        reply.hijack();
        for await (const { type } of await claude.messages.create(streamed, options)) {
          reply.raw.write(`${type}\n`);
        }
      }),
    );
    const client = visitor(served.url, init);
    await client.answer;
    await expectDisconnected(served, call, await client.leave());
    expect(served.summaries[0]?.timeToFirstByte).toBeGreaterThan(0);
  });

  it('its call is aborted, and none of another client', async () => {
    const own = script(fake.api, hang());
    const other = script(fake.api, ok({ delay: 100 }));
    let answered: unknown;
    const served = await serve(fake.api, (app, client) =>
      route(app, async ({ claude }) => {
        const shared = client.messages.create(question, other.options);
        void shared.then((message) => {
          answered = message.type;
        });
        await claude.messages.create(question, own.options);
      }),
    );
    const client = visitor(served.url, init);
    await expect.poll(() => fake.api.requestsOf(other.call)).toHaveLength(1);
    await expect.poll(() => fake.api.requestsOf(own.call)).toHaveLength(1);
    await expectClosed(fake.api, own.call, await client.leave());
    await expect.poll(() => answered).toBe('message');
    await expect.poll(() => served.summaries).toMatchObject([{ calls: 2, disconnected: true }]);
  });

  it('its call goes on where the route says so', async () => {
    const { call, options } = script(fake.api, ok({ delay: 100 }));
    let stored: unknown;
    const served = await serve(fake.api, (app) =>
      route(
        app,
        async ({ claude }) => {
          stored = (await claude.messages.create(question, options)).type;
        },
        { claude: { abortOnDisconnect: false } },
      ),
    );
    const client = visitor(served.url, init);
    await expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1);
    await client.leave();
    await expect.poll(() => stored).toBe('message');
    await expect
      .poll(() => served.summaries)
      .toMatchObject([{ calls: 1, disconnected: true, errorTypes: [] }]);
    expect(served.events.at(-1)).toMatchObject({ outcome: 'ok' });
  });

  it('its stream is read to the end where the plugin is told so', async () => {
    const { call, options } = script(fake.api, stream({ pace: 10 }));
    const asked: string[] = [];
    const served = await serve(
      fake.api,
      (app) =>
        route(app, async ({ claude }, reply) =>
          sse(await claude.messages.create(streamed, options), reply),
        ),
      {
        abortOnDisconnect: ({ method }) => {
          asked.push(method);
          return false;
        },
      },
    );
    const client = visitor(served.url, init);
    await client.answer;
    await client.leave();
    await expect
      .poll(() => served.events.at(-1))
      .toMatchObject({ type: 'call.end', outcome: 'ok' });
    expect(fake.api.requestsOf(call)[0]?.clientLeftAt).toBeUndefined();
    expect(asked).toEqual([init.method ?? 'GET']);
  });
});

describe('a failure that is not the client’s leaving', () => {
  it('is the server’s where the application’s own stream breaks', async () => {
    const { options } = script(fake.api, stream(ENDLESS));
    const { url, summaries, events } = await serve(fake.api, (app) =>
      app.get('/', async ({ claude }, reply) => {
        const answer = await claude.messages.create(streamed, options);
        const texts = async function* () {
          for await (const { type } of answer) {
            yield `${type}\n`;
            if (type === 'content_block_delta') throw new Error('ours');
          }
        };
        return reply.type('text/plain').send(Readable.from(texts()));
      }),
    );
    await expect((await fetch(url)).text()).rejects.toThrow();
    await expect.poll(() => summaries).toMatchObject([{ calls: 1, disconnected: false }]);
    expect(events.at(-1)).toMatchObject({ outcome: 'aborted', abortReason: 'closed' });
  });

  it.each([
    ['by itself', undefined],
    ['with an error', new Error('ours')],
  ])('is the server’s where the application cuts the answer off %s', async (_, error) => {
    const { call, options } = script(fake.api, ok({ delay: 50 }));
    const { url, summaries, events } = await serve(fake.api, (app) =>
      app.get('/', async ({ claude }, reply) => {
        const answer = claude.messages.create(question, options);
        await expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1);
        reply.hijack();
        reply.raw.write('begun');
        reply.raw.destroy(error);
        await answer;
      }),
    );
    await fetch(url).then(
      (answer) => answer.text().catch(() => undefined),
      () => undefined,
    );
    await expect.poll(() => summaries).toMatchObject([{ disconnected: false }]);
    expect(events.at(-1)).toMatchObject({ outcome: 'ok' });
  });

  it('is a time limit of the route: the client is answered, and the call goes on', async () => {
    const { call, options } = script(fake.api, ok({ delay: 150 }));
    const { url, summaries, events } = await serve(fake.api, (app) =>
      app.get('/', { handlerTimeout: 50 }, async ({ claude }) => {
        await claude.messages.create(question, options);
      }),
    );
    const answer = await fetch(url);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'FST_ERR_HANDLER_TIMEOUT' });
    await expect.poll(() => summaries).toMatchObject([{ calls: 1, disconnected: false }]);
    expect(events.at(-1)).toMatchObject({ type: 'call.end', outcome: 'ok' });
    expect(fake.api.requestsOf(call)[0]?.clientLeftAt).toBeUndefined();
  });

  it('is a time limit of the route, which ends the call too that was given its signal', async () => {
    const { call, options } = script(fake.api, hang());
    const { url, summaries, events } = await serve(fake.api, (app) =>
      app.get('/', { handlerTimeout: 50 }, async ({ claude, signal }) => {
        await claude.messages.create(question, { ...options, signal });
      }),
    );
    expect((await fetch(url)).status).toBe(503);
    await expect.poll(() => fake.api.requestsOf(call)[0]?.clientLeftAt).toBeDefined();
    await expect.poll(() => summaries).toMatchObject([{ calls: 1, disconnected: false }]);
    expect(events.at(-1)).toMatchObject({ outcome: 'aborted', abortReason: 'signal' });
  });

  it('is a time limit in the middle of server-sent events, which closes their stream', async () => {
    const { call, options } = script(fake.api, stream(ENDLESS));
    const { url, summaries, events } = await serve(fake.api, (app) =>
      app.get('/', { handlerTimeout: 100 }, async ({ claude }, reply) =>
        sse(await claude.messages.create(streamed, options), reply),
      ),
    );
    await expect((await fetch(url)).text()).rejects.toThrow();
    await expect.poll(() => fake.api.requestsOf(call)[0]?.clientLeftAt).toBeDefined();
    await expect.poll(() => summaries).toMatchObject([{ calls: 1, disconnected: false }]);
    expect(events.at(-1)).toMatchObject({ outcome: 'aborted', abortReason: 'closed' });
  });
});

describe('over HTTP/2', () => {
  type Handler = (client: Anthropic, reply: Parameters<typeof sse>[1]) => Promise<unknown>;

  async function serveHttp2(handler: Handler) {
    const { client, events } = observedClient(fake.api);
    const summaries: Served['summaries'] = [];
    const app = fastify({ http2: true });
    await app.register(claude, { client, onSummary: (summary) => void summaries.push(summary) });
    app.post('/chat/:id', (request, reply) => handler(request.claude, reply));
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    const session = connect(url);
    onTestFinished(async () => {
      session.destroy();
      await app.close();
    });
    const headers = { ':method': 'POST', ':path': '/chat/1', 'content-type': 'application/json' };
    const visit = session.request(headers);
    visit.on('error', () => {});
    visit.end('{"a":1}');
    return { visit, session, served: { url, client, events, summaries } };
  }

  it.each(['stream', 'session'] as const)(
    'a client that ends its %s has gone away',
    async (what) => {
      const { call, options } = script(fake.api, stream(ENDLESS));
      const { visit, session, served } = await serveHttp2(async (claude, reply) =>
        sse(await claude.messages.create(streamed, options), reply),
      );
      await new Promise((read) => visit.once('data', read));
      const left = fake.api.now();
      if (what === 'stream') visit.close(8);
      else session.destroy();
      await expectDisconnected(served, call, left);
    },
  );

  it('an answer that is whole is over', async () => {
    const { options } = script(fake.api, ok());
    const { visit, served } = await serveHttp2(async (claude) =>
      claude.messages.create(question, options),
    );
    visit.resume();
    await new Promise((ended) => visit.once('end', ended));
    await expect.poll(() => served.summaries).toMatchObject([{ calls: 1, disconnected: false }]);
    expect(served.summaries[0]?.timeToFirstByte).toBeGreaterThan(0);
  });

  it('an answer that the application cuts off is not the client’s doing', async () => {
    const { options } = script(fake.api, ok());
    const { visit, served } = await serveHttp2(async (claude, reply) => {
      await claude.messages.create(question, options);
      reply.hijack();
      reply.raw.destroy();
    });
    visit.resume();
    await new Promise((closed) => visit.once('close', closed));
    await expect.poll(() => served.summaries).toMatchObject([{ calls: 1, disconnected: false }]);
  });
});
