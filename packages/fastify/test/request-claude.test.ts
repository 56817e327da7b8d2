import Anthropic from '@anthropic-ai/sdk';
import { ok } from '@spanthropic/testing';
import fastify, { type FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import {
  bareClient,
  fakeClaude,
  observedClient,
  question,
  script,
} from '../../core/test/support/claude.ts';
import { readings } from '../../core/test/support/readings.ts';
import { attributesOf, recordSpans, spans } from '../../core/test/support/telemetry.ts';
import { type ClaudeOptions, claude } from '../src/index.ts';
import { listen, serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

/** Has `client` ask, and the API answer at once. */
const ask = (client: Anthropic): Promise<unknown> =>
  client.messages.create(question, script(fake.api, ok()).options);

const askByRequest = async ({ claude }: FastifyRequest): Promise<string> => {
  await ask(claude);
  return 'asked';
};

const body = { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } };

/** What the call span of the only call says of its request. */
const added = (): unknown => attributesOf(spans().calls[0]);

describe('request.claude', () => {
  it('is made when it is first used, once for each request', async () => {
    const seen: Anthropic[] = [];
    const { url, client } = await serve(fake.api, (app) => {
      app.get('/', async (request) => {
        seen.push(request.claude, request.claude);
        return 'ok';
      });
    });
    await fetch(url);
    await fetch(url);
    expect(seen[0]).toBe(seen[1]);
    expect(seen[2]).not.toBe(seen[0]);
    expect(seen[0]).not.toBe(client);
    expect(seen[0]).toBeInstanceOf(Anthropic);
  });

  it('is there in hooks, those of before the plugin included', async () => {
    const { client } = observedClient(fake.api);
    const app = fastify();
    const seen: unknown[] = [];
    app.addHook('onRequest', async (request) => void seen.push(request.claude));
    await app.register(claude, { client });
    app.addHook('preHandler', async (request) => void seen.push(request.claude));
    app.get('/', async (request) => {
      seen.push(request.claude);
      return 'ok';
    });
    await fetch(await listen(app));
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).not.toBe(client);
  });

  it('works where the application is called without a server', async () => {
    const { client } = observedClient(fake.api);
    const app = fastify();
    const summaries: unknown[] = [];
    await app.register(claude, { client, onSummary: (summary) => void summaries.push(summary) });
    app.get('/chat/:id', askByRequest);
    const answer = await app.inject('/chat/1');
    expect(answer.body).toBe('asked');
    expect(answer.headers['server-timing']).toContain('claude;');
    expect(summaries).toMatchObject([{ route: '/chat/:id', calls: 1, disconnected: false }]);
    await app.close();
  });

  it('is of a client that the plugin instruments itself', async () => {
    const client = bareClient(fake.api);
    const app = fastify();
    await app.register(claude, { client });
    app.get('/', askByRequest);
    await (await fetch(await listen(app))).text();
    expect(spans().attempts).toHaveLength(1);
  });
});

