import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { json, ok, type Step, stream, text, toolUse } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { inspect, instrument, rateLimits } from '../../src/index.ts';
import { isInstrumented, ServedRequest } from '../../src/request/index.ts';
import { bareClient, drain, fakeClaude, question, script } from '../support/claude.ts';
import { recordSpans, spans } from '../support/telemetry.ts';
import { serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

const weather = betaTool({
  name: 'weather',
  description: 'The weather in a city',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  run: () => 'sunny',
});

type Options = { headers: Record<string, string> };
type Entry = (client: Anthropic, options: Options) => Promise<unknown>;

/** The ways to make calls, how many calls each makes, and what the API answers. */
const ENTRIES: [string, number, Entry, Step[]][] = [
  ['messages.create', 1, (client, options) => client.messages.create(question, options), [ok()]],
  [
    'messages.create with stream: true',
    1,
    async (client, options) => drain(await client.messages.create(streamed, options)),
    [stream()],
  ],
  [
    'messages.stream',
    1,
    (client, options) => client.messages.stream(question, options).finalMessage(),
    [stream()],
  ],
  [
    'messages.countTokens',
    1,
    (client, options) => {
      const { model, messages } = question;
      return client.messages.countTokens({ model, messages }, options);
    },
    [ok()],
  ],
  [
    'beta.messages.create',
    1,
    (client, options) => client.beta.messages.create(question, options),
    [ok()],
  ],
  [
    'beta.messages.toolRunner, all its turns',
    2,
    async (client, options) => {
      const runner = client.beta.messages.toolRunner({ ...question, tools: [weather] }, options);
      return drain(runner);
    },
    [
      ok({ content: [toolUse('weather', { city: 'Paris' })] }),
      ok({ content: [text('Sunny in Paris.')] }),
    ],
  ],
  [
    'batches.results, which retrieves the batch first',
    3,
    async (client) => {
      const requests = [{ custom_id: 'one', params: question }];
      const { id } = await client.messages.batches.create({ requests });
      return drain(await client.messages.batches.results(id));
    },
    [],
  ],
  ['models.list, all its pages', 2, (client) => drain(client.models.list()), []],
  [
    'files, up and down',
    2,
    async (client) => {
      const { id } = await client.beta.files.upload({ file: new File(['sky'], 'sky.txt') });
      return (await client.beta.files.download(id)).text();
    },
    [],
  ],
  [
    'a raw post',
    1,
    (client, options) => client.post('/v2/things', { body: {}, ...options }),
    [json({})],
  ],
  [
    'request()',
    1,
    (client, options) => {
      const { model, messages } = question;
      const body = { model, messages, max_tokens: 5 };
      return client.request({ method: 'post', path: '/v1/messages', body, ...options });
    },
    [ok()],
  ],
  [
    'a copy, and a copy of a copy',
    1,
    (client, options) =>
      client
        .withOptions({ maxRetries: 0 })
        .withOptions({ timeout: 5_000 })
        .messages.create(question, options),
    [ok()],
  ],
];

const CLIENTS: [string, ClientOptions][] = [
  ['with spans of our own', { openTelemetry: false }],
  ["with the SDK's own spans", { openTelemetry: { traces: true } }],
];

describe.each(CLIENTS)('%s, a call of the bound client belongs to its request', (_, sdk) => {
  it.each(ENTRIES)('by %s', async (_name, calls, make, steps) => {
    const { request, summaries } = serve(fake.api, { sdk });
    await make(request.claude, script(fake.api, ...steps).options);
    expect(request.summary()).toMatchObject({ calls, attempts: calls, errorTypes: [] });
    const routes = spans().calls.map(({ attributes }) => attributes['http.route']);
    expect(routes).toEqual(Array(calls).fill('/chat/:id'));
    request.finished();
    expect(summaries).toMatchObject([{ calls, route: '/chat/:id' }]);
  });

  it.each(ENTRIES)('by %s, which is not begun once its client is gone', async (_name, ...rest) => {
    const [, make, steps] = rest;
    const { request, events } = serve(fake.api, { sdk });
    request.disconnected();
    const { call, options } = script(fake.api, ...steps);
    const runs = make(request.claude, options);
    await expect(runs).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    expect(fake.api.requestsOf(call)).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      type: 'call.end',
      outcome: 'aborted',
      abortReason: 'client_disconnected',
      attempts: 0,
    });
  });
});

