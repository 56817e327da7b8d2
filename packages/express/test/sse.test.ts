import { connect } from 'node:net';
import express5, { type Express } from 'express';
import { describe, expect, it } from 'vitest';
import { claude, claudeErrors, claudeRoute, type SseOptions, sse } from '../src/index.ts';
import {
  bareClient,
  ENDLESS,
  expectClosed,
  fakeClaude,
  question,
  script,
  streamed,
} from './support/claude.ts';
import { handler, pending, serve, sorry } from './support/serve.ts';
import { recordTelemetry, spans } from './support/telemetry.ts';
import { VERSIONS } from './support/versions.ts';

const fake = fakeClaude();
recordTelemetry();

/** The events of an answer: names and data. */
function eventsIn(text: string): unknown[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('event:'))
    .map((frame) => {
      const [, name, data] = /^event: (.+)\ndata: (.+)$/.exec(frame) ?? [];
      return [name, JSON.parse(data ?? '')];
    });
}

/** A route of `/chat` that relays a stream as `step` says. */
function relaying(
  express: () => Express,
  step: Parameters<typeof script>[1],
  options?: SseOptions,
) {
  const { call, options: scripted } = script(fake.api, step);
  const app = express().use(claude(bareClient(fake.api)));
  const relayed = pending<unknown>();
  app.get(
    '/chat',
    handler(async (req, res) => {
      await sse(await req.claude.messages.create(streamed, scripted), res, options);
      relayed.settle('over');
    }),
  );
  return { app: app.use(claudeErrors(), sorry), call, over: relayed.promise };
}

/** What `/chat` answers. */
const get = async (app: Express): Promise<Response> => fetch(`${await serve(app)}/chat`);