describe('the calls of a request', () => {
  it('carry the template of its route with all prefixes, and what the application adds', async () => {
    const { url } = await serve(
      fake.api,
      async (app) => {
        await app.register(
          async (tenant) => {
            await tenant.register(
              async (chat) => {
                chat.post('/chat/:id', askByRequest);
              },
              { prefix: '/v1' },
            );
          },
          { prefix: '/tenants/:tenant' },
        );
      },
      { attributes: ({ params }) => ({ 'app.tenant': Object(params).tenant }) },
    );
    await (await fetch(`${url}/tenants/acme/v1/chat/17`, body)).text();
    expect(added()).toMatchObject({
      'http.route': '/tenants/:tenant/v1/chat/:id',
      'app.tenant': 'acme',
    });
  });

  it('are those of any instrumented client, after the body was read and time has passed', async () => {
    const { url, summaries } = await serve(fake.api, (app, client) => {
      app.post('/chat/:id', async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await ask(client);
        return 'asked';
      });
    });
    await (await fetch(`${url}/chat/1`, body)).text();
    expect(added()).toMatchObject({ 'http.route': '/chat/:id' });
    await expect.poll(() => summaries).toMatchObject([{ calls: 1, route: '/chat/:id' }]);
  });

  it('are counted by route', async () => {
    const { meterProvider, read } = readings();
    const { url } = await serve(fake.api, (app) => app.get('/chat/:id', askByRequest), {
      instrument: { meterProvider },
      attributes: () => ({ 'app.plan': 'pro' }),
    });
    await (await fetch(`${url}/chat/1`)).text();
    await (await fetch(`${url}/chat/2`)).text();
    for (const name of ['spanthropic.calls', 'spanthropic.attempts']) {
      const counted = (await read(name)).filter(({ value }) => value > 0);
      expect(counted).toMatchObject([
        { value: 2, attributes: { 'http.route': '/chat/:id', 'app.plan': 'pro' } },
      ]);
    }
  });

  it('have no route where none matched, and never a path', async () => {
    const { url, summaries } = await serve(fake.api, (app) => {
      app.setNotFoundHandler(async (request, reply) => {
        await ask(request.claude);
        return reply.code(404).send('nothing');
      });
    });
    await (await fetch(`${url}/secret/17`)).text();
    expect(added()).not.toHaveProperty('http.route');
    await expect.poll(() => summaries).toMatchObject([{ calls: 1, route: undefined }]);
  });

  it('keep the route that gives its request on to the handler for 404', async () => {
    const { url, summaries } = await serve(fake.api, (app) => {
      app.get('/chat/:id', async (request, reply) => {
        await ask(request.claude);
        reply.callNotFound();
        return reply;
      });
    });
    expect((await fetch(`${url}/chat/1`)).status).toBe(404);
    await expect.poll(() => summaries).toMatchObject([{ route: '/chat/:id' }]);
  });

  it('are as ever where the application’s own functions throw', async () => {
    const { url, summaries } = await serve(fake.api, (app) => app.get('/', askByRequest), {
      attributes: () => {
        throw new Error('no attributes');
      },
      skip: () => {
        throw new Error('no skip');
      },
      abortOnDisconnect: () => {
        throw new Error('no opinion');
      },
      onSummary: () => {
        throw new Error('no summary');
      },
    });
    expect(await (await fetch(url)).text()).toBe('asked');
    await expect.poll(() => summaries).toMatchObject([{ calls: 1 }]);
  });
});

describe('a route', () => {
  it('adds attributes of its own by its config', async () => {
    const config = { claude: { attributes: () => ({ 'app.kind': 'report' }) } };
    const { url } = await serve(fake.api, (app) => app.get('/', { config }, askByRequest), {
      attributes: () => ({ 'app.tenant': 'acme', 'app.kind': 'chat' }),
    });
    await (await fetch(url)).text();
    expect(added()).toMatchObject({ 'app.tenant': 'acme', 'app.kind': 'report' });
  });

  const alone: [string, Partial<ClaudeOptions>, object][] = [
    ['by its config', {}, { claude: false }],
    ['by skip', { skip: ({ url }) => url.startsWith('/health') }, {}],
  ];

  it.each(alone)('is left alone %s', async (_, options, config) => {
    const { url, client, summaries } = await serve(
      fake.api,
      (app) => {
        app.get('/health', { config }, async (request) => {
          await ask(request.claude);
          return { same: request.claude === client };
        });
        app.get('/chat', askByRequest);
      },
      options,
    );
    const answer = await fetch(`${url}/health`);
    expect(await answer.json()).toEqual({ same: true });
    expect(answer.headers.has('server-timing')).toBe(false);
    expect(added()).not.toHaveProperty('http.route');
    await (await fetch(`${url}/chat`)).text();
    await expect.poll(() => summaries).toMatchObject([{ route: '/chat' }]);
  });
});

