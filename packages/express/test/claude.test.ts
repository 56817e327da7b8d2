import { setTimeout as sleep } from 'node:timers/promises';
import type { Express, Request, Response } from 'express';
import { instrument } from 'spanthropic';
import { isInstrumented } from 'spanthropic/request';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ClaudeOptions, claude, claudeRoute } from '../src/index.ts';
import { bareClient, fakeClaude, observedClient, question, script } from './support/claude.ts';
import { handler, serve } from './support/serve.ts';
import { recordTelemetry, seriesOf, spans } from './support/telemetry.ts';
import { VERSIONS } from './support/versions.ts';

const fake = fakeClaude();
recordTelemetry();

/** Asks a route that calls as `call` says, and answers. */
async function ask(
  app: Express,
  path: string,
  call: (req: Request, res: Response) => Promise<unknown>,
): Promise<globalThis.Response> {
  app.get(
    '/chat/:id',
    handler(async (req, res) => {
      await call(req, res);
      res.json({ said: true });
    }),
  );
  return fetch(`${await serve(app)}${path}`);
}

describe.each(VERSIONS)('claude() in $version', ({ express }) => {
  it('gives each request a client whose calls carry its route and attributes', async () => {
    const app = express().use(
      claude(bareClient(fake.api), { attributes: (req) => ({ 'app.plan': req.get('x-plan') }) }),
    );
    app.get(
      '/chat/:id',
      handler(async (req, res) => res.json(await req.claude.messages.create(question))),
    );
    const response = await fetch(`${await serve(app)}/chat/17`, { headers: { 'x-plan': 'pro' } });
    expect(await response.json()).toMatchObject({ role: 'assistant' });
    expect(spans().calls).toHaveLength(1);
    expect(spans().calls[0]?.attributes).toMatchObject({
      'http.route': '/chat/:id',
      'app.plan': 'pro',
    });
    expect(await seriesOf('spanthropic.attempt.duration')).toMatchObject([
      { 'http.route': '/chat/:id', 'app.plan': 'pro' },
    ]);
    expect(JSON.stringify(await seriesOf('spanthropic.calls'))).not.toContain('17');
  });

  it('lets calls of other clients belong to the request, from anywhere inside it', async () => {
    const other = instrument(bareClient(fake.api));
    const elsewhere = async (): Promise<unknown> => {
      await sleep(5);
      return other.messages.create(question);
    };
    const app = express()
      .use(claude(bareClient(fake.api), { attributes: () => ({ 'app.plan': 'pro' }) }))
      .use(express.json());
    app.post(
      '/chat/:id',
      handler(async (_req, res) => res.json(await elsewhere())),
    );
    const headers = { 'content-type': 'application/json' };
    await fetch(`${await serve(app)}/chat/17`, { method: 'POST', headers, body: '{"a":1}' });
    expect(spans().calls[0]?.attributes).toMatchObject({
      'http.route': '/chat/:id',
      'app.plan': 'pro',
    });
    await other.messages.create(question);
    expect(spans().calls[1]?.attributes).not.toHaveProperty('http.route');
  });

  it('tells requests apart that are served at the same time', async () => {
    const app = express().use(
      claude(bareClient(fake.api), { attributes: (req) => ({ 'app.plan': req.get('x-plan') }) }),
    );
    for (const path of ['/a/:id', '/b/:id']) {
      app.get(
        path,
        handler(async (req, res) => {
          await sleep(5);
          res.json(await req.claude.messages.create(question));
        }),
      );
    }
    const url = await serve(app);
    const plans = ['p0', 'p1', 'p2', 'p3'];
    await Promise.all(
      plans.map((plan, index) =>
        fetch(`${url}/${index % 2 ? 'a' : 'b'}/${index}`, { headers: { 'x-plan': plan } }),
      ),
    );
    const told = spans().calls.map(({ attributes }) => [
      attributes['app.plan'],
      attributes['http.route'],
    ]);
    expect(told.sort()).toEqual([
      ['p0', '/b/:id'],
      ['p1', '/a/:id'],
      ['p2', '/b/:id'],
      ['p3', '/a/:id'],
    ]);
  });

  it('sums the calls of a request up for onSummary', async () => {
    const summaries: unknown[] = [];
    const { options } = script(
      fake.api,
      { kind: 'status', code: 529, retryAfterMs: 20 },
      { kind: 'ok', usage: { input_tokens: 10, output_tokens: 5 } },
    );
    const app = express().use(
      claude(bareClient(fake.api), {
        onSummary: (summary, { originalUrl }) => void summaries.push({ ...summary, originalUrl }),
      }),
    );
    await ask(app, '/chat/17', (req) => req.claude.messages.create(question, options));
    await expect.poll(() => summaries).toHaveLength(1);
    expect(summaries[0]).toEqual({
      originalUrl: '/chat/17',
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
    });
  });

  it('leaves requests alone that it is told to skip', async () => {
    const client = bareClient(fake.api);
    const summaries: unknown[] = [];
    const skip = (req: Request): boolean => req.path === '/chat/skipped';
    const app = express().use(
      claude(client, { skip, onSummary: (one) => void summaries.push(one) }),
    );
    let given: unknown;
    await ask(app, '/chat/skipped', async (req) => {
      given = req.claude;
      await req.claude.messages.create(question);
    });
    expect(given).toBe(client);
    expect(spans().calls[0]?.attributes).not.toHaveProperty('http.route');
    expect(summaries).toEqual([]);
  });

  it('counts once where it is registered twice, and warns', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const summaries: unknown[] = [];
    const onSummary = (summary: unknown): void => void summaries.push(summary);
    const client = bareClient(fake.api);
    const app = express().use(claude(client, { onSummary })).use(claude(client, { onSummary }));
    const response = await ask(app, '/chat/17', (req) => req.claude.messages.create(question));
    await expect.poll(() => summaries).toHaveLength(1);
    expect(response.headers.get('server-timing')?.match(/claude;/g)).toHaveLength(1);
    expect(warn.mock.calls).toEqual([
      [expect.stringContaining('claude() stands twice'), { code: 'SPANTHROPIC_REGISTERED_TWICE' }],
    ]);
  });
});

