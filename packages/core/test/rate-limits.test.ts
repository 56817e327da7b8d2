import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import { ok, type Step, status, stream } from '@spanthropic/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type InstrumentOptions,
  inspect,
  instrument,
  type RateLimit,
  type RateLimitType,
  rateLimits,
  uninstrument,
} from '../src/index.ts';
import { clockOffset } from '../src/limits/headers.ts';
import {
  bareClient,
  drain,
  failureOf,
  fakeClaude,
  question,
  script,
  setEnv,
} from './support/claude.ts';
import { areCollected } from './support/garbage.ts';
import { type Reading, readings } from './support/readings.ts';

const fake = fakeClaude();

type Middleware = NonNullable<ClientOptions['middleware']>[number];

let names = 0;

/** An instrumented client whose limits no other test has met: those of one name belong together. */
function limitedClient(options?: InstrumentOptions): { client: Anthropic; name: string } {
  const name = options?.name ?? `key-${++names}`;
  return { client: instrument(bareClient(fake.api), { ...options, name }), name };
}

/** One call that gets these answers. */
const ask = (client: Anthropic, ...steps: Step[]): Promise<unknown> =>
  client.messages.create(question, script(fake.api, ...steps).options);

/** RFC 3339, as the API writes it, so many seconds from now. */
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

/** The headers of some limits: for each type what is left of it, or all that its headers say. */
function limits(
  of: Partial<Record<RateLimitType, number | Record<string, string>>>,
): Record<string, string | null> {
  const headers: Record<string, string | null> = {};
  // Those that the fake API sends by itself.
  for (const type of ['requests', 'tokens', 'input-tokens', 'output-tokens']) {
    for (const part of ['limit', 'remaining', 'reset']) {
      headers[`anthropic-ratelimit-${type}-${part}`] = null;
    }
  }
  for (const [type, given] of Object.entries(of)) {
    const prefix = /^(priority|fast)/.test(type) ? 'anthropic-' : 'anthropic-ratelimit-';
    const parts =
      typeof given === 'number'
        ? { limit: '1000', remaining: String(given), reset: inSeconds(30) }
        : given;
    for (const [part, value] of Object.entries(parts)) {
      headers[`${prefix}${type.replaceAll('_', '-')}-${part}`] = value;
    }
  }
  return headers;
}

/** What is left of each type, when there is one method and one model. */
const leftOf = (list: readonly RateLimit[]): Record<string, number | undefined> =>
  Object.fromEntries(list.map(({ type, remaining }) => [type, remaining]));

/** The only limit. */
function only(list: readonly RateLimit[]): RateLimit {
  expect(list).toHaveLength(1);
  return list[0] as RateLimit;
}

