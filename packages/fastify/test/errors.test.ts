import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import Anthropic from '@anthropic-ai/sdk';
import { hang, type Step, status, stream } from '@spanthropic/testing';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { describe, expect, it } from 'vitest';
import { fakeClaude, observedClient, question, script } from '../../core/test/support/claude.ts';
import { recordSpans, spans } from '../../core/test/support/telemetry.ts';
import { type ClaudeOptions, claude, claudeErrors } from '../src/index.ts';
import { listen, logger, serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

const quiet = { maxRetries: 0 };

/** Has the API answer with `step`, and no second time. */
const ask = (client: Anthropic, step: Step): Promise<Anthropic.Message> =>
  client.messages.create(question, { ...script(fake.api, step).options, ...quiet });

const limited = status(429, { retryAfter: 2, message: 'Organization acme is over its limit' });

/** A route that the API fails, and one that fails by itself. */
function addRoutes(app: FastifyInstance): void {
  app.get('/limited', async (request) => ask(request.claude, limited));
  app.get('/ours', async () => {
    throw new Error('ours');
  });
}

/** What an application with the plugin answers for an error of the API. */
async function problemFor(step: Step, options: Partial<ClaudeOptions> = {}) {
  const { url } = await serve(
    fake.api,
    (app) => app.get('/', async (request) => ask(request.claude, step)),
    options,
  );
  const answer = await fetch(url);
  return { status: answer.status, headers: answer.headers, body: Object(await answer.json()) };
}

describe('an error of the SDK', () => {
  it('is answered with a problem, which says how long to wait and whom to ask, and nothing else', async () => {
    const { status, headers, body } = await problemFor(limited);
    expect(status).toBe(503);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(2);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(3);
    expect(body).toEqual({
      type: 'urn:spanthropic:problem:rate_limited',
      title: 'Rate limit of the service reached',
      status: 503,
      code: 'rate_limited',
      requestId: expect.stringMatching(/^req_/),
    });
  });

  it('that says that our key is wrong is never passed on', async () => {
    const { status: code, body } = await problemFor(status(401, { message: 'invalid x-api-key' }));
    expect([code, body.code]).toEqual([502, 'upstream_auth']);
    expect(JSON.stringify(body)).not.toContain('x-api-key');
  });

  it('is answered as the application has it', async () => {
    const problems = {
      rate_limited: { status: 429, title: 'Slow down', retryAfter: false as const },
    };
    const { status, headers, body } = await problemFor(limited, { errors: { problems } });
    expect([status, body.title, headers.has('retry-after')]).toEqual([429, 'Slow down', false]);
  });

  const places: [string, (app: FastifyInstance) => unknown][] = [
    ['is thrown', (app) => app.get('/', async ({ claude }) => ask(claude, limited))],
    [
      'is sent',
      (app) =>
        app.get('/', (request, reply) => {
          ask(request.claude, limited).catch((error: unknown) => reply.send(error));
        }),
    ],
    [
      'comes of a helper',
      (app) =>
        app.get('/', async ({ claude }) => {
          const { options } = script(fake.api, limited);
          await claude.messages.stream(question, { ...options, ...quiet }).finalText();
        }),
    ],
    [
      'comes of another client',
      (app) => {
        const { client } = observedClient(fake.api);
        app.get('/', async () => ask(client, limited));
      },
    ],
    [
      'is thrown in a hook',
      (app) => {
        app.addHook('preHandler', async ({ claude }) => void (await ask(claude, limited)));
        app.get('/', async () => 'never');
      },
    ],
    [
      'is thrown while the answer is prepared',
      (app) => {
        app.addHook('preSerialization', async ({ claude }) => ask(claude, limited));
        app.get('/', async () => ({ never: true }));
      },
    ],
    [
      'is thrown for a path that is not there',
      (app) => app.setNotFoundHandler(async ({ claude }) => ask(claude, limited)),
    ],
    [
      'is thrown by a stream before its first byte',
      (app) =>
        app.get('/', async ({ claude }, reply) => {
          const answer = async function* () {
            yield (await ask(claude, limited)).id;
          };
          return reply.send(Readable.from(answer()));
        }),
    ],
    [
      'is thrown in a route whose answers have a schema',
      (app) => {
        const schema = { response: { '5xx': { type: 'object', properties: { a: {} } } } };
        app.get('/', { schema }, async ({ claude }) => ask(claude, limited));
      },
    ],
  ];

  it.each(places)('is answered where it %s', async (_, add) => {
    const { url } = await serve(fake.api, add);
    const answer = await fetch(url);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'rate_limited', status: 503 });
  });

  it('is answered with the headers that hooks have set, and with no body to a HEAD', async () => {
    const { url } = await serve(fake.api, (app) => {
      app.addHook('onRequest', async (_, reply) => {
        reply.header('access-control-allow-origin', '*');
      });
      addRoutes(app);
    });
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await fetch(`${url}/limited`, { method });
      expect([status, headers.get('access-control-allow-origin')]).toEqual([503, '*']);
    }
  });

  it('is answered as it is after a hook that had coded and marked the body of the application’s answer', async () => {
    const app = fastify();
    app.addHook('onSend', async (_, reply, payload) => {
      reply.headers({ 'content-encoding': 'gzip', etag: '"of another body"' });
      return gzipSync(String(payload));
    });
    await app.register(claude, { client: observedClient(fake.api).client });
    addRoutes(app);
    const answer = await fetch(`${await listen(app)}/limited`);
    expect(answer.headers.has('content-encoding')).toBe(false);
    expect(answer.headers.has('etag')).toBe(false);
    expect(await answer.json()).toMatchObject({ code: 'rate_limited' });
  });

  it('of the client’s own leaving is no server error in the log', async () => {
    const { logger: log, lines } = logger();
    const { call, options } = script(fake.api, hang());
    const { url, summaries } = await serve(
      fake.api,
      (app) => {
        app.addHook('onError', async (_, reply) => void codes.push(reply.statusCode));
        app.get('/', async ({ claude }) => claude.messages.create(question, options));
      },
      { server: { logger: log } },
    );
    const codes: number[] = [];
    const leave = new AbortController();
    const read = fetch(url, { signal: leave.signal }).catch(() => undefined);
    await expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1);
    leave.abort();
    await read;
    await expect.poll(() => codes).toEqual([499]);
    await expect.poll(() => summaries).toMatchObject([{ disconnected: true }]);
    expect(lines).toEqual([]);
  });
});

