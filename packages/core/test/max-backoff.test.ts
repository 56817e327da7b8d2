import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { ok, type Step, status } from '@spanthropic/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { instrument, uninstrument } from '../src/index.ts';
import {
  bareClient,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from './support/claude.ts';
import { recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

/** A client that sleeps for no longer than a minute. */
const limitedClient = (clientOptions?: ClientOptions) =>
  observedClient(fake.api, { maxBackoff: 60_000 }, clientOptions);

/** What is the same of two errors of the SDK. */
const described = (error: unknown): unknown => {
  expect(error).toBeInstanceOf(Anthropic.APIError);
  const {
    name,
    status: code,
    message,
    type,
    requestID,
    headers,
  } = error as InstanceType<typeof Anthropic.APIError>;
  const retryAfter = headers?.get('retry-after');
  return { class: (error as object).constructor, name, code, message, type, requestID, retryAfter };
};

/** Headers and a body that are the same each time. */
const limited = (retryAfter: number | string): Step =>
  status(429, { retryAfter, headers: { 'request-id': 'req_1' }, body: { error: { type: 'x' } } });

describe('maxBackoff', () => {
  it('has a call fail at once, with the error that it would fail with without retries', async () => {
    const { client, events } = limitedClient();
    const { call, options } = script(fake.api, limited(300));
    const error = await failureOf(client.messages.create(question, options));

    const without = bareClient(fake.api, { maxRetries: 0 });
    const same = script(fake.api, limited(300));
    const expected = await failureOf(without.messages.create(question, same.options));
    expect(error).toBeInstanceOf(Anthropic.RateLimitError);
    expect(described(error)).toEqual(described(expected));
    expect(fake.api.requestsOf(call)).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'backoff.start')).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      type: 'call.end',
      outcome: 'rate_limited',
      attempts: 1,
      retried: false,
      backoffTotal: 0,
    });
    expect(spans().attempts[0]?.attributes['spanthropic.retry_after']).toBe(300);
    expect(spans().calls[0]?.attributes).toMatchObject({
      'spanthropic.attempts': 1,
      'spanthropic.retried': false,
    });
  });

  it('lets a wait that is short enough be slept', async () => {
    const { client, events } = limitedClient();
    const { options } = script(fake.api, status(429, { retryAfter: 0.02 }), ok());
    await client.messages.create(question, options);
    expect(events.find(({ type }) => type === 'backoff.start')).toMatchObject({ planned: 0.02 });
    expect(events.at(-1)).toMatchObject({ outcome: 'ok', attempts: 2, retried: true });
  });

  it('is the longest wait, not the first that is too long', async () => {
    const { client } = observedClient(fake.api, { maxBackoff: 40 });
    const retried = script(fake.api, status(429, { retryAfterMs: 40 }), ok());
    await client.messages.create(question, retried.options);
    const refused = script(fake.api, status(429, { retryAfterMs: 40.5 }));
    await failureOf(client.messages.create(question, refused.options));
  });

  it('of 0 has a call fail that any response asks to wait, and retry what asks for nothing', async () => {
    const { client } = observedClient(fake.api, { maxBackoff: 0 });
    const asked = script(fake.api, status(529, { retryAfterMs: 1 }));
    await failureOf(client.messages.create(question, asked.options));
    const { options } = script(fake.api, status(529, { retryAfter: 0 }), ok());
    await client.messages.create(question, options);
  });

  it.each<[string, Step]>([
    ['in milliseconds', status(429, { retryAfterMs: 60_001 })],
    ['until a date', status(429, { retryAfterDate: 120_000 })],
    ['of an overloaded API', status(529, { retryAfter: 61 })],
    ['although the API says to retry', status(429, { retryAfter: 300, shouldRetry: true })],
    [
      'of a refusal that the API says to retry',
      status(400, { retryAfter: 300, shouldRetry: true }),
    ],
    ['of three days', status(429, { retryAfter: 259_200 })],
  ])('holds for a wait %s', async (_, step) => {
    const { client } = limitedClient();
    const { call, options } = script(fake.api, step);
    await failureOf(client.messages.create(question, options));
    expect(fake.api.requestsOf(call)).toHaveLength(1);
  });

  it.each<[string, Step]>([
    ['no wait', status(429)],
    ['a date that has passed', status(429, { retryAfterDate: -120_000 })],
    ['a wait that does not parse', status(429, { retryAfter: 'later' })],
    ['a wait that no timer can hold', status(429, { retryAfter: 2_147_484 })],
  ])('changes nothing where the SDK waits as long as it likes, asked for %s', async (_, step) => {
    const { client, events } = observedClient(fake.api, { maxBackoff: 100 });
    const { options } = script(fake.api, step, ok());
    await client.messages.create(question, options);
    expect(events.find(({ type }) => type === 'backoff.start')).toMatchObject({
      source: 'default',
    });
  });

  it('stops a call that has been retried before', async () => {
    const { client, events } = limitedClient();
    const { options } = script(fake.api, status(529, { retryAfterMs: 5 }), limited(300));
    await failureOf(client.messages.create(question, options));
    expect(events.at(-1)).toMatchObject({ outcome: 'rate_limited', attempts: 2, retried: true });
  });

  it('does not retry what the API says not to', async () => {
    const { client } = limitedClient();
    const { call, options } = script(fake.api, status(429, { shouldRetry: false }));
    await failureOf(client.messages.create(question, options));
    expect(fake.api.requestsOf(call)).toHaveLength(1);
  });

  it('holds for streams, lists and copies', async () => {
    const { client } = limitedClient();
    const refusal = (): { headers: Record<string, string> } =>
      script(fake.api, limited(300)).options;
    const copy = client.withOptions({ maxRetries: 5 });
    for (const call of [
      () => client.messages.stream(question, refusal()).finalMessage(),
      () => client.models.list({}, refusal()),
      () => client.beta.messages.create(question, refusal()),
      () => copy.messages.create(question, refusal()),
    ]) {
      expect(await failureOf(call())).toBeInstanceOf(Anthropic.RateLimitError);
    }
  });

  it('holds for a client that is left untouched, on its copy alone', async () => {
    const given = bareClient(fake.api);
    const copy = instrument(given, { copy: true, maxBackoff: 10 });
    expect(Object.hasOwn(copy, 'shouldRetry')).toBe(true);
    expect(Object.hasOwn(given, 'shouldRetry')).toBe(false);
  });

  it('ends with uninstrument()', async () => {
    const { client } = observedClient(fake.api, { maxBackoff: 1 });
    const asked = script(fake.api, status(429, { retryAfterMs: 20 }), ok());
    uninstrument(client);
    expect(Object.hasOwn(client, 'shouldRetry')).toBe(false);
    await client.messages.create(question, asked.options);
  });

  it.each([undefined, Number.POSITIVE_INFINITY])(
    'overrides nothing when it is %s',
    (maxBackoff) => {
      const options = maxBackoff === undefined ? {} : { maxBackoff };
      const client = instrument(bareClient(fake.api), options);
      expect(Object.hasOwn(client, 'shouldRetry')).toBe(false);
      expect(Object.hasOwn(client.withOptions({}), 'shouldRetry')).toBe(false);
    },
  );

  it.each([Number.NaN, -1, '60000', null])('refuses %o', (maxBackoff) => {
    const instrumentAnyway = instrument as (client: unknown, options: unknown) => unknown;
    expect(() => instrumentAnyway(bareClient(fake.api), { maxBackoff })).toThrow(TypeError);
  });
});