/** Headers that did not parse, in this process so far. */
const unparsed = (): number => inspect().telemetryErrors.rate_limits ?? 0;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the rate limits of a client', () => {
  it('are those of its last answer, by type, with what is left and until when', async () => {
    const { client, name } = limitedClient();
    const reset = inSeconds(30);
    const requests = { limit: '4000', remaining: '3000', reset };
    const before = Date.now();
    await ask(client, ok({ headers: limits({ requests }) }));

    const limit = only(rateLimits(client));
    expect(limit).toEqual({
      type: 'requests',
      clientName: name,
      method: 'messages.create',
      model: 'claude-opus-5-5',
      limit: 4000,
      remaining: 3000,
      headroom: 0.75,
      reset: new Date(reset),
      receivedAt: expect.any(Date),
    });
    expect(limit.receivedAt.getTime()).toBeGreaterThanOrEqual(before - 5);
    expect(limit.receivedAt.getTime()).toBeLessThanOrEqual(Date.now() + 5);
  });

  it('count down with each answer', async () => {
    const { client } = limitedClient();
    await ask(client, ok());
    const before = leftOf(rateLimits(client)).requests ?? Number.NaN;
    await ask(client, ok());
    expect(leftOf(rateLimits(client)).requests).toBe(before - 1);
  });

  it('are of eight families, with those of Priority Tier and fast mode', async () => {
    const { client } = limitedClient();
    const of = {
      requests: 1,
      tokens: 2,
      input_tokens: 3,
      output_tokens: 4,
      priority_input_tokens: 5,
      priority_output_tokens: 6,
      fast_input_tokens: 7,
      fast_output_tokens: 8,
    };
    await ask(client, ok({ headers: limits(of) }));
    expect(leftOf(rateLimits(client))).toEqual(of);
  });

  it('may be spent: a limit of 0 has no headroom to speak of', async () => {
    const { client } = limitedClient();
    const requests = { limit: '0', remaining: '0', reset: inSeconds(9) };
    await ask(client, ok({ headers: limits({ requests, tokens: 0 }) }));
    expect(rateLimits(client)).toMatchObject([
      { type: 'requests', remaining: 0, headroom: undefined },
      { type: 'tokens', remaining: 0, headroom: 0 },
    ]);
  });

  it.each([429, 529, 400])('are told by an error, too: %d', async (code) => {
    const { client } = limitedClient();
    const step = status(code, { headers: limits({ requests: 7 }), shouldRetry: false });
    await failureOf(ask(client, step));
    expect(leftOf(rateLimits(client))).toEqual({ requests: 7 });
  });

  it('are told by an attempt that is retried, while the call sleeps', async () => {
    let asleep: readonly RateLimit[] = [];
    const { client } = limitedClient({
      onEvent: (event) => {
        if (event.type === 'backoff.start') asleep = rateLimits(client);
      },
    });
    const limited = status(429, { retryAfterMs: 5, headers: limits({ tokens: 0 }) });
    await ask(client, limited, ok({ headers: limits({ requests: 9 }) }));
    expect(leftOf(asleep)).toEqual({ tokens: 0 });
    expect(leftOf(rateLimits(client))).toEqual({ tokens: 0, requests: 9 });
  });

  it('are told by a stream when its headers come, before it is read', async () => {
    const { client } = limitedClient();
    const { options } = script(fake.api, stream({ headers: limits({ requests: 3 }) }));
    const answer = await client.messages.create({ ...question, stream: true }, options);
    expect(leftOf(rateLimits(client))).toEqual({ requests: 3 });
    await drain(answer);
  });

  it('are those of the answer that came last, not of the request that was sent last', async () => {
    const { client } = limitedClient();
    const slow = ask(client, ok({ delay: 80, headers: limits({ requests: 5 }) }));
    await ask(client, ok({ headers: limits({ requests: 6 }) }));
    expect(leftOf(rateLimits(client))).toEqual({ requests: 6 });
    await slow;
    expect(leftOf(rateLimits(client))).toEqual({ requests: 5 });
  });

  it.each([
    ['when somebody looked between the two', true],
    ['when nobody did', false],
  ])('keep what the last answer does not speak of, %s', async (_, looked) => {
    const { client } = limitedClient();
    await ask(client, ok({ headers: limits({ requests: 8, fast_input_tokens: 80 }) }));
    const [before] = looked ? rateLimits(client) : [];
    await ask(client, ok({ headers: limits({ requests: 7 }) }));
    await ask(client, ok({ headers: limits({}) }));
    expect(leftOf(rateLimits(client))).toEqual({ requests: 7, fast_input_tokens: 80 });
    if (before) expect(before.remaining).toBe(8);
  });

  it('are none where a gateway strips the headers, and before the first answer', async () => {
    const { client } = limitedClient();
    expect(rateLimits(client)).toEqual([]);
    await ask(client, ok({ headers: limits({}) }));
    expect(rateLimits(client)).toEqual([]);
  });

  it('need no provider and no hook', async () => {
    const { client } = limitedClient();
    await ask(client, ok());
    expect(rateLimits(client).map(({ type }) => type)).toEqual([
      'requests',
      'tokens',
      'input_tokens',
      'output_tokens',
    ]);
  });

  it('are told by every answer where a middleware sends several requests at once', async () => {
    const hedge: Middleware = async (request, next) => {
      const answers = [next(request), next(request)];
      await Promise.all(answers);
      return Promise.race(answers);
    };
    const { client } = limitedClient();
    const { options } = script(
      fake.api,
      ok({ delay: 40, headers: limits({ requests: 2 }) }),
      ok({ headers: limits({ requests: 3 }) }),
    );
    await client.messages.create(question, { ...options, middleware: [hedge] });
    expect(leftOf(rateLimits(client))).toEqual({ requests: 2 });
  });
});