describe('claude()', () => {
  const [{ express }] = VERSIONS;

  it('instruments a client that is not', () => {
    const client = bareClient(fake.api);
    claude(client);
    expect(isInstrumented(client)).toBe(true);
  });

  it('keeps the options of one that is', async () => {
    const { client, events } = observedClient(fake.api, { name: 'chat' });
    await ask(express().use(claude(client)), '/chat/1', (req) =>
      req.claude.messages.create(question),
    );
    expect(events.at(-1)).toMatchObject({ type: 'call.end', outcome: 'ok' });
  });

  it('makes the client of a request when it is asked for, and does not show it to who prints requests', async () => {
    const app = express().use(claude(bareClient(fake.api)));
    const seen: unknown[] = [];
    await ask(app, '/chat/1', async (req) => {
      seen.push(Object.keys(req).includes('claude'), req.claude, req.claude);
    });
    expect(seen[0]).toBe(false);
    expect(seen[1]).toBe(seen[2]);
  });

  it('adds what a route says to what it was told itself', async () => {
    const app = express().use(
      claude(bareClient(fake.api), {
        attributes: () => ({ 'app.plan': 'pro', 'app.kind': 'any' }),
      }),
    );
    app.use('/chat', claudeRoute({ attributes: () => ({ 'app.kind': 'chat' }) }));
    await ask(app, '/chat/1', (req) => req.claude.messages.create(question));
    expect(spans().calls[0]?.attributes).toMatchObject({ 'app.plan': 'pro', 'app.kind': 'chat' });
  });

  it('serves requests as ever where the functions it was given throw', async () => {
    const fail = (): never => {
      throw new Error('mine');
    };
    const app = express().use(
      claude(bareClient(fake.api), {
        attributes: fail,
        skip: fail,
        abortOnDisconnect: fail,
        onSummary: fail,
      }),
    );
    const response = await ask(app, '/chat/1', (req) => req.claude.messages.create(question));
    expect(await response.json()).toEqual({ said: true });
    expect(spans().calls[0]?.attributes).toMatchObject({ 'http.route': '/chat/:id' });
  });

  it.each([
    [{ atributes: () => ({}) }, /^claude\(\): unknown option 'atributes'/],
    [{ attributes: { plan: 'pro' } }, /'attributes' takes a function/],
    [{ skip: '/health' }, /'skip' takes a function/],
    [{ abortOnDisconnect: 'no' }, /'abortOnDisconnect' takes a boolean, or a function/],
    [{ onSummary: true }, /'onSummary' takes a function/],
    [{ serverTiming: 'off' }, /'serverTiming' takes a boolean/],
    [null, /the options must be an object/],
  ])('refuses %o at start-up', (options, message) => {
    const wrong = options as ClaudeOptions;
    expect(() => claude(bareClient(fake.api), wrong)).toThrow(TypeError);
    expect(() => claude(bareClient(fake.api), wrong)).toThrow(message);
  });

  it('refuses what is no client, and wrong options of a route', () => {
    const wrong: unknown = {};
    expect(() => claude(wrong as ReturnType<typeof bareClient>)).toThrow(TypeError);
    const options: unknown = { abortOnDisconnect: 1 };
    expect(() => claudeRoute(options as object)).toThrow(
      "claudeRoute(): option 'abortOnDisconnect' takes a boolean, or a function that receives a request, not 1",
    );
  });
});