describe('credentials that the API refuses', () => {
  /** A client whose credentials are tokens, of which the first ones are refused. */
  function withTokens(refused: number, retryAfter: string | undefined) {
    let tokens = 0;
    const sent: (string | null)[] = [];
    const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
      sent.push(new Headers(init?.headers).get('authorization'));
      if (sent.length > refused) return Response.json({ type: 'message', content: [] });
      const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
      return Response.json({ error: {} }, { status: 401, headers });
    };
    const credentials = async () => ({ token: `token-${++tokens}`, expiresAt: null });
    const client = new Anthropic({ apiKey: null, credentials, fetch, openTelemetry: false });
    return { client: instrument(client, { maxBackoff: 1_000 }), sent };
  }

  it('are renewed once, and sent at once', async () => {
    const { client, sent } = withTokens(1, undefined);
    await client.messages.create(question);
    expect(sent).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('are renewed for the next call where this one was asked to wait for too long', async () => {
    const { client, sent } = withTokens(1, '300');
    expect(await failureOf(client.messages.create(question))).toBeInstanceOf(
      Anthropic.AuthenticationError,
    );
    await client.messages.create(question);
    expect(sent).toEqual(['Bearer token-1', 'Bearer token-2']);
  });
});

describe('an older SDK', () => {
  /** A client that says it is of this version, and sleeps by that version's rule for long waits. */
  function clientOf(version: string): Anthropic {
    const client = bareClient(fake.api);
    Object.defineProperty(client, 'getUserAgent', { value: () => `Anthropic/JS ${version}` });
    const retryRequest: (...args: unknown[]) => unknown = Reflect.get(client, 'retryRequest');
    Object.defineProperty(client, 'retryRequest', {
      configurable: true,
      // Up to 0.78 a wait of a minute or more was none.
      value(this: Anthropic, ...args: unknown[]) {
        return retryRequest.apply(this, args.slice(0, -1));
      },
    });
    return client;
  }

  it('that ignores waits of a minute or more by itself goes on as it does', async () => {
    const client = instrument(clientOf('0.60.0'), { maxBackoff: 30_000 });
    const { call, options } = script(fake.api, status(429, { retryAfter: 60 }), ok());
    await client.messages.create(question, options);
    expect(fake.api.requestsOf(call)).toHaveLength(2);
  });

  it.each([
    ['0.60.0', 59.999, true],
    ['0.78.0', 59.9999, true],
    ['0.78.0', 60, false],
    ['0.79.0', 60, true],
    ['0.124.1', 60, true],
    ['1.10.0', 2_147_483.647, true],
    ['1.10.0', 2_147_483.648, false],
    ['0.120.0', 2_147_483.648, false],
    ['of its own', 60, true],
  ])('%s: a wait of %d s is limited: %o', async (version, retryAfter, refused) => {
    const client = instrument(clientOf(version), { maxBackoff: 30_000 });
    const shouldRetry: (response: Response, options: object) => Promise<boolean> = Reflect.get(
      client,
      'shouldRetry',
    );
    const headers = { 'retry-after': String(retryAfter) };
    const response = new Response('', { status: 429, headers });
    expect(await shouldRetry.call(client, response, {})).toBe(!refused);
  });

  it('that asks at once is answered at once', () => {
    const client = bareClient(fake.api);
    Object.defineProperty(client, 'shouldRetry', { configurable: true, value: () => true });
    instrument(client, { maxBackoff: 30_000 });
    const shouldRetry: (response: Response) => boolean = Reflect.get(client, 'shouldRetry');
    const answer = (retryAfter: string) =>
      shouldRetry.call(
        client,
        new Response('', { status: 429, headers: { 'retry-after': retryAfter } }),
      );
    expect(answer('31')).toBe(false);
    expect(answer('30')).toBe(true);
  });

  it('that asks nothing is said once to have no limit', async () => {
    vi.resetModules();
    const { instrument: another } = await import('../src/index.ts');
    const warnings: string[] = [];
    const warn = (...words: unknown[]): number => warnings.push(words.join(' '));
    const ignore = (): void => {};
    const logger = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    onTestFinished(() => diag.disable());
    for (let count = 0; count < 2; count++) {
      const client = bareClient(fake.api);
      Object.defineProperty(client, 'shouldRetry', { value: undefined });
      another(client, { maxBackoff: 30_000 });
    }
    expect(warnings).toEqual([
      expect.stringContaining(
        'this @anthropic-ai/sdk has no shouldRetry(): maxBackoff has no effect',
      ),
    ]);
  });
});