describe('the application’s own error handler', () => {
  const told: unknown[] = [];
  const mine = (error: unknown, _: unknown, reply: FastifyReply): void => {
    told.push(error);
    void reply.code(418).header('x-mine', 'yes').send({ mine: true });
  };
  /** Where one may be set, and when. */
  const ORDERS: [string, (app: FastifyInstance, plugin: () => void) => void][] = [
    [
      'before the plugin',
      (app, plugin) => {
        app.setErrorHandler(mine);
        plugin();
        addRoutes(app);
      },
    ],
    [
      'after the plugin',
      (app, plugin) => {
        plugin();
        app.setErrorHandler(mine);
        addRoutes(app);
      },
    ],
    [
      'after the plugin and the routes',
      (app, plugin) => {
        plugin();
        addRoutes(app);
        app.setErrorHandler(mine);
      },
    ],
    [
      'before the plugin, as the routes',
      (app, plugin) => {
        app.setErrorHandler(mine);
        addRoutes(app);
        plugin();
      },
    ],
    [
      'in a scope after the plugin',
      (app, plugin) => {
        plugin();
        app.register(async (scope) => {
          scope.setErrorHandler(mine);
          addRoutes(scope);
        });
      },
    ],
    [
      'in a scope before the plugin',
      (app, plugin) => {
        app.register(async (scope) => {
          scope.setErrorHandler(mine);
          addRoutes(scope);
        });
        plugin();
      },
    ],
    [
      'around the scope of the plugin',
      (app) => {
        app.setErrorHandler(mine);
        app.register(async (scope) => {
          await scope.register(claude, { client: observedClient(fake.api).client });
          addRoutes(scope);
        });
      },
    ],
    [
      'for one route',
      (app, plugin) => {
        plugin();
        app.addHook('onRoute', (options) => {
          options.errorHandler = mine;
        });
        app.register(async (scope) => addRoutes(scope));
      },
    ],
  ];

  it.each(ORDERS)('keeps working where it is set %s', async (_, build) => {
    told.length = 0;
    const app = fastify({ allowErrorHandlerOverride: false });
    build(app, () => void app.register(claude, { client: observedClient(fake.api).client }));
    const url = await listen(app);

    const ours = await fetch(`${url}/ours`);
    expect([ours.status, ours.headers.get('x-mine')]).toEqual([418, 'yes']);
    expect(await ours.json()).toEqual({ mine: true });

    const limited = await fetch(`${url}/limited`);
    expect(limited.status).toBe(503);
    expect(await limited.json()).toMatchObject({ code: 'rate_limited' });
    // Both are told to it, by identity: it may log them, or send them to whom they concern.
    expect(told).toEqual([expect.any(Error), expect.any(Anthropic.RateLimitError)]);
  });

  it('that finds an answer below 400 has the last word', async () => {
    const { url } = await serve(fake.api, (app) => {
      app.setErrorHandler((_, __, reply) => reply.code(200).send({ text: 'Ask again later.' }));
      addRoutes(app);
    });
    const answer = await fetch(`${url}/limited`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ text: 'Ask again later.' });
  });

  it('that says no status has not answered', async () => {
    const { url } = await serve(fake.api, (app) => {
      app.setErrorHandler((error: Error, _, reply) => reply.send({ message: error.message }));
      addRoutes(app);
    });
    const answer = await fetch(`${url}/limited`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'rate_limited' });
  });

  it('that fails itself, or answers with a stream, does not come between', async () => {
    const given = Readable.from(['never read']);
    const { url } = await serve(fake.api, (app) => {
      app.register(async (scope) => {
        scope.setErrorHandler(() => {
          throw new Error('a mistake');
        });
        scope.get('/fails', async ({ claude }) => ask(claude, limited));
      });
      app.register(async (scope) => {
        scope.setErrorHandler((_, __, reply) => reply.code(500).send(given));
        scope.get('/streams', async ({ claude }) => ask(claude, limited));
      });
    });
    for (const path of ['/fails', '/streams']) {
      expect(await (await fetch(`${url}${path}`)).json()).toMatchObject({ code: 'rate_limited' });
    }
    expect(given.destroyed).toBe(true);
  });

  it('has all errors to itself where the plugin is told so, or leaves the route alone', async () => {
    const add = (app: FastifyInstance): void => {
      app.setErrorHandler(mine);
      addRoutes(app);
      const config = { claude: false as const };
      app.get('/alone', { config }, async ({ claude }) => ask(claude, limited));
    };
    const off = await serve(fake.api, add, { errors: false });
    expect((await fetch(`${off.url}/limited`)).status).toBe(418);
    const on = await serve(fake.api, add);
    expect((await fetch(`${on.url}/alone`)).status).toBe(418);
  });
});