describe('the rate limits are apart', () => {
  /** What is left, by everything that tells limits apart. */
  const keyed = (list: readonly RateLimit[]): unknown[] =>
    list.map(({ method, model, remaining }) => [method, model, remaining]);

  it('for messages, for counting tokens and for batches', async () => {
    const { client } = limitedClient();
    const answers = (requests: number) => script(fake.api, ok({ headers: limits({ requests }) }));
    await client.messages.create(question, answers(1).options);
    await client.beta.messages.create(question, answers(2).options);
    await client.messages.countTokens(question, answers(3).options);
    const batch = await client.messages.batches.create({ requests: [] }, answers(4).options);
    await client.messages.batches.retrieve(batch.id, {}, answers(5).options);
    expect(keyed(rateLimits(client))).toEqual([
      ['messages.create', 'claude-opus-5-5', 2],
      ['messages.count_tokens', 'claude-opus-5-5', 3],
      ['batches', undefined, 5],
    ]);
  });

  it('for each model', async () => {
    const { client } = limitedClient();
    for (const [model, requests] of [
      ['claude-opus-5-5', 1],
      ['claude-haiku-5-5', 2],
    ] as const) {
      const { options } = script(fake.api, ok({ headers: limits({ requests }) }));
      await client.messages.create({ ...question, model }, options);
    }
    expect(keyed(rateLimits(client))).toEqual([
      ['messages.create', 'claude-opus-5-5', 1],
      ['messages.create', 'claude-haiku-5-5', 2],
    ]);
  });

  it('for each client name, which stands for a key or a workspace', async () => {
    const [one, other] = [limitedClient(), limitedClient()];
    await ask(one.client, ok({ headers: limits({ requests: 1 }) }));
    await ask(other.client, ok({ headers: limits({ requests: 2 }) }));
    expect(rateLimits(one.client)).toMatchObject([{ clientName: one.name, remaining: 1 }]);
    expect(rateLimits(other.client)).toMatchObject([{ clientName: other.name, remaining: 2 }]);
  });

  it('but not for two clients of one name, nor for the copies of a client', async () => {
    const { client, name } = limitedClient();
    const second = limitedClient({ name }).client;
    const copy = client.withOptions({ maxRetries: 0 });
    await ask(copy, ok({ headers: limits({ requests: 5 }) }));
    for (const each of [client, second, copy]) {
      expect(leftOf(rateLimits(each))).toEqual({ requests: 5 });
    }
  });

  it('and those of clients without a name are together', async () => {
    const [one, other] = [instrument(bareClient(fake.api)), instrument(bareClient(fake.api))];
    await ask(one, ok({ headers: limits({ fast_output_tokens: 11 }) }));
    expect(leftOf(rateLimits(other))).toMatchObject({ fast_output_tokens: 11 });
    expect(rateLimits(other)[0]?.clientName).toBeUndefined();
  });
});

