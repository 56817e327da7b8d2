import Anthropic from '@anthropic-ai/sdk';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { ok, reset, type Step, status, stream } from '@spanthropic/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallEvent } from '../src/index.ts';
import { bareClient, drain, failureOf, fakeClaude, question, script } from './support/claude.ts';
import { collect } from './support/garbage.ts';
import { recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

let warnings: string[] = [];
let events: CallEvent[] = [];

beforeEach(() => {
  // What is missing is said once for each process: each test has a package of its own.
  vi.resetModules();
  warnings = [];
  events = [];
  const warn = (...words: unknown[]): void => {
    warnings.push(words.join(' '));
  };
  const ignore = (): void => {};
  const logger = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
});
afterEach(() => diag.disable());

async function observe(client: Anthropic): Promise<Anthropic> {
  const { instrument } = await import('../src/index.ts');
  return instrument(client, { onEvent: (event) => events.push(event) });
}

/** A client that `instrument()` finds without `member`, as if its SDK had another name for it, or none. */
async function clientWithout(member: string): Promise<Anthropic> {
  const client = bareClient(fake.api);
  const before = Object.getOwnPropertyDescriptor(client, member);
  Object.defineProperty(client, member, { value: undefined, configurable: true });
  await observe(client);
  Reflect.deleteProperty(client, member);
  if (before) Object.defineProperty(client, member, before);
  return client;
}

/** A client whose `request()` returns something made of the SDK's promise. */
async function clientOfPromises(
  change: (promise: Promise<unknown>) => unknown,
): Promise<Anthropic> {
  const client = bareClient(fake.api);
  const request: (...args: never[]) => unknown = client.request;
  const changed = function (this: Anthropic, ...args: never[]): unknown {
    return change(request.apply(this, args) as Promise<unknown>);
  };
  client.request = changed as Anthropic['request'];
  return observe(client);
}

/** One call that gets these answers. */
const ask = (client: Anthropic, ...steps: Step[]): Promise<Anthropic.Message> =>
  client.messages.create(question, script(fake.api, ...steps).options);

/** A 429 that is over at once, and a good answer. */
const retried = [status(429, { retryAfterMs: 20 }), ok()];

const outcomes = (): unknown[] =>
  spans().attempts.map((span) => span.attributes['spanthropic.attempt.outcome']);
const backoff = () => events.find((event) => event.type === 'backoff.start');
const callEnd = () => events.find((event) => event.type === 'call.end');

describe('an SDK without', () => {
  it.each([
    ['retryRequest', 'this @anthropic-ai/sdk has no retryRequest(): backoffs cannot be observed'],
    [
      'calculateDefaultRetryTimeoutMillis',
      'this @anthropic-ai/sdk has no calculateDefaultRetryTimeoutMillis(): the source of each backoff cannot be observed',
    ],
    [
      'buildRequest',
      'this @anthropic-ai/sdk has no buildRequest(): the end of each backoff cannot be observed',
    ],
    ['requestAPIList', 'this @anthropic-ai/sdk has no requestAPIList(): lists cannot be observed'],
    [
      'makeStatusError',
      "this @anthropic-ai/sdk has no makeStatusError(): the cause of a failure on the SDK's own span cannot be observed",
    ],
    ['fetch', 'this @anthropic-ai/sdk has no fetch of its own: attempts cannot be observed'],
  ])('%s is said once, and calls go on', async (member, warning) => {
    const first = await clientWithout(member);
    const second = await clientWithout(member);
    expect(warnings).toEqual([expect.stringContaining(warning)]);

    for (const client of [first, second]) {
      expect((await ask(client, ...retried)).type).toBe('message');
      expect((await client.models.list()).data.length).toBeGreaterThan(0);
      expect(await failureOf(ask(client, status(400)))).toBeInstanceOf(Anthropic.BadRequestError);
    }
    expect(warnings).toHaveLength(1);
    expect(spans().calls.length).toBeGreaterThanOrEqual(4);
  });

  it.each([
    'retryRequest',
    'calculateDefaultRetryTimeoutMillis',
    'buildRequest',
    'requestAPIList',
    'makeStatusError',
  ])('%s sees streams as ever', async (member) => {
    const client = await clientWithout(member);
    const { options } = script(fake.api, stream());
    const items = await drain(await client.messages.create({ ...question, stream: true }, options));
    expect(items.at(-1)?.type).toBe('message_stop');
    expect(callEnd()).toMatchObject({ outcome: 'ok', streamEnd: 'completed' });
    expect(spans().attempts[0]?.attributes['spanthropic.stream.events']).toBe(items.length);
  });

  it('retryRequest: attempts are all there, without backoffs', async () => {
    await ask(await clientWithout('retryRequest'), ...retried);
    expect(outcomes()).toEqual(['rate_limited', 'ok']);
    expect(spans().attempts[1]?.attributes['http.request.resend_count']).toBe(1);
    expect(spans().backoffs).toEqual([]);
    expect(callEnd()).toMatchObject({ outcome: 'ok', attempts: 2, backoffTotal: 0 });
  });

  it('retryRequest: a retry is told by its request', async () => {
    const client = await clientWithout('retryRequest');
    await ask(client, ...retried);
    await ask(client, ok());
    expect(events.filter((event) => event.type === 'call.end')).toMatchObject([
      { attempts: 2, retried: true },
      { attempts: 1, retried: false },
    ]);
  });

  it('calculateDefaultRetryTimeoutMillis: a wait that the server asked for is known all the same', async () => {
    await ask(await clientWithout('calculateDefaultRetryTimeoutMillis'), ...retried);
    expect(outcomes()).toEqual(['rate_limited', 'ok']);
    expect(backoff()).toMatchObject({ planned: 0.02, source: 'retry-after-ms' });
    expect(callEnd()).toMatchObject({ retried: true });
  });

  it('calculateDefaultRetryTimeoutMillis: a wait of the SDK’s own has no known length', async () => {
    await ask(await clientWithout('calculateDefaultRetryTimeoutMillis'), status(529), ok());
    expect(backoff()).toMatchObject({ planned: undefined, source: 'default', reason: 'status' });
    const [slept] = spans().backoffs;
    expect(slept?.attributes).not.toHaveProperty('spanthropic.backoff.planned');
    expect(slept?.attributes['spanthropic.backoff.actual']).toBeGreaterThan(0.2);
    expect(callEnd()).toMatchObject({ outcome: 'ok', attempts: 2, retried: true });
  });

  it('buildRequest: a backoff ends with the next request', async () => {
    await ask(await clientWithout('buildRequest'), ...retried);
    const [slept] = spans().backoffs;
    const [, second] = spans().attempts;
    expect(slept?.endTime).toEqual(second?.startTime);
    expect(backoff()).toMatchObject({ planned: 0.02, source: 'retry-after-ms' });
    expect(callEnd()).toMatchObject({ attempts: 2, retried: true });
  });

  it('requestAPIList: lists are not seen, and all else is', async () => {
    const client = await clientWithout('requestAPIList');
    await client.models.list();
    expect(events).toEqual([]);
    await ask(client, ...retried);
    expect(outcomes()).toEqual(['rate_limited', 'ok']);
    expect(callEnd()).toMatchObject({ attempts: 2, retried: true });
  });

  it('makeStatusError: a failure of ours is known all the same', async () => {
    const client = await clientWithout('makeStatusError');
    await failureOf(ask(client, status(400)));
    expect(spans().calls[0]?.attributes).toMatchObject({
      'spanthropic.call.outcome': 'rejected',
      'error.type': 'invalid_request_error',
      'spanthropic.error.class': 'BadRequestError',
    });
    expect(outcomes()).toEqual(['rejected']);
  });

  it('an own fetch: calls and backoffs are seen, attempts are not', async () => {
    const client = await clientWithout('fetch');
    await ask(client, ...retried);
    expect(spans().attempts).toEqual([]);
    expect(spans().backoffs).toHaveLength(1);
    expect(callEnd()).toMatchObject({
      outcome: 'ok',
      attempts: 0,
      retried: true,
      response: { usage: { output: expect.any(Number) } },
    });
    expect(backoff()).toMatchObject({ planned: 0.02, reason: 'status' });
  });

  it('an own fetch: a broken connection is told by its error', async () => {
    const client = await clientWithout('fetch');
    client.maxRetries = 0;
    await failureOf(ask(client, reset()));
    expect(callEnd()).toMatchObject({ outcome: 'connection', attempts: 0, retried: false });
  });

  it('an own fetch: a stream ends its call, without a first token', async () => {
    const client = await clientWithout('fetch');
    const { options } = script(fake.api, stream());
    await drain(await client.messages.create({ ...question, stream: true }, options));
    expect(callEnd()).toMatchObject({
      outcome: 'ok',
      streamEnd: 'completed',
      response: { usage: { output: expect.any(Number) } },
    });
    expect(events.map((event) => event.type)).toEqual(['call.start', 'call.end']);
  });
});

describe('an SDK before', () => {
  const options = () => ({ apiKey: 'k', baseURL: fake.api.url, openTelemetry: false as const });

  it('spans of its own has a provider’s name all the same', async () => {
    const client = bareClient(fake.api);
    for (const member of ['_genAIProviderName', '_tracer']) Reflect.deleteProperty(client, member);
    Object.defineProperty(client, 'openTelemetry', { value: undefined });
    await ask(await observe(client), ok());
    expect(spans().calls[0]?.attributes['gen_ai.provider.name']).toBe('anthropic');
    expect(warnings).toEqual([]);
  });

  it('helpers that build one request on another has promises without their members', async () => {
    const client = await clientOfPromises((promise) => {
      for (const member of ['_responseProps', '_thenUnwrap']) {
        Reflect.defineProperty(promise, member, { value: undefined, configurable: true });
      }
      return promise;
    });
    await ask(client, ok());
    const response = await client.messages
      .create(question, script(fake.api, ok()).options)
      .asResponse();
    await response.json();
    expect(events.filter((event) => event.type === 'call.end')).toMatchObject([
      { outcome: 'ok' },
      { outcome: 'ok' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('promises of its own is followed by plain ones, to their value or their failure', async () => {
    const client = await clientOfPromises((promise) => promise.then((value) => value));
    client.maxRetries = 1;
    expect((await ask(client, ...retried)).type).toBe('message');
    const error = await failureOf(ask(client, status(400)));
    await failureOf(ask(client, reset({ times: 2 })));
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(events.filter((event) => event.type === 'call.end')).toMatchObject([
      { outcome: 'ok', attempts: 2, retried: true, response: { stopReason: 'end_turn' } },
      { outcome: 'rejected', attempts: 1, retried: false },
      { outcome: 'connection', attempts: 2, retried: true },
    ]);
    expect(warnings).toEqual([]);
  });

  it('promises of its own hands streams over by plain ones, which are followed', async () => {
    const client = await clientOfPromises((promise) => promise.then((value) => value));
    const { options } = script(fake.api, stream());
    const items = await drain(await client.messages.create({ ...question, stream: true }, options));
    expect(callEnd()).toMatchObject({ outcome: 'ok', streamEnd: 'completed' });
    expect(spans().attempts[0]?.attributes['spanthropic.stream.events']).toBe(items.length);
  });

  it('promises of any kind: calls end when they are collected, which is said once', async () => {
    const client = await clientOfPromises((promise) => {
      const { then } = promise;
      // biome-ignore lint/suspicious/noThenProperty: a promise of the application's own
      return { then: (...args: Parameters<typeof then>) => then.apply(promise, args) };
    });
    for (let asked = 0; asked < 2; asked++) {
      expect((await ask(client, ok())).type).toBe('message');
    }
    expect(warnings).toEqual([
      expect.stringContaining('returns no promise that can be followed: calls end when collected'),
    ]);
    const ends = () => events.filter((event) => event.type === 'call.end');
    await expect.poll(() => [collect(), ends().length], { timeout: 4_000 }).toEqual([undefined, 2]);
    expect(ends()[0]).toMatchObject({ outcome: 'aborted', abortReason: 'abandoned' });
  });

  it('streams of today’s make is followed by their body', async () => {
    const client = await clientOfPromises((promise) => {
      const parse: (...args: unknown[]) => Promise<AsyncIterable<object>> = Reflect.get(
        promise,
        'parseResponse',
      );
      const parseResponse = async (...args: unknown[]) => {
        const items = await parse.apply(promise, args);
        return { [Symbol.asyncIterator]: () => items[Symbol.asyncIterator]() };
      };
      return Object.assign(promise, { parseResponse });
    });
    const { options } = script(fake.api, stream({ end: 'truncated' }));
    await drain(await client.messages.create({ ...question, stream: true }, options));
    expect(callEnd()).toMatchObject({ outcome: 'connection', streamEnd: 'truncated' });
    expect(spans().calls[0]?.attributes['spanthropic.usage.partial']).toBe(true);
  });

  it('a check of retry-after sleeps not at all for one that does not parse', async () => {
    const client = bareClient(fake.api);
    const makeRequest: (...args: unknown[]) => unknown = Reflect.get(client, 'makeRequest');
    Object.defineProperty(client, 'retryRequest', {
      configurable: true,
      // From 0.79 to 0.124 such a header made the length of a timer that was no number.
      async value(this: Anthropic, options: unknown, remaining: number, ...rest: unknown[]) {
        await new Promise((resolve) => setImmediate(resolve));
        return makeRequest.call(this, options, remaining - 1, ...rest.slice(0, -1));
      },
    });
    await observe(client);
    await ask(client, status(429, { retryAfter: 'soon' }), ok());
    expect(backoff()).toMatchObject({ planned: 0, source: 'retry-after', reason: 'status' });
    expect(callEnd()).toMatchObject({ outcome: 'ok', attempts: 2, retried: true });
  });

  it('iterators that can be closed follows those it has', async () => {
    const client = await clientOfPromises((promise) => {
      const parse: (...args: unknown[]) => Promise<object> = Reflect.get(promise, 'parseResponse');
      const parseResponse = async (...args: unknown[]) => {
        const items = await parse.apply(promise, args);
        const iterator: () => AsyncIterator<object> = Reflect.get(items, 'iterator');
        return Object.assign(items, {
          iterator() {
            const steps = iterator.call(this);
            return { next: () => steps.next() };
          },
        });
      };
      return Object.assign(promise, { parseResponse });
    });
    const { options } = script(fake.api, stream());
    await drain(await client.messages.create({ ...question, stream: true }, options));
    expect(callEnd()).toMatchObject({ outcome: 'ok', streamEnd: 'completed' });
  });

  it('options that a copy keeps is copied as it copies itself', async () => {
    const given = bareClient(fake.api);
    Object.defineProperty(given, '_options', { value: undefined });
    const { instrument } = await import('../src/index.ts');
    const copy = instrument(given, { copy: true, onEvent: (event) => events.push(event) });
    const client = copy.withOptions({ apiKey: 'k', baseURL: fake.api.url });
    await ask(client, ok());
    expect(callEnd()).toMatchObject({ outcome: 'ok' });
  });

  it('middleware has none', async () => {
    const { hasMiddleware } = await import('../src/seam/client.ts');
    const { baseURL, maxRetries } = bareClient(fake.api);
    const bare = { baseURL, maxRetries, request() {}, requestAPIList() {}, withOptions() {} };
    expect(hasMiddleware(bare, undefined)).toBe(false);
    expect(hasMiddleware(bare, { middleware: [() => {}] })).toBe(true);
  });

  it('delays in milliseconds has backoffs of no known length', async () => {
    const client = bareClient(fake.api);
    Object.defineProperty(client, 'calculateDefaultRetryTimeoutMillis', {
      configurable: true,
      value: () => '5',
    });
    await observe(client);
    await ask(client, status(529), ok());
    expect(backoff()).toMatchObject({ planned: undefined, source: 'default' });
    expect(callEnd()).toMatchObject({ outcome: 'ok', retried: true });
  });

  it('classes of errors for a status names none', async () => {
    class Older extends Anthropic {
      static override OverloadedError = undefined as never;
      static override InternalServerError = undefined as never;
    }
    const client = await observe(new Older(options()));
    await ask(client, status(529, { retryAfterMs: 5 }), ok());
    expect(spans().attempts[0]?.attributes['spanthropic.attempt.outcome']).toBe('overloaded');
    expect(spans().attempts[0]?.attributes).not.toHaveProperty('spanthropic.error.class');
  });

  it('refined errors names those it has', async () => {
    class Older extends Anthropic {
      static override OverloadedError = undefined as never;
    }
    const client = await observe(new Older(options()));
    const step = status(529, { retryAfterMs: 5 });
    await ask(client, step, ok());
    expect(spans().attempts[0]?.attributes['spanthropic.error.class']).toBe('InternalServerError');
  });
});