describe('claudeErrors', () => {
  it.each([
    ['an ordinary', false],
    ['an asynchronous', true],
  ])('answers inside %s error handler of the application', async (_, asynchronous) => {
    const { url } = await serve(
      fake.api,
      (app) => {
        // The answer is not out yet when the handler returns.
        app.addHook('onSend', async (_, __, payload) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          return payload;
        });
        if (asynchronous) {
          app.setErrorHandler(
            async (error, request, reply) =>
              claudeErrors(error, request, reply) ?? reply.code(418).send({ mine: true }),
          );
        } else {
          app.setErrorHandler(
            (error, request, reply) =>
              claudeErrors(error, request, reply) ?? reply.code(418).send({ mine: true }),
          );
        }
        addRoutes(app);
      },
      { errors: false },
    );
    const answer = await fetch(`${url}/limited`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(2);
    expect(await answer.json()).toMatchObject({ code: 'rate_limited' });
    expect((await fetch(`${url}/ours`)).status).toBe(418);
  });

  it('has the last word where the plugin answers too', async () => {
    const problems = { rate_limited: { title: 'By the handler' } };
    const { url } = await serve(fake.api, (app) => {
      app.setErrorHandler((error, request, reply) =>
        claudeErrors(error, request, reply, { problems }),
      );
      addRoutes(app);
    });
    expect(await (await fetch(`${url}/limited`)).json()).toMatchObject({ title: 'By the handler' });
  });

  it('needs no plugin', async () => {
    const app = fastify();
    const { client } = observedClient(fake.api);
    app.setErrorHandler((error, request, reply) => claudeErrors(error, request, reply));
    app.get('/', async () => ask(client, status(529)));
    const answer = await fetch(await listen(app));
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'overloaded' }]);
  });

  it('throws for a wrong option, naming it', () => {
    const problems = { rate_limited: { status: 42 } };
    const reply = {} as FastifyReply;
    expect(() => claudeErrors(new Error(), reply.request, reply, { problems })).toThrow(
      /claudeErrors\(\): option 'problems.rate_limited.status' takes/,
    );
  });
});

describe('what Fastify does without the plugin', () => {
  it('is to pass on the API’s status, and its words', async () => {
    const app = fastify();
    const { client } = observedClient(fake.api);
    app.get('/', async () => ask(client, status(401, { message: 'invalid x-api-key' })));
    const answer = await fetch(await listen(app));
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('invalid x-api-key');
  });
});

it('the streams and calls of failed requests end like all others', async () => {
  const { url, summaries } = await serve(fake.api, (app) => {
    app.get('/', async ({ claude }) => {
      const { options } = script(fake.api, stream({ end: 'error' }));
      await claude.messages.stream(question, options).finalMessage();
    });
  });
  const answer = await fetch(url);
  expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'overloaded' }]);
  await expect.poll(() => summaries).toMatchObject([{ errorTypes: ['overloaded_error'] }]);
  expect(spans().calls).toHaveLength(1);
});