describe.each(VERSIONS)('sse() in $version', ({ express }) => {
  it('answers with the text, and why it ended', async () => {
    const { app, over } = relaying(express, {
      kind: 'stream',
      text: 'Hello, you there',
      deltas: 2,
    });
    const response = await get(app);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(eventsIn(await response.text())).toEqual([
      ['text', { text: 'Hello, y' }],
      ['text', { text: 'ou there' }],
      ['done', { stopReason: 'end_turn' }],
    ]);
    expect(await over).toBe('over');
  });

  it('relays the frames of the API where it is told to', async () => {
    const { app } = relaying(express, { kind: 'stream', deltas: 1 }, { events: 'all' });
    const names = eventsIn(await (await get(app)).text()).map((event) => (event as [string])[0]);
    expect(names).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('takes a MessageStream, too', async () => {
    const app = express().use(claude(bareClient(fake.api)));
    const { options } = script(fake.api, { kind: 'stream', text: 'Hello', deltas: 1 });
    app.get(
      '/chat',
      handler(async (req, res) => {
        const stream = req.claude.messages.stream(question, options);
        await sse(stream, res);
        expect((await stream.finalMessage()).stop_reason).toBe('end_turn');
      }),
    );
    expect(eventsIn(await (await get(app)).text())).toEqual([
      ['text', { text: 'Hello' }],
      ['done', { stopReason: 'end_turn' }],
    ]);
  });

  it('leaves an error before the first event to the error handlers', async () => {
    const app = express().use(claude(bareClient(fake.api)));
    const step = { kind: 'status', code: 429, retryAfter: 1, shouldRetry: false } as const;
    const { options } = script(fake.api, step);
    app.get(
      '/chat',
      handler(async (req, res) => sse(req.claude.messages.stream(question, options), res)),
    );
    const response = await get(app.use(claudeErrors()));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBeDefined();
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-accel-buffering')).toBeNull();
  });

  it('makes a later error the last event', async () => {
    const failures: unknown[] = [];
    const onError = (error: unknown): void => void failures.push(error);
    const { app, over } = relaying(
      express,
      { kind: 'stream', end: 'error', after: 4 },
      { onError },
    );
    const events = eventsIn(await (await get(app)).text());
    expect(events.at(-1)).toEqual([
      'error',
      { code: 'overloaded', requestId: expect.stringMatching(/^req_/) },
    ]);
    expect(events).toHaveLength(3);
    expect(failures).toHaveLength(1);
    expect(await over).toBe('over');
  });

  it('makes an error of the handler beside it the last event', async () => {
    const { options } = script(fake.api, { kind: 'stream', ...ENDLESS });
    const { call, options: failing } = script(fake.api, { kind: 'status', code: 400, delay: 100 });
    const app = express().use(claude(bareClient(fake.api)));
    const relayed = pending<unknown>();
    app.get(
      '/chat',
      handler(async (req, res) => {
        const stream = await req.claude.messages.create(streamed, options);
        const relaying = sse(stream, res);
        void relaying.then(() => relayed.settle('over'));
        await Promise.all([relaying, req.claude.messages.create(question, failing)]);
      }),
    );
    const events = eventsIn(await (await get(app.use(claudeErrors(), sorry))).text());
    expect(events.at(-1)).toMatchObject(['error', { code: 'invalid_request' }]);
    expect(await relayed.promise).toBe('over');
    expect(fake.api.requestsOf(call)).toHaveLength(1);
    await expect.poll(() => spans().calls).toHaveLength(2);
  });

  it('closes the stream when the client goes away, and is over', async () => {
    const { app, call, over } = relaying(express, { kind: 'stream', ...ENDLESS });
    const controller = new AbortController();
    const response = await fetch(`${await serve(app)}/chat`, { signal: controller.signal });
    await response.body?.getReader().read();
    const left = fake.api.now();
    controller.abort();
    await expectClosed(fake.api, call, left);
    expect(await over).toBe('over');
    await expect.poll(() => spans().calls).toHaveLength(1);
    expect(spans().calls[0]?.attributes['spanthropic.abort.reason']).toBe('client_disconnected');
  });

  it('closes it also where no event has come yet', async () => {
    const step = { kind: 'stream', stall: { at: 0, ms: 60_000 } } as const;
    const { app, call, over } = relaying(express, step);
    const controller = new AbortController();
    const asked = fetch(`${await serve(app)}/chat`, { signal: controller.signal });
    await expect.poll(() => fake.api.requestsOf(call)[0]?.headersAt).toBeDefined();
    const left = fake.api.now();
    controller.abort();
    await expect(asked).rejects.toThrow();
    await expectClosed(fake.api, call, left);
    expect(await over).toBe('over');
  });

  it('reads the stream to its end for an answer that must be stored', async () => {
    const { options } = script(fake.api, { kind: 'stream', text: 'All of it', pace: 40 });
    const app = express().use(claude(bareClient(fake.api)));
    const stored = pending<unknown>();
    app.get(
      '/chat',
      claudeRoute({ abortOnDisconnect: false }),
      handler(async (req, res) => {
        const stream = req.claude.messages.stream(question, options);
        await sse(stream, res);
        stored.settle((await stream.finalMessage()).content);
      }),
    );
    const controller = new AbortController();
    const response = await fetch(`${await serve(app)}/chat`, { signal: controller.signal });
    await response.body?.getReader().read();
    controller.abort();
    expect(await stored.promise).toMatchObject([{ text: 'All of it' }]);
  });

  it('beats where nothing comes', async () => {
    const step = { kind: 'stream', stall: { at: 2, ms: 400 }, deltas: 1, text: 'Hello' } as const;
    const { app } = relaying(express, step, { heartbeat: 50 });
    const text = await (await get(app)).text();
    expect(text).toMatch(/^(:\n\n){2,}event: text\n/);
    expect(eventsIn(text)).toHaveLength(2);
  });

  it('keeps the headers that the application has set', async () => {
    const app = express().use(claude(bareClient(fake.api)));
    app.get(
      '/chat',
      handler(async (req, res) => {
        res.set('cache-control', 'no-store').status(201);
        await sse(await req.claude.messages.create(streamed), res);
      }),
    );
    const response = await get(app);
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    await response.text();
  });

  it('works where claude() is not', async () => {
    const client = bareClient(fake.api);
    const app = express();
    app.get(
      '/chat',
      handler(async (_req, res) => sse(await client.messages.create(streamed), res)),
    );
    expect(eventsIn(await (await get(app)).text()).at(-1)).toEqual([
      'done',
      { stopReason: 'end_turn' },
    ]);
  });

  it('closes the stream of any client when its own client goes away', async () => {
    const client = bareClient(fake.api);
    const { call, options } = script(fake.api, { kind: 'stream', ...ENDLESS });
    const app = express();
    const relayed = pending<unknown>();
    app.get(
      '/chat',
      handler(async (_req, res) => {
        await sse(await client.messages.create(streamed, options), res);
        relayed.settle('over');
      }),
    );
    const controller = new AbortController();
    const response = await fetch(`${await serve(app)}/chat`, { signal: controller.signal });
    await response.body?.getReader().read();
    const left = fake.api.now();
    controller.abort();
    await expectClosed(fake.api, call, left);
    expect(await relayed.promise).toBe('over');
  });

  it('refuses what it cannot relay, and options that it does not have', async () => {
    const failures: unknown[] = [];
    const app = express().use(claude(bareClient(fake.api)));
    app.get(
      '/chat',
      handler(async (req, res) => {
        const message: unknown = await req.claude.messages.create(question);
        const wrong: unknown = { heartbeat: '15s' };
        for (const [what, options] of [
          [message, {}],
          [await req.claude.messages.create(streamed), wrong],
        ] as [AsyncIterable<{ type: string }>, object][]) {
          await sse(what, res, options).catch((error) => failures.push(error));
        }
        res.end();
      }),
    );
    await (await get(app)).text();
    expect(failures).toMatchObject([
      { name: 'TypeError', message: expect.stringMatching(/^sse\(\): takes a message stream/) },
      { name: 'TypeError', message: expect.stringMatching(/^sse\(\): option 'heartbeat' takes/) },
    ]);
  });
});

describe('sse()', () => {
  it('reads no faster than the client does', async () => {
    const total = 300;
    const text = 'x'.repeat(total * 100_000);
    const { app, call } = relaying(express5, { kind: 'stream', text, deltas: total });
    const sent = (): number => fake.api.requestsOf(call)[0]?.events.length ?? 0;
    const { port } = new URL(await serve(app));
    const socket = connect(Number(port), '127.0.0.1');
    socket.pause();
    socket.write('GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    // What the buffers between can hold has been sent when it grows no more.
    let before = 0;
    const grows = (): boolean => {
      const grown = sent() === 0 || sent() > before;
      before = sent();
      return grown;
    };
    await expect.poll(grows, { interval: 300, timeout: 4_000 }).toBe(false);
    expect(sent()).toBeLessThan(total / 2);
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
    });
    socket.resume();
    await new Promise((resolve) => socket.once('end', resolve));
    expect(sent()).toBeGreaterThan(total);
    expect(received).toBeGreaterThan(text.length);
  }, 30_000);
});