describe('a rate limit that was reset', () => {
  it('is whole again', async () => {
    const { client } = limitedClient();
    const requests = { limit: '50', remaining: '0', reset: inSeconds(0.3) };
    await ask(client, ok({ headers: limits({ requests }) }));
    await expect.poll(() => leftOf(rateLimits(client))).toEqual({ requests: 50 });
    expect(only(rateLimits(client)).headroom).toBe(1);
  });

  it('has an unknown rest when nobody said what the whole is', async () => {
    const { client } = limitedClient();
    const requests = { remaining: '0', reset: inSeconds(-5) };
    await ask(client, ok({ headers: limits({ requests }) }));
    expect(only(rateLimits(client))).toMatchObject({
      limit: undefined,
      remaining: undefined,
      headroom: undefined,
    });
  });

  it('stays as it was when nobody said until when', async () => {
    const { client } = limitedClient();
    await ask(client, ok({ headers: limits({ requests: { limit: '9', remaining: '3' } }) }));
    expect(only(rateLimits(client))).toMatchObject({ remaining: 3, reset: undefined });
  });

  it('is so although the system’s clock was set back', async () => {
    const { client } = limitedClient();
    const requests = { limit: '50', remaining: '0', reset: inSeconds(0.3) };
    await ask(client, ok({ headers: limits({ requests }) }));
    const wallClock = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => wallClock() - 3_600_000);
    await expect.poll(() => leftOf(rateLimits(client))).toEqual({ requests: 50 });
    const { receivedAt } = only(rateLimits(client));
    expect(Date.now() - receivedAt.getTime()).toBeGreaterThanOrEqual(0);
    expect(Date.now() - receivedAt.getTime()).toBeLessThan(60_000);
  });
});

describe('the server’s clock', () => {
  const httpDate = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

  it.each([
    ['ahead', 3_600],
    ['behind', -3_600],
  ])('may be an hour %s, as its date says', async (_, off) => {
    const { client } = limitedClient();
    const requests = { limit: '50', remaining: '1', reset: inSeconds(off + 20) };
    const headers = { ...limits({ requests }), date: httpDate(off) };
    await ask(client, ok({ headers }));
    const { reset, remaining } = only(rateLimits(client));
    expect(remaining).toBe(1);
    const left = ((reset?.getTime() ?? Number.NaN) - Date.now()) / 1000;
    expect(left).toBeGreaterThan(10);
    expect(left).toBeLessThan(22);
  });

  it.each([
    ['no date', () => null],
    ['a date that does not parse', () => 'today'],
    ['a date of the present second', () => httpDate(0)],
    ['a date of the next second', () => httpDate(1)],
  ])('is taken for right with %s', async (_, date) => {
    const { client } = limitedClient();
    const reset = inSeconds(20);
    const requests = { limit: '9', remaining: '1', reset };
    const headers = { ...limits({ requests }), date: date() };
    await ask(client, ok({ headers }));
    expect(only(rateLimits(client)).reset?.toISOString()).toBe(reset);
  });
});

describe('how far the server’s clock is ahead', () => {
  const NOON = Date.parse('2026-11-20T12:00:00Z');
  /** By a response that came at once, so many milliseconds after noon. */
  const ahead = (off: number, after: number): number => {
    const date = new Date(NOON + after + off).toUTCString();
    return clockOffset(new Headers({ date }), NOON + after);
  };

  it.each([0, 1, 250, 500, 750, 999])('is nothing below a second, %d ms after the second', (ms) => {
    for (const off of [-999, -500, 0, 500, 999]) expect(ahead(off, ms)).toBe(0);
  });

  it.each([-3_600_000, -2_000, 2_000, 86_400_000])('is %d ms within half a second', (off) => {
    for (const ms of [0, 250, 999]) expect(Math.abs(ahead(off, ms) - off)).toBeLessThanOrEqual(500);
  });
});

