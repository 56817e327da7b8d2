import { connect } from 'node:net';
import { createGzip } from 'node:zlib';
import type Anthropic from '@anthropic-ai/sdk';
import { fastifySSE } from '@fastify/sse';
import { ok, status, stream, text, thinking } from '@spanthropic/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { ENDLESS, expectClosed } from '../../core/test/request/support/served.ts';
import { fakeClaude, observedClient, question, script } from '../../core/test/support/claude.ts';
import { recordSpans } from '../../core/test/support/telemetry.ts';
import { type SseOptions, sse } from '../src/index.ts';
import { listen, logger, serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };
const quiet = { maxRetries: 0 };

type Step = Parameters<typeof script>[1];

/** A route that relays what the API plays. */
function relayOf(app: FastifyInstance, step: Step, options?: SseOptions): string {
  const { call, options: chosen } = script(fake.api, step);
  app.get('/chat', async ({ claude }, reply) =>
    sse(await claude.messages.create(streamed, { ...chosen, ...quiet }), reply, options),
  );
  return call;
}

/** The frames of an answer, as a browser reads them. */
function framesIn(body: string): { event: string; data: Record<string, unknown> }[] {
  return [...body.matchAll(/^event: (\w+)\ndata: (.*)\n\n/gm)].map(([, event = '', data = '']) => ({
    event,
    data: JSON.parse(data),
  }));
}

const said = (body: string): string =>
  framesIn(body)
    .map(({ data }) => data.text ?? '')
    .join('');

describe('sse', () => {
  it.each<[string, (client: Anthropic, options: object) => unknown]>([
    ['a Stream', (client, options) => client.messages.create(streamed, options)],
    ['a MessageStream', (client, options) => client.messages.stream(question, options)],
  ])('relays %s: its text, and why it ended', async (_, open) => {
    const content = [thinking('A secret.'), text('Blue, by Rayleigh.')];
    const { options } = script(fake.api, stream({ content, deltas: 5, firstToken: 200 }));
    const { url, summaries } = await serve(fake.api, (app) =>
      app.get('/chat', async ({ claude }, reply) =>
        sse((await open(claude, options)) as AsyncIterable<{ type: string }>, reply),
      ),
    );
    const answer = await fetch(`${url}/chat`);
    const body = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    expect(answer.headers.get('server-timing')).toMatch(/^claude;dur=/);
    expect(said(body)).toBe('Blue, by Rayleigh.');
    expect(framesIn(body).at(-1)).toEqual({ event: 'done', data: { stopReason: 'end_turn' } });
    expect(body).not.toContain('secret');
    await expect.poll(() => summaries).toMatchObject([{ calls: 1, disconnected: false }]);
    const [{ timeToFirstToken = 0, timeToFirstByte = 0 } = {}] = summaries;
    expect(timeToFirstToken).toBeGreaterThan(0);
    expect(timeToFirstByte).toBeGreaterThanOrEqual(timeToFirstToken);
  });

  it('relays the API’s own events where it is asked to', async () => {
    const { url } = await serve(fake.api, (app) => relayOf(app, stream(), { events: 'all' }));
    const events = framesIn(await (await fetch(`${url}/chat`)).text()).map(({ event }) => event);
    expect([events[0], events.at(-1)]).toEqual(['message_start', 'message_stop']);
  });

  it('keeps the status and the headers that the application has set, in hooks too', async () => {
    const { options } = script(fake.api, stream());
    const { url } = await serve(fake.api, (app) => {
      app.addHook('onRequest', async (_, reply) => {
        reply.header('access-control-allow-origin', 'https://app.example');
      });
      app.addHook('onSend', async (_, reply) => void reply.header('x-late', 'yes'));
      app.get('/chat', async ({ claude }, reply) => {
        reply.code(202).header('cache-control', 'no-store');
        await sse(await claude.messages.create(streamed, options), reply);
      });
    });
    const { status, headers } = await fetch(`${url}/chat`);
    expect(status).toBe(202);
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-late')).toBe('yes');
  });

  it('sends the headers as soon as the stream has begun, before there is text', async () => {
    const { url, events, summaries } = await serve(fake.api, (app) =>
      relayOf(app, stream({ firstToken: 300 })),
    );
    const answer = await fetch(`${url}/chat`);
    expect(events.map(({ type }) => type)).not.toContain('first_token');
    await answer.text();
    await expect.poll(() => summaries).toHaveLength(1);
    const [{ timeToFirstToken = 0, timeToFirstByte = 0 } = {}] = summaries;
    expect(timeToFirstByte).toBeGreaterThanOrEqual(timeToFirstToken);
  });

  it('says now and then that it is still there', async () => {
    const { url } = await serve(fake.api, (app) =>
      relayOf(app, stream({ firstToken: 400 }), { heartbeat: 20 }),
    );
    const body = await (await fetch(`${url}/chat`)).text();
    expect(body.match(/^(:\n\n)+/)?.[0].length).toBeGreaterThan(3);
    expect(said(body)).not.toBe('');
  });

  it('takes no more of the API than its client takes of it', { timeout: 30_000 }, async () => {
    const size = 16_000_000;
    const { options, call } = script(fake.api, stream({ text: 'x'.repeat(size), deltas: 160 }));
    const { url } = await serve(fake.api, (app) =>
      app.get('/chat', async ({ claude }, reply) =>
        sse(await claude.messages.create(streamed, options), reply),
      ),
    );
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /chat HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    const sent = (): number => fake.api.requestsOf(call)[0]?.events.length ?? 0;
    // Until nothing goes on any more: the client's and all other buffers are full.
    let before = -1;
    await expect
      .poll(
        () => {
          const stopped = sent() > 0 && sent() === before;
          before = sent();
          return stopped;
        },
        { interval: 300, timeout: 20_000 },
      )
      .toBe(true);
    expect(sent()).toBeLessThan(160);
    let received = 0;
    for await (const piece of socket) received += piece.length;
    expect(received).toBeGreaterThan(size);
  });

  it('resolves when the answer is over, also by its client', async () => {
    const over: string[] = [];
    const whole = script(fake.api, stream());
    const endless = script(fake.api, stream(ENDLESS));
    const { url, summaries } = await serve(fake.api, (app) => {
      for (const [path, { options }] of Object.entries({ whole, endless })) {
        app.get(`/${path}`, async ({ claude }, reply) => {
          await sse(await claude.messages.create(streamed, options), reply);
          over.push(`${path} ${reply.raw.writableFinished}`);
        });
      }
    });
    await (await fetch(`${url}/whole`)).text();
    await expect.poll(() => over).toEqual(['whole true']);
    const leave = new AbortController();
    await fetch(`${url}/endless`, { signal: leave.signal });
    leave.abort();
    await expect.poll(() => over).toEqual(['whole true', 'endless false']);
    await expect.poll(() => summaries).toHaveLength(2);
  });

  it('works without the plugin, for a client of any kind', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, stream(ENDLESS));
    const app = fastify();
    app.get('/chat', async (_, reply) =>
      sse(await client.messages.create(streamed, options), reply),
    );
    const leave = new AbortController();
    const answer = await fetch(`${await listen(app)}/chat`, { signal: leave.signal });
    expect(answer.status).toBe(200);
    const left = fake.api.now();
    leave.abort();
    await expectClosed(fake.api, call, left);
  });
});

