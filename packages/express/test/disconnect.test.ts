import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import type { Express, Request, Response } from 'express';
import { instrument } from 'spanthropic';
import type { RequestSummary } from 'spanthropic/request';
import { describe, expect, it } from 'vitest';
import { type ClaudeOptions, claude, claudeErrors, claudeRoute } from '../src/index.ts';
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

describe.each(VERSIONS)('when the client goes away, in $version', ({ express }) => {
  /** An application that serves `/chat/:id`, and the summaries of its requests. */
  function application(options: ClaudeOptions = {}): { app: Express; summaries: RequestSummary[] } {
    const summaries: RequestSummary[] = [];
    const onSummary = (summary: RequestSummary): void => void summaries.push(summary);
    const app = express().use(claude(bareClient(fake.api), { onSummary, ...options }));
    return { app, summaries };
  }

  /** Goes away as soon as `when` says so; when that was, by the API's clock. */
  async function leave(url: string, when: Promise<unknown>): Promise<number> {
    const controller = new AbortController();
    const asked = fetch(url, { signal: controller.signal }).then(
      (response) => response.text(),
      () => 'gone',
    );
    await when;
    const left = fake.api.now();
    controller.abort();
    await asked.catch(() => {});
    return left;
  }

  it('in the middle of a stream, that is closed, and the handler goes on', async () => {
    const { app, summaries } = application();
    const { call, options } = script(fake.api, { kind: 'stream', ...ENDLESS });
    const streaming = pending();
    const handled = pending<string>();
    app.get(
      '/chat/:id',
      handler(async (req, res) => {
        const stream = await req.claude.messages.create(streamed, options);
        for await (const event of stream) {
          res.write(`${event.type}\n`);
          if (event.type === 'content_block_delta') streaming.settle();
        }
        handled.settle('to the end');
      }),
    );
    const left = await leave(`${await serve(app)}/chat/1`, streaming.promise);
    await expectClosed(fake.api, call, left);
    expect(await handled.promise).toBe('to the end');
    await expect.poll(() => summaries).toMatchObject([{ disconnected: true, route: '/chat/:id' }]);
    for (const span of [spans().attempts[0], spans().calls[0]]) {
      expect(span?.attributes['spanthropic.abort.reason']).toBe('client_disconnected');
      expect(span?.status.code).toBe(0);
    }
  });

  it.each([
    ['before an answer has begun', () => {}],
    ['after its headers', (res: Response) => res.flushHeaders()],
  ])('%s, the call is aborted, and no error handler is told', async (_, begin) => {
    const { app, summaries } = application();
    const { call, options } = script(fake.api, { kind: 'hang' });
    const failed = pending<unknown>();
    const told: unknown[] = [];
    app.get(
      '/chat/:id',
      handler(async (req, res) => {
        begin(res);
        await req.claude.messages.create(question, options).catch((error) => {
          failed.settle(error);
          throw error;
        });
      }),
    );
    app.use(claudeErrors());
    app.use(((error, _req, _res, next) => {
      told.push(error);
      next();
    }) satisfies typeof sorry);
    const url = `${await serve(app)}/chat/1`;
    const left = await leave(url, expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1));
    expect(await failed.promise).toBeInstanceOf(Anthropic.APIUserAbortError);
    await expectClosed(fake.api, call, left);
    await expect.poll(() => summaries).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it('its calls sleep no longer', async () => {
    const { app, summaries } = application();
    const { call, options } = script(fake.api, { kind: 'status', code: 529, retryAfter: 30 });
    app.get(
      '/chat/:id',
      handler(async (req) => req.claude.messages.create(question, options)),
    );
    app.use(claudeErrors());
    const url = `${await serve(app)}/chat/1`;
    const left = await leave(
      url,
      expect.poll(() => fake.api.requestsOf(call)[0]?.endedAt).toBeDefined(),
    );
    await expect.poll(() => summaries).toMatchObject([{ disconnected: true, attempts: 1 }]);
    expect(fake.api.now() - left).toBeLessThan(2_000);
  });

  it('calls that it makes afterwards are aborted, too', async () => {
    const { app } = application();
    const failed = pending<unknown>();
    const asked = pending();
    app.get(
      '/chat/:id',
      handler(async (req, res) => {
        asked.settle();
        await new Promise((resolve) => res.once('close', resolve));
        await req.claude.messages.create(question).catch(failed.settle);
      }),
    );
    await leave(`${await serve(app)}/chat/1`, asked.promise);
    expect(await failed.promise).toBeInstanceOf(Anthropic.APIUserAbortError);
  });

  it('even where it had gone before claude() was reached', async () => {
    const failed = pending<unknown>();
    const asked = pending();
    const summaries: RequestSummary[] = [];
    const app = express();
    app.use((_req, res, next) => {
      asked.settle();
      res.once('close', () => setImmediate(next));
    });
    app.use(claude(bareClient(fake.api), { onSummary: (summary) => void summaries.push(summary) }));
    app.get(
      '/chat/:id',
      handler(async (req) => req.claude.messages.create(question).catch(failed.settle)),
    );
    await leave(`${await serve(app)}/chat/1`, asked.promise);
    expect(await failed.promise).toBeInstanceOf(Anthropic.APIUserAbortError);
    await expect.poll(() => summaries).toMatchObject([{ disconnected: true }]);
  });

  it('a signal of the application works beside it', async () => {
    const { app, summaries } = application();
    const { call, options } = script(fake.api, { kind: 'hang' });
    app.get(
      '/chat/:id',
      handler(async (req, res) => {
        const signal = AbortSignal.timeout(30);
        await req.claude.messages.create(question, { ...options, signal }).catch(() => {});
        res.end('too slow');
      }),
    );
    expect(await (await fetch(`${await serve(app)}/chat/1`)).text()).toBe('too slow');
    await expect.poll(() => fake.api.requestsOf(call)[0]?.clientLeftAt).toBeDefined();
    await expect.poll(() => summaries).toMatchObject([{ disconnected: false }]);
    expect(spans().calls[0]?.attributes['spanthropic.abort.reason']).toBe('signal');
  });

  it('calls of other clients go on', async () => {
    const other = instrument(bareClient(fake.api));
    const { app } = application();
    const { call, options } = script(fake.api, { kind: 'ok', delay: 300 });
    const done = pending<unknown>();
    app.get(
      '/chat/:id',
      handler(async () => done.settle(await other.messages.create(question, options))),
    );
    await leave(
      `${await serve(app)}/chat/1`,
      expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1),
    );
    expect(await done.promise).toMatchObject({ role: 'assistant' });
    expect(spans().calls[0]?.attributes).toMatchObject({ 'http.route': '/chat/:id' });
  });

  it.each<[string, ClaudeOptions, Parameters<typeof claudeRoute>[0]]>([
    ['the application', { abortOnDisconnect: false }, {}],
    ['the application, by a function', { abortOnDisconnect: (req) => !req.query.store }, {}],
    ['the route', {}, { abortOnDisconnect: false }],
    ['the route, by a function', {}, { abortOnDisconnect: (req) => !req.query.store }],
  ])('answers that must be stored are waited for, where %s says so', async (_, options, route) => {
    const { app, summaries } = application(options);
    const { call, options: scripted } = script(fake.api, { kind: 'ok', delay: 300 });
    const stored = pending<unknown>();
    app.get(
      '/chat/:id',
      claudeRoute(route),
      handler(async (req) => stored.settle(await req.claude.messages.create(question, scripted))),
    );
    await leave(
      `${await serve(app)}/chat/1?store=1`,
      expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1),
    );
    expect(await stored.promise).toMatchObject({ role: 'assistant' });
    await expect.poll(() => summaries).toMatchObject([{ disconnected: true, calls: 1 }]);
  });

  it('the route is asked also where the client was used before it', async () => {
    const { app } = application();
    const { call, options } = script(fake.api, { kind: 'ok', delay: 200 });
    const stored = pending<unknown>();
    app.get(
      '/chat/:id',
      handler(async (req, _res, next) => {
        await req.claude.models.list();
        next();
      }),
      claudeRoute({ abortOnDisconnect: false }),
      handler(async (req) => stored.settle(await req.claude.messages.create(question, options))),
    );
    await leave(
      `${await serve(app)}/chat/1`,
      expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1),
    );
    expect(await stored.promise).toMatchObject({ role: 'assistant' });
  });

  it('the route has the last word', async () => {
    const { app } = application({ abortOnDisconnect: false });
    const { call, options } = script(fake.api, { kind: 'hang' });
    app.get(
      '/chat/:id',
      claudeRoute({ abortOnDisconnect: true }),
      handler(async (req) => req.claude.messages.create(question, options).catch(() => {})),
    );
    const left = await leave(
      `${await serve(app)}/chat/1`,
      expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1),
    );
    await expectClosed(fake.api, call, left);
  });

  it.each<[string, (req: Request, res: Response, next: (error: Error) => void) => void]>([
    ['an error after the headers', (_req, _res, next) => next(new Error('mine'))],
    ['a response that is destroyed', (_req, res) => void res.destroy()],
    [
      'a response that is destroyed by an error',
      (_req, res) => void res.destroy(new Error('mine')),
    ],
    ['a socket that is destroyed', (req) => void req.socket.destroy()],
  ])('is told apart from %s', async (_, fail) => {
    const { app, summaries } = application();
    const { call, options } = script(fake.api, { kind: 'ok', delay: 200 });
    const answered = pending<unknown>();
    app.get('/chat/:id', (req, res, next) => {
      res.write('begun');
      req.claude.messages.create(question, options).then(answered.settle, answered.settle);
      void expect
        .poll(() => fake.api.requestsOf(call))
        .toHaveLength(1)
        .then(() => fail(req, res, next));
    });
    app.use(sorry);
    const response = await fetch(`${await serve(app)}/chat/1`);
    await expect(response.text()).rejects.toThrow();
    expect(await answered.promise).toMatchObject({ role: 'assistant' });
    await expect.poll(() => summaries).toMatchObject([{ disconnected: false, errorTypes: [] }]);
  });

  it('is told apart from a stream of the API that breaks', async () => {
    const { app, summaries } = application();
    const { options } = script(fake.api, { kind: 'stream', end: 'error' });
    app.get(
      '/chat/:id',
      handler(async (req, res) => {
        for await (const event of await req.claude.messages.create(streamed, options)) {
          res.write(event.type);
        }
      }),
    );
    app.use(claudeErrors(), sorry);
    const response = await fetch(`${await serve(app)}/chat/1`);
    await expect(response.text()).rejects.toThrow();
    await expect
      .poll(() => summaries)
      .toMatchObject([{ disconnected: false, errorTypes: ['overloaded_error'] }]);
    expect(spans().calls[0]?.attributes['spanthropic.call.outcome']).toBe('overloaded');
  });

  it('without having asked for a call, all is well', async () => {
    const { app, summaries } = application();
    const asked = pending();
    app.get('/chat/:id', async () => {
      asked.settle();
      await sleep(20);
    });
    await leave(`${await serve(app)}/chat/1`, asked.promise);
    await expect.poll(() => summaries).toMatchObject([{ disconnected: true, calls: 0 }]);
  });
});
