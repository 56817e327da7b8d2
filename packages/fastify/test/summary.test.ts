import { ok, status, stream } from '@spanthropic/testing';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { fakeClaude, question, script } from '../../core/test/support/claude.ts';
import { recordSpans, spans } from '../../core/test/support/telemetry.ts';
import { headroom } from '../src/index.ts';
import { serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

const retried = [
  status(529, { retryAfterMs: 40 }),
  ok({ usage: { input_tokens: 10, output_tokens: 5 } }),
];

/** A route whose call is retried once. */
function addChat(app: FastifyInstance): void {
  const { options } = script(fake.api, ...retried);
  app.get('/chat/:id', async (request) => {
    await request.claude.messages.create(question, options);
    return { text: 'Blue.' };
  });
}

describe('onSummary', () => {
  it('is told once for each request what its calls came to, with no HTTP instrumentation', async () => {
    const told: [string, unknown][] = [];
    const { url, summaries } = await serve(fake.api, addChat, {
      onSummary: (_, request) => void told.push([request.url, request.params]),
    });
    await (await fetch(`${url}/chat/17`)).text();
    await expect.poll(() => summaries).toHaveLength(1);
    expect(summaries).toEqual([
      {
        route: '/chat/:id',
        duration: expect.any(Number),
        disconnected: false,
        calls: 1,
        attempts: 2,
        retries: 1,
        backoff: expect.any(Number),
        callDuration: expect.any(Number),
        timeToFirstToken: undefined,
        timeToFirstByte: expect.any(Number),
        inputTokens: 10,
        outputTokens: 5,
        errorTypes: ['overloaded_error'],
      },
    ]);
    expect(told).toEqual([['/chat/17', { id: '17' }]]);
    expect(spans().all.filter(({ kind }) => kind === 1)).toEqual([]);
  });

  it('is told of requests that made no call, and of answers without a body', async () => {
    const { url, summaries } = await serve(fake.api, (app) => {
      app.get('/text', { exposeHeadRoute: false }, async () => 'text');
      app.head('/text', (_, reply) => {
        reply.hijack();
        reply.raw.end('text');
      });
      app.get('/nothing', async (_, reply) => reply.code(204).send());
      app.get('/piecemeal', (_, reply) => {
        reply.hijack();
        reply.raw.writeHead(200);
        reply.raw.write('');
        setTimeout(() => reply.raw.end('text'), 40);
      });
    });
    for (const path of ['/text', '/nothing', '/piecemeal']) await (await fetch(url + path)).text();
    await (await fetch(`${url}/text`, { method: 'HEAD' })).text();
    await expect.poll(() => summaries).toHaveLength(4);
    const [text, nothing, piecemeal, head] = summaries;
    expect(text).toMatchObject({ route: '/text', calls: 0, callDuration: 0 });
    expect(text?.timeToFirstByte).toBeGreaterThan(0);
    expect(nothing?.timeToFirstByte).toBeUndefined();
    expect(piecemeal?.timeToFirstByte).toBeGreaterThan(0.03);
    expect(head?.timeToFirstByte).toBeUndefined();
  });
});

describe('Server-Timing', () => {
  const timing = async (url: string): Promise<string | null> =>
    (await fetch(`${url}/chat/1`)).headers.get('server-timing');

  it('says what the calls took that were made before the answer', async () => {
    const { url } = await serve(fake.api, addChat);
    expect(await timing(url)).toMatch(
      /^claude;dur=[\d.]+;desc="1 call, 2 attempts", claude-backoff;dur=[\d.]+;desc="1 retry"$/,
    );
  });

  it('stands beside what the application says there itself', async () => {
    const { url } = await serve(fake.api, (app) => {
      app.addHook('preHandler', async (_, reply) => void reply.header('server-timing', 'db;dur=3'));
      addChat(app);
    });
    expect(await timing(url)).toMatch(/^db;dur=3, claude;dur=/);
  });

  it('stands there once, also where a hook fails the answer', async () => {
    const { url } = await serve(fake.api, (app) => {
      addChat(app);
      app.addHook('onSend', async (_, reply, payload) => {
        if (reply.statusCode < 400) throw new Error('ours');
        return payload;
      });
    });
    expect((await timing(url))?.match(/claude;/g)).toHaveLength(1);
  });

  it('has the time to the first token of a stream that was read before', async () => {
    const { options } = script(fake.api, stream({ firstToken: 200 }));
    const { url } = await serve(fake.api, (app) =>
      app.get('/chat/:id', async ({ claude }) => ({
        text: await claude.messages.stream(question, options).finalText(),
      })),
    );
    expect(await timing(url)).toMatch(/claude-ttft;dur=[\d.]+$/);
  });

  it('is not there where no call was made, where a reply was hijacked, and where it is switched off', async () => {
    const { url } = await serve(fake.api, (app) => {
      app.get('/chat/:id', async () => 'no call');
      const { options } = script(fake.api, ok());
      app.get('/hijacked', async ({ claude }, reply) => {
        await claude.messages.create(question, options);
        reply.hijack();
        reply.raw.end('by hand');
      });
    });
    expect(await timing(url)).toBeNull();
    expect((await fetch(`${url}/hijacked`)).headers.has('server-timing')).toBe(false);
    const off = await serve(fake.api, addChat, { serverTiming: false, errors: false });
    expect(await timing(off.url)).toBeNull();
  });
});

it('headroom reports for a /ready route', async () => {
  const { url } = await serve(fake.api, (app, client) => {
    addChat(app);
    app.get('/ready', { config: { claude: false } }, async (_, reply) => {
      const { ready, ...rest } = headroom(client);
      return reply.code(ready ? 200 : 503).send(rest);
    });
  });
  await (await fetch(`${url}/chat/1`)).text();
  const answer = await fetch(`${url}/ready`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ asleep: 0, reasons: [], limits: expect.any(Array) });
});