describe('the bound client', () => {
  it('is made when it is asked for, once', () => {
    const { request } = serve(fake.api);
    expect(request.claude).toBe(request.claude);
    expect(request.claude).not.toBe(serve(fake.api).request.claude);
  });

  it('is a client to whoever asks', () => {
    const { client, request } = serve(fake.api);
    const { claude } = request;
    expect(claude).toBeInstanceOf(Anthropic);
    expect(claude.constructor).toBe(Anthropic);
    expect(Object.keys(claude)).toEqual(Object.keys(client));
    expect(claude.baseURL).toBe(fake.api.url);
    expect(Reflect.get(claude, 'fetch')).toBe(Reflect.get(client, 'fetch'));
    expect(claude.messages).toBeInstanceOf(Anthropic.Messages);
    expect(claude.messages.create.name).toBe(client.messages.create.name);
    expect(claude.post.length).toBe(client.post.length);
  });

  it('gives the same resources and methods each time', () => {
    const { claude } = serve(fake.api).request;
    expect(claude.messages).toBe(claude.messages);
    expect(claude.beta.messages.batches).toBe(claude.beta.messages.batches);
    expect(claude.post).toBe(claude.post);
    const { messages } = claude;
    expect(Reflect.get(messages, '_client')).toBe(claude);
  });

  it('is instrumented already', () => {
    const { claude } = serve(fake.api).request;
    expect(isInstrumented(claude)).toBe(true);
    expect(instrument(claude)).toBe(claude);
  });

  it('makes pages of the SDK’s class', async () => {
    const { claude } = serve(fake.api).request;
    const page = await claude.models.list();
    expect(page.constructor).toBe((await bareClient(fake.api).models.list()).constructor);
    const next = await page.getNextPage();
    expect(next.constructor).toBe(page.constructor);
  });

  it('lets the client’s private members work, and a class of the application’s own', async () => {
    class OurClient extends Anthropic {
      readonly #secret = 'ours';
      get secret(): string {
        return this.#secret;
      }
      reveal(): string {
        return this.#secret;
      }
      protected override async prepareRequest(request: RequestInit): Promise<void> {
        request.headers = {
          ...Object.fromEntries(new Headers(request.headers)),
          ours: this.secret,
        };
      }
    }
    const { apiKey, baseURL } = bareClient(fake.api);
    const client = instrument(new OurClient({ apiKey, baseURL, openTelemetry: false }));
    const options = { client, route: () => '/chat', abortOnDisconnect: true };
    const { claude } = new ServedRequest(options);
    const { call, options: chosen } = script(fake.api, ok());
    await claude.messages.create(question, chosen);
    expect(claude).toBeInstanceOf(OurClient);
    expect([claude.secret, claude.reveal()]).toEqual(['ours', 'ours']);
    expect(fake.api.requestsOf(call)[0]?.headers).toMatchObject({ ours: 'ours' });
  });

  it('of a class whose copies are itself stays itself', () => {
    class Same extends Anthropic {
      override withOptions(): this {
        return this;
      }
    }
    const client = instrument(new Same({ apiKey: 'k', openTelemetry: false }));
    const options = { client, route: () => '/chat', abortOnDisconnect: true };
    const { claude } = new ServedRequest(options);
    expect(claude.withOptions()).toBe(claude);
  });

  it('keeps the configuration that its platform gave the client', async () => {
    class PlatformClient extends Anthropic {
      readonly region: string;
      constructor(region: string, options: ClientOptions) {
        super(options);
        this.region = region;
      }
      override buildURL(path: string, ...rest: [never, never]): string {
        return `${super.buildURL(path, ...rest)}?region=${this.region}`;
      }
    }
    const { apiKey, baseURL } = bareClient(fake.api);
    const client = instrument(new PlatformClient('oslo', { apiKey, baseURL, maxRetries: 7 }));
    const options = { client, route: () => '/chat', abortOnDisconnect: true };
    const { claude } = new ServedRequest(options);
    const { call, options: chosen } = script(fake.api, ok());
    await claude.messages.create(question, chosen);
    expect(fake.api.requestsOf(call)[0]?.path).toContain('region=oslo');
    expect([claude.region, claude.maxRetries]).toEqual(['oslo', 7]);
  });

  it('has the rate limits and the calls of the client, as its copies have', async () => {
    const { client, request } = serve(fake.api);
    const copy = request.claude.withOptions({ maxRetries: 0 });
    const { options } = script(fake.api, ok({ delay: 60 }));
    const answer = copy.messages.create(question, options);
    await expect.poll(() => inspect(request.claude).calls).toHaveLength(1);
    expect(inspect(copy).calls).toEqual(
      inspect(client).calls.map((call) => ({
        ...call,
        age: expect.any(Number),
        waited: expect.any(Number),
      })),
    );
    await answer;
    expect(rateLimits(client).length).toBeGreaterThan(0);
    expect(rateLimits(request.claude)).toEqual(rateLimits(client));
    expect(rateLimits(copy)).toEqual(rateLimits(client));
  });

  it('holds more calls at a time than an event target likes to have listeners', async () => {
    const warnings: Error[] = [];
    const keep = (warning: Error): number => warnings.push(warning);
    process.on('warning', keep);
    const { request } = serve(fake.api);
    const calls = Array.from({ length: 20 }, () => {
      const { options } = script(fake.api, ok({ delay: 30 }));
      return request.claude.messages.create(question, options);
    });
    await Promise.all(calls);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', keep);
    expect(request.summary()).toMatchObject({ calls: 20 });
    expect(warnings).toEqual([]);
  });
});