describe('the plugin', () => {
  it('holds for routes and scopes that stood there before it', async () => {
    const { client } = observedClient(fake.api);
    const app = fastify();
    app.get('/early', askByRequest);
    app.register(async (scope) => void scope.get('/inner', askByRequest));
    app.register(claude, { client });
    const url = await listen(app);
    for (const path of ['/early', '/inner']) {
      expect(await (await fetch(`${url}${path}`)).text()).toBe('asked');
    }
    const routes = spans().calls.map(({ attributes }) => attributes['http.route']);
    expect(routes).toEqual(['/early', '/inner']);
  });

  it('holds for its own scope alone where it is registered in one, with a client for each', async () => {
    const [one, two] = [observedClient(fake.api), observedClient(fake.api)];
    const app = fastify();
    for (const [prefix, { client }] of Object.entries({ '/one': one, '/two': two })) {
      app.register(
        async (scope) => {
          await scope.register(claude, { client });
          scope.get('/', askByRequest);
        },
        { prefix },
      );
    }
    app.get('/', async (request) => ({ claude: 'claude' in request }));
    const url = await listen(app);
    expect(await (await fetch(url)).json()).toEqual({ claude: false });
    await (await fetch(`${url}/two/`)).text();
    expect([one.events.length, two.events.length > 0]).toEqual([0, true]);
  });

  it('counts once where it is registered twice, and warns', async () => {
    const warnings: unknown[] = [];
    const keep = (warning: Error): number => warnings.push(Reflect.get(warning, 'code'));
    process.on('warning', keep);
    const second = observedClient(fake.api);
    const { url, summaries } = await serve(fake.api, async (app) => {
      await app.register(claude, { client: second.client });
      app.register(async (scope) => {
        await scope.register(claude, { client: second.client });
        scope.get('/inner', askByRequest);
      });
      app.get('/', askByRequest);
    });
    await (await fetch(url)).text();
    await (await fetch(`${url}/inner`)).text();
    process.off('warning', keep);
    expect(warnings).toEqual(['SPANTHROPIC_REGISTERED_TWICE', 'SPANTHROPIC_REGISTERED_TWICE']);
    expect(second.events).toEqual([]);
    await expect.poll(() => summaries).toMatchObject([{ calls: 1 }, { calls: 1 }]);
  });

  it('counts once where a scope has it before its surroundings do', async () => {
    const [inner, outer] = [observedClient(fake.api), observedClient(fake.api)];
    const summaries: string[] = [];
    const app = fastify();
    app.register(async (scope) => {
      await scope.register(claude, {
        client: inner.client,
        onSummary: () => void summaries.push('inner'),
      });
      scope.get('/inner', askByRequest);
    });
    app.register(claude, { client: outer.client, onSummary: () => void summaries.push('outer') });
    const url = await listen(app);
    const answer = await fetch(`${url}/inner`);
    expect(answer.headers.get('server-timing')?.match(/claude;/g)).toHaveLength(1);
    await expect.poll(() => summaries).toEqual(['inner']);
    expect(outer.events).toEqual([]);
  });

  const client = new Anthropic({ apiKey: 'k', openTelemetry: false });
  const wrong: [string, object, RegExp][] = [
    ['no client', {}, /claude\(\): option 'client' is missing/],
    ['a client that is a key', { client: 'sk' }, /option 'client' takes a client .* not 'sk'/],
    ['a client of something else', { client: {} }, /takes a client of @anthropic-ai\/sdk/],
    ['an unknown option', { client, abort: true }, /unknown option 'abort'/],
    ['attributes that are no function', { client, attributes: {} }, /option 'attributes' takes/],
    ['a skip that is no function', { client, skip: '/health' }, /option 'skip' takes/],
    ['a word for a boolean', { client, abortOnDisconnect: 'no' }, /option 'abortOnDisconnect'/],
    ['a summary for nobody', { client, onSummary: true }, /option 'onSummary' takes/],
    ['a time for a switch', { client, serverTiming: 5 }, /option 'serverTiming' takes a boolean/],
    ['errors that are switched on', { client, errors: true }, /option 'errors' takes false or/],
    ['an unknown option of errors', { client, errors: { log: 1 } }, /unknown option 'errors.log'/],
    [
      'an unknown problem',
      { client, errors: { problems: { busy: {} } } },
      /unknown option 'problems.busy'/,
    ],
    [
      'a status that is none',
      { client, errors: { problems: { overloaded: { status: 200 } } } },
      /option 'problems.overloaded.status' takes/,
    ],
  ];

  it.each(wrong)('does not start with %s', async (_, options, message) => {
    const app = fastify();
    const starts = app.register(claude, options as ClaudeOptions);
    const error = await Promise.resolve(starts).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
  });

  const wrongRoutes: [string, object, RegExp][] = [
    ['true', { claude: true }, /'config.claude' takes false or an object, not true/],
    ['a typing error', { claude: { abort: true } }, /unknown option 'config.claude.abort'/],
    [
      'a wrong value',
      { claude: { abortOnDisconnect: 1 } },
      /'config.claude.abortOnDisconnect' takes/,
    ],
  ];

  it.each(wrongRoutes)('does not start with a route whose config has %s', async (...row) => {
    const [, config, message] = row;
    const app = fastify();
    await app.register(claude, { client });
    expect(() => app.get('/', { config }, askByRequest)).toThrow(message);
  });

  it('fails the requests of such a route that stood there before it', async () => {
    const app = fastify();
    app.get('/', { config: { claude: { abort: true } as object } }, askByRequest);
    app.register(claude, { client });
    const answer = await fetch(await listen(app));
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain("unknown option 'config.claude.abort'");
  });

  it('takes what Fastify itself takes of a registration', async () => {
    const app = fastify();
    await app.register(claude, { client, prefix: '/v1', logLevel: 'warn' });
    expect(app.hasPlugin('@spanthropic/fastify')).toBe(true);
    await app.close();
  });
});