describe('a stream that fails', () => {
  it.each<[string, Step, number, string]>([
    ['is refused', status(429, { retryAfter: 2 }), 503, 'rate_limited'],
    ['has an error before all else', stream({ end: 'error', after: 0 }), 503, 'overloaded'],
  ])('because it %s is answered as every other call', async (_, step, code, problem) => {
    const { url } = await serve(fake.api, (app) => {
      relayOf(app, step);
      const { options } = script(fake.api, step);
      app.get('/helper', async ({ claude }, reply) =>
        sse(claude.messages.stream(question, { ...options, ...quiet }), reply),
      );
    });
    for (const path of ['/chat', '/helper']) {
      const answer = await fetch(`${url}${path}`);
      expect(answer.status).toBe(code);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.json()).toMatchObject({ code: problem });
    }
  });

  it('later ends with a frame that says so, and is logged', async () => {
    const { logger: log, lines } = logger();
    const told: unknown[] = [];
    const { url, summaries } = await serve(
      fake.api,
      (app) =>
        relayOf(app, stream({ end: 'error', after: 4 }), {
          onError: (error) => void told.push(error),
        }),
      { server: { logger: log } },
    );
    const answer = await fetch(`${url}/chat`);
    expect(answer.status).toBe(200);
    const frames = framesIn(await answer.text());
    expect(frames.at(-1)).toEqual({
      event: 'error',
      data: { code: 'overloaded', requestId: expect.stringMatching(/^req_/) },
    });
    await expect.poll(() => summaries).toMatchObject([{ disconnected: false }]);
    expect(summaries[0]?.errorTypes).toEqual(['overloaded_error']);
    expect(told).toHaveLength(1);
    expect(lines).toMatchObject([
      { level: 40, msg: 'Claude stream failed after the headers of the answer' },
    ]);
  });
});

