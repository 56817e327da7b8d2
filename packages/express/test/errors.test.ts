import type { Express, Request, RequestHandler, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { type ClaudeErrorsOptions, claude, claudeErrors } from '../src/index.ts';
import { bareClient, fakeClaude, question, script, streamed } from './support/claude.ts';
import { handler, serve, sorry } from './support/serve.ts';
import { recordTelemetry } from './support/telemetry.ts';
import { VERSIONS } from './support/versions.ts';

const fake = fakeClaude();
recordTelemetry();

const noRetry = { 'x-should-retry': 'false' };
const limited = {
  kind: 'status',
  code: 429,
  retryAfter: 7,
  headers: noRetry,
} as const;

describe.each(VERSIONS)('claudeErrors() in $version', ({ express }) => {
  /** A route of `/chat` whose call gets `step`. */
  function failing(step: Parameters<typeof script>[1], before?: RequestHandler): Express {
    const { options } = script(fake.api, step);
    const app = express().use(claude(bareClient(fake.api)));
    if (before) app.use(before);
    app.get(
      '/chat',
      handler(async (req, res) => res.json(await req.claude.messages.create(question, options))),
    );
    app.get('/other', () => {
      throw new Error('mine');
    });
    return app;
  }

  const get = async (app: Express, path = '/chat'): Promise<globalThis.Response> =>
    fetch(`${await serve(app)}${path}`);

  it('answers by RFC 9457, and says nothing that the API said', async () => {
    const message = 'This request would exceed the rate limit of organization 1234';
    const response = await get(failing({ ...limited, message }).use(claudeErrors()));
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const seconds = Number(response.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(7);
    expect(seconds).toBeLessThanOrEqual(9);
    const text = await response.text();
    expect(text).not.toContain('organization');
    expect(JSON.parse(text)).toEqual({
      type: 'urn:spanthropic:problem:rate_limited',
      title: 'Rate limit of the service reached',
      status: 503,
      code: 'rate_limited',
      requestId: expect.stringMatching(/^req_/),
    });
  });

  it.each([
    [401, 502, 'upstream_auth'],
    [404, 502, 'upstream_not_found'],
    [400, 500, 'invalid_request'],
    [529, 503, 'overloaded'],
    [500, 502, 'upstream_error'],
  ])('a %i of the API is a %i to the client', async (code, status, name) => {
    const step = { kind: 'status', code, headers: noRetry } as const;
    const response = await get(failing(step).use(claudeErrors()));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code: name, status });
  });

  it('answers as it is told to', async () => {
    const problems: ClaudeErrorsOptions['problems'] = {
      rate_limited: { status: 429, retryAfter: 60, type: 'https://example.com/busy' },
      overloaded: ({ body }) => ({ title: `${body.code}, sorry` }),
    };
    const busy = await get(failing(limited).use(claudeErrors({ problems })));
    expect(busy.status).toBe(429);
    expect(busy.headers.get('retry-after')).toBe('60');
    expect(await busy.json()).toMatchObject({ type: 'https://example.com/busy', status: 429 });
    const step = { kind: 'status', code: 529, headers: noRetry } as const;
    const overloaded = await get(failing(step).use(claudeErrors({ problems })));
    expect(overloaded.status).toBe(503);
    expect(await overloaded.json()).toMatchObject({ title: 'overloaded, sorry' });
  });

  it('leaves all other errors to the application, whichever handler was registered first', async () => {
    for (const handlers of [
      [claudeErrors(), sorry],
      [sorry, claudeErrors()],
    ]) {
      const response = await get(failing(limited).use(...handlers), '/other');
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ sorry: 'Error: mine' });
    }
  });

  it('answers for what the application’s own handler passes on', async () => {
    const passes: typeof sorry = (_error, _req, res, next) => {
      res.set('x-seen', 'yes');
      next(_error);
    };
    const response = await get(failing(limited).use(passes, claudeErrors()));
    expect(response.status).toBe(503);
    expect(response.headers.get('x-seen')).toBe('yes');
  });

  it('keeps the headers of the answer that was to be, but for those of its body', async () => {
    const response = await get(
      failing(limited, (_req, res, next) => {
        res.set({
          'access-control-allow-origin': '*',
          'content-disposition': 'attachment',
          'content-length': '5',
          'content-type': 'text/csv',
          etag: '"1"',
        });
        next();
      }).use(claudeErrors()),
    );
    expect(await response.json()).toMatchObject({ code: 'rate_limited' });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'content-type': 'application/problem+json',
    });
    for (const name of ['content-disposition', 'etag']) {
      expect(response.headers.has(name)).toBe(false);
    }
  });

  it('ends an event stream that the application writes with an error event', async () => {
    const { options } = script(fake.api, { kind: 'stream', end: 'error' });
    const app = express().use(claude(bareClient(fake.api)));
    app.get(
      '/chat',
      handler(async (req, res) => {
        res.type('text/event-stream').flushHeaders();
        for await (const event of await req.claude.messages.create(streamed, options)) {
          res.write(`data: ${event.type}\n\n`);
        }
      }),
    );
    const text = await (await get(app.use(claudeErrors(), sorry))).text();
    expect(text.split('\n\n').slice(-3)).toEqual([
      'data: content_block_delta',
      expect.stringMatching(/^event: error\ndata: {"code":"overloaded"/),
      '',
    ]);
  });

  it('leaves an answer that has begun otherwise to the application', async () => {
    const { options } = script(fake.api, limited);
    const app = express().use(claude(bareClient(fake.api)));
    app.get(
      '/chat',
      handler(async (req, res) => {
        res.type('text/plain').write('begun');
        res.json(await req.claude.messages.create(question, options));
      }),
    );
    const seen: unknown[] = [];
    app.use(claudeErrors());
    app.use(((error, _req, res, _next) => {
      seen.push(error.status);
      res.end(', and broken');
    }) satisfies typeof sorry);
    expect(await (await get(app)).text()).toBe('begun, and broken');
    expect(seen).toEqual([429]);
  });

  it('works where claude() is not', async () => {
    const { options } = script(fake.api, limited);
    const client = bareClient(fake.api);
    const app = express();
    app.get(
      '/chat',
      handler(async () => client.messages.create(question, options)),
    );
    expect((await get(app.use(claudeErrors()))).status).toBe(503);
  });
});

describe('claudeErrors()', () => {
  const [{ express }] = VERSIONS;

  it('is reached by what a handler of Express 5 rejects with', async () => {
    const { options } = script(fake.api, limited);
    const app = express().use(claude(bareClient(fake.api)));
    app.get('/chat', async (req: Request, res: Response) => {
      res.json(await req.claude.messages.create(question, options));
    });
    app.use(claudeErrors());
    expect((await fetch(`${await serve(app)}/chat`)).status).toBe(503);
  });

  it.each([
    [{ problem: {} }, /^claudeErrors\(\): unknown option 'problem'/],
    [{ problems: [] }, /'problems' takes an object by code/],
    [{ problems: { busy: {} } }, /unknown option 'problems.busy'/],
    [{ problems: { overloaded: { status: 200 } } }, /'problems.overloaded.status' takes a status/],
  ])('refuses %o at start-up', (options, message) => {
    expect(() => claudeErrors(options as ClaudeErrorsOptions)).toThrow(TypeError);
    expect(() => claudeErrors(options as ClaudeErrorsOptions)).toThrow(message);
  });
});