describe('a rate-limit header that does not parse', () => {
  it.each(['soon', '', '-1', '12.5', '1e6', '99999999999999999999', '12, 13'])(
    'is left out, and counted, as a number: %o',
    async (remaining) => {
      const { client } = limitedClient();
      const before = unparsed();
      const requests = { limit: '50', remaining, reset: inSeconds(20) };
      await ask(client, ok({ headers: limits({ requests, tokens: 9 }) }));
      expect(rateLimits(client)).toMatchObject([
        { type: 'requests', limit: 50, remaining: undefined, reset: expect.any(Date) },
        { type: 'tokens', limit: 1000, remaining: 9 },
      ]);
      expect(unparsed()).toBe(before + 1);
    },
  );

  it.each(['soon', '1795259840', '2026-11-20', '2026-13-20T12:00:00Z', '2026-11-20T12:00:00'])(
    'is left out, and counted, as a time: %o',
    async (reset) => {
      const { client } = limitedClient();
      const before = unparsed();
      await ask(
        client,
        ok({ headers: limits({ requests: { limit: '50', remaining: '5', reset } }) }),
      );
      expect(rateLimits(client)).toMatchObject([{ limit: 50, remaining: 5, reset: undefined }]);
      rateLimits(client);
      expect(unparsed()).toBe(before + 1);
    },
  );

  it('may have spaces, an offset or fractions, which do parse', async () => {
    const { client } = limitedClient();
    const before = unparsed();
    const requests = { limit: ' 50 ', remaining: '5', reset: '2046-11-20T12:00:00.25+02:00' };
    await ask(client, ok({ headers: limits({ requests }) }));
    expect(only(rateLimits(client))).toMatchObject({
      limit: 50,
      reset: new Date('2046-11-20T10:00:00.250Z'),
    });
    expect(unparsed()).toBe(before);
  });
});

describe('models that anybody can name', () => {
  /** A client whose answers are made here: thousands of them. */
  function answering(respond: (model: string) => { status: number; requests: number }): Anthropic {
    const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
      const { model } = JSON.parse(String(init?.body));
      const { status: code, requests } = respond(model);
      const headers = {
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': String(requests),
      };
      return Response.json({ type: 'message', content: [] }, { status: code, headers });
    };
    const name = `key-${++names}`;
    return instrument(new Anthropic({ apiKey: 'k', fetch, maxRetries: 0, openTelemetry: false }), {
      name,
    });
  }

  const askFor = (client: Anthropic, model: string): Promise<unknown> =>
    client.messages.create({ ...question, model }).catch(() => undefined);

  it('have no limits where the API does not know them', async () => {
    const client = answering((model) => ({ status: model === 'real' ? 200 : 404, requests: 1 }));
    for (let guess = 0; guess < 200; guess++) await askFor(client, `guess-${guess}`);
    await askFor(client, 'real');
    expect(rateLimits(client).map(({ model }) => model)).toEqual(['real']);
  });

  it('are told apart up to fifty, and the rest is one', async () => {
    let left = 5_000;
    const client = answering(() => ({ status: 200, requests: --left }));
    for (let index = 0; index < 3_000; index++) await askFor(client, `model-${index}`);
    const list = rateLimits(client);
    expect(list).toHaveLength(51);
    expect(list.at(-1)).toMatchObject({ model: '_OTHER', remaining: left });
    await askFor(client, 'model-0');
    expect(rateLimits(client)[0]).toMatchObject({ model: 'model-0', remaining: left });
  });
});

describe('there are no rate limits', () => {
  it('of a client that is not instrumented, nor of what is no client', async () => {
    const bare = bareClient(fake.api);
    await ask(bare, ok());
    expect(rateLimits(bare)).toEqual([]);
    const { client } = limitedClient();
    await ask(client, ok());
    uninstrument(client);
    expect(rateLimits(client)).toEqual([]);
    const ofAnything = rateLimits as (value: unknown) => unknown;
    for (const value of [undefined, null, 7, {}]) expect(ofAnything(value)).toEqual([]);
  });

  it('where the environment switches everything off', async () => {
    setEnv('SPANTHROPIC_DISABLED', 'true');
    const { client } = limitedClient();
    await ask(client, ok());
    expect(rateLimits(client)).toEqual([]);
  });
});

it('rate limits keep no response alive', async () => {
  const responses: WeakRef<Response>[] = [];
  const fetch = async (...request: Parameters<typeof globalThis.fetch>): Promise<Response> => {
    const response = await globalThis.fetch(...request);
    responses.push(new WeakRef(response));
    return response;
  };
  const name = `key-${++names}`;
  const client = instrument(bareClient(fake.api, { fetch }), { name });
  await ask(client, ok({ headers: limits({ requests: 4 }) }));
  await expect.poll(() => areCollected(responses), { timeout: 4_000 }).toBe(true);
  expect(leftOf(rateLimits(client))).toEqual({ requests: 4 });
});