describe('what cannot be relayed', () => {
  it('is told, naming the mistake', async () => {
    const { url } = await serve(fake.api, (app) => {
      const { options } = script(fake.api, ok());
      app.get('/promise', async ({ claude }, reply) => {
        const promise = claude.messages.create(question, options);
        await promise.finally(() => sse(promise as never, reply));
      });
      app.get('/option', async ({ claude }, reply) => {
        const { options } = script(fake.api, stream());
        const answer = await claude.messages.create(streamed, options);
        await sse(answer, reply, { events: 'some' } as never).finally(() =>
          answer.controller.abort(),
        );
      });
    });
    const wrong = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();
    expect(await wrong('/promise')).toMatchObject({
      statusCode: 500,
      message: expect.stringMatching(/^sse\(\): takes a stream, not a promise/),
    });
    expect(await wrong('/option')).toMatchObject({
      message: expect.stringMatching(/^sse\(\): option 'events' takes/),
    });
  });

  it('for a reply that was hijacked is closed', async () => {
    const { call, options } = script(fake.api, stream(ENDLESS));
    let failure: unknown;
    const { url } = await serve(fake.api, (app) =>
      app.get('/chat', async ({ claude }, reply) => {
        reply.hijack();
        const answer = await claude.messages.create(streamed, options);
        failure = await sse(answer, reply).catch((error: unknown) => error);
        reply.raw.end('by hand');
      }),
    );
    const asked = fake.api.now();
    expect(await (await fetch(`${url}/chat`)).text()).toBe('by hand');
    await expectClosed(fake.api, call, asked);
    expect(failure).toMatchObject({ message: expect.stringMatching(/^sse\(\): the reply/) });
  });

  it('for a client that is gone already is closed', async () => {
    const { call, options } = script(fake.api, stream(ENDLESS));
    let over = false;
    const { url } = await serve(fake.api, (app, client) =>
      app.get('/chat', async (_, reply) => {
        const answer = await client.messages.create(streamed, options);
        await new Promise((closed) => reply.raw.once('close', closed));
        await sse(answer, reply);
        over = true;
      }),
    );
    const leave = new AbortController();
    const read = fetch(`${url}/chat`, { signal: leave.signal }).catch(() => undefined);
    await expect.poll(() => fake.api.requestsOf(call)[0]?.headersAt).toBeDefined();
    const left = fake.api.now();
    leave.abort();
    await read;
    await expectClosed(fake.api, call, left);
    await expect.poll(() => over).toBe(true);
  });
});

describe('beside others', () => {
  it('goes through what a hook makes of it, such as compression, and is closed all the same', async () => {
    const whole = script(fake.api, stream({ text: 'Blue.' }));
    const endless = script(fake.api, stream(ENDLESS));
    const { url } = await serve(fake.api, (app, client) => {
      app.addHook('onSend', async (_, reply, payload) => {
        reply.header('content-encoding', 'gzip');
        return (payload as NodeJS.ReadableStream).pipe(createGzip());
      });
      for (const [path, { options }] of Object.entries({ whole, endless })) {
        app.get(`/${path}`, async (_, reply) =>
          sse(await client.messages.create(streamed, options), reply),
        );
      }
    });
    // fetch() undoes the coding.
    expect(said(await (await fetch(`${url}/whole`)).text())).toBe('Blue.');
    const leave = new AbortController();
    await fetch(`${url}/endless`, { signal: leave.signal });
    const left = fake.api.now();
    leave.abort();
    await expectClosed(fake.api, endless.call, left);
  });

  it('@fastify/sse works, with or without sse() in a route of its own', async () => {
    const { url, summaries } = await serve(fake.api, async (app) => {
      await app.register(fastifySSE);
      const { options } = script(fake.api, ok());
      app.get('/theirs', { sse: true }, async ({ claude }, reply) => {
        const { type } = await claude.messages.create(question, options);
        await reply.sse.send({ event: 'told', data: { type } });
      });
      const relayed = script(fake.api, stream({ text: 'Blue.' }));
      app.get('/both', { sse: 'only' }, async ({ claude }, reply) =>
        sse(await claude.messages.create(streamed, relayed.options), reply),
      );
      relayOf(app, stream({ text: 'Green.' }));
    });
    const read = async (path: string): Promise<string> => {
      const headers = { accept: 'text/event-stream' };
      return (await fetch(`${url}${path}`, { headers })).text();
    };
    expect(framesIn(await read('/theirs'))).toEqual([{ event: 'told', data: { type: 'message' } }]);
    expect(said(await read('/both'))).toBe('Blue.');
    expect(said(await read('/chat'))).toBe('Green.');
    await expect
      .poll(() => summaries.map(({ route }) => route))
      .toEqual(['/theirs', '/both', '/chat']);
    for (const { timeToFirstByte } of summaries) expect(timeToFirstByte).toBeGreaterThan(0);
  });
});