describe('the gauges of rate limits', () => {
  const PARTS = ['limit', 'remaining', 'reset_in', 'age'] as const;

  /** A client that reports to a provider, and its gauges, by what follows `spanthropic.rate_limit.`. */
  function gauges(options?: InstrumentOptions) {
    const { meterProvider, read } = readings();
    const { client, name } = limitedClient({ meterProvider, ...options });
    const each = async (): Promise<Record<string, readonly Reading[]>> =>
      Object.fromEntries(
        await Promise.all(
          PARTS.map(async (part) => [part, await read(`spanthropic.rate_limit.${part}`)]),
        ),
      );
    return { client, name, each };
  }

  it('are limit, remaining, time to reset and age, each with the attributes of its limit', async () => {
    const { client, name, each } = gauges();
    await ask(client, ok({ headers: limits({ requests: 250, fast_output_tokens: 10 }) }));
    const attributesOf = (type: string) => ({
      'gen_ai.request.model': 'claude-opus-5-5',
      'spanthropic.method': 'messages.create',
      'spanthropic.client.name': name,
      'spanthropic.rate_limit.type': type,
    });
    const both = (first: unknown, second: unknown) => [
      { attributes: attributesOf('requests'), value: first },
      { attributes: attributesOf('fast_output_tokens'), value: second },
    ];
    const { limit, remaining, reset_in, age } = await each();
    expect(limit).toEqual(both(1000, 1000));
    expect(remaining).toEqual(both(250, 10));
    expect(reset_in).toEqual(both(expect.closeTo(30, -1), expect.closeTo(30, -1)));
    expect(age).toEqual(both(expect.closeTo(0, -1), expect.closeTo(0, -1)));
    for (const { value } of age ?? []) expect(value).toBeGreaterThanOrEqual(0);
  });

  it('have neither model nor client name where there is none', async () => {
    vi.resetModules();
    const { instrument: another } = await import('../src/index.ts');
    const { meterProvider, read } = readings();
    const client = another(bareClient(fake.api), { meterProvider });
    const { options } = script(fake.api, ok({ headers: limits({ requests: 1 }) }));
    await client.messages.batches.list({}, options);
    expect(await read('spanthropic.rate_limit.remaining')).toEqual([
      {
        attributes: {
          'spanthropic.method': 'batches',
          'spanthropic.rate_limit.type': 'requests',
        },
        value: 1,
      },
    ]);
  });

  it('are absent where the headers are', async () => {
    const { client, each } = gauges();
    await ask(client, ok({ headers: limits({}) }));
    expect(await each()).toEqual({ limit: [], remaining: [], reset_in: [], age: [] });
  });

  it('leave out the one that did not parse', async () => {
    const { client, each } = gauges();
    const requests = { limit: '50', remaining: '5', reset: 'soon' };
    await ask(client, ok({ headers: limits({ requests }) }));
    const { limit, remaining, reset_in, age } = await each();
    expect(limit).toMatchObject([{ value: 50 }]);
    expect(remaining).toMatchObject([{ value: 5 }]);
    expect(reset_in).toEqual([]);
    expect(age).toHaveLength(1);
  });

  it('are whole again after the reset, which is then 0 seconds away', async () => {
    const { client, each } = gauges();
    const requests = { limit: '50', remaining: '0', reset: inSeconds(-2) };
    await ask(client, ok({ headers: limits({ requests }) }));
    const { remaining, reset_in } = await each();
    expect(remaining).toMatchObject([{ value: 50 }]);
    expect(reset_in).toMatchObject([{ value: 0 }]);
  });

  it('are those of the newest answer when somebody collects', async () => {
    const { client, each } = gauges();
    await ask(client, ok({ headers: limits({ requests: 9 }) }));
    expect((await each()).remaining).toMatchObject([{ value: 9 }]);
    const limited = status(429, { headers: limits({ requests: 0 }), shouldRetry: false });
    await failureOf(ask(client, limited));
    expect((await each()).remaining).toMatchObject([{ value: 0 }]);
  });
});
