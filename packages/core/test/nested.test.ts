import type Anthropic from '@anthropic-ai/sdk';
import type { ClientOptions } from '@anthropic-ai/sdk';
import { ok, reset, type Step, status, stream } from '@spanthropic/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { InstrumentOptions } from '../src/index.ts';
import { type CallEvent, instrument } from '../src/index.ts';
import {
  bareClient,
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from './support/claude.ts';
import { areCollected } from './support/garbage.ts';
import { readings } from './support/readings.ts';
import { recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

afterEach(() => {
  vi.restoreAllMocks();
});

/** A question that no other test has asked. */
const ask = () => ({ ...question, messages: [{ role: 'user' as const, content: 'Why?' }] });

/** A client that retries once. */
const retryingClient = (options?: InstrumentOptions, clientOptions?: ClientOptions) =>
  observedClient(fake.api, options, { maxRetries: 1, ...clientOptions });

/** What the SDK retries once, in vain. */
const inVain: Step[] = [status(529, { retryAfterMs: 1 }), status(529)];

/** Request options that choose a script. */
const answers = (...steps: Step[]) => script(fake.api, ...steps).options;

/** Which calls re-sent what the SDK had given up on. */
const nestedOf = (events: readonly CallEvent[]): boolean[] =>
  events.flatMap((event) => (event.type === 'call.start' ? [event.nested] : []));

describe('a request that the SDK has retried in vain is a nested retry when the application sends it again', () => {
  it('with the same parameters, as often as it does', async () => {
    const { client, events } = retryingClient();
    const params = ask();
    for (let round = 0; round < 3; round++) {
      await failureOf(client.messages.create(params, answers(...inVain)));
    }
    await client.messages.create(params, answers(ok()));
    expect(nestedOf(events)).toEqual([false, true, true, true]);
  });

  it('with new parameters around the same messages', async () => {
    const { client, events } = retryingClient();
    const { messages } = ask();
    await failureOf(client.messages.create({ ...question, messages }, answers(...inVain)));
    await client.messages.create({ ...question, max_tokens: 7, messages }, answers(ok()));
    expect(nestedOf(events)).toEqual([false, true]);
  });

  it('by another client, or by another model', async () => {
    const [first, second] = [retryingClient(), retryingClient()];
    const params = ask();
    await failureOf(first.client.messages.create(params, answers(...inVain)));
    const model = 'claude-haiku-5-5';
    await second.client.messages.create({ ...params, model }, answers(ok()));
    expect(nestedOf(second.events)).toEqual([true]);
  });

  it.each<
    [string, (client: Anthropic, params: typeof question, steps: Step[]) => Promise<unknown>]
  >([
    [
      'messages.stream()',
      (client, params, steps) => client.messages.stream(params, answers(...steps)).done(),
    ],
    [
      'beta.messages.create()',
      (client, params, steps) => client.beta.messages.create(params, answers(...steps)),
    ],
    [
      'beta.messages.stream()',
      (client, params, steps) => client.beta.messages.stream(params, answers(...steps)).done(),
    ],
    [
      'messages.countTokens()',
      (client, { model, messages }, steps) =>
        client.messages.countTokens({ model, messages }, answers(...steps)),
    ],
    [
      'post()',
      (client, params, steps) =>
        client.post('/v1/messages', { body: params, ...answers(...steps) }).asResponse(),
    ],
  ])('by %s', async (_, send) => {
    const { client, events } = retryingClient();
    const params = ask();
    await failureOf(send(client, params, inVain));
    await failureOf(send(client, params, inVain));
    expect(nestedOf(events)).toEqual([false, true]);
  });

  it('by post(), without messages: by the body', async () => {
    const { client, events } = retryingClient();
    const body = { prompt: 'Why?' };
    const send = () => client.post('/v1/complete', { body, ...answers(...inVain) });
    await failureOf(send());
    await failureOf(send());
    expect(nestedOf(events)).toEqual([false, true]);
  });

  it.each<[string, Step[]]>([
    ['429', [status(429, { retryAfterMs: 1 }), status(429)]],
    ['500', [status(500, { retryAfterMs: 1 }), status(500)]],
    ['a lost connection', [reset(), reset()]],
  ])('after %s', async (_, steps) => {
    const { client, events } = retryingClient();
    const params = ask();
    await failureOf(client.messages.create(params, answers(...steps)));
    await client.messages.create(params, answers(ok()));
    expect(nestedOf(events)).toEqual([false, true]);
  });
});

describe('no nested retry is', () => {
  it('a request that is only equal to one', async () => {
    const { client, events } = retryingClient();
    await failureOf(client.messages.create(ask(), answers(...inVain)));
    await client.messages.create(ask(), answers(ok()));
    expect(nestedOf(events)).toEqual([false, false]);
  });

  it('a conversation that has gone on, in the same array', async () => {
    const { client, events } = retryingClient();
    const params = ask();
    await failureOf(client.messages.create(params, answers(...inVain)));
    params.messages.push({ role: 'user', content: 'Are you there?' });
    await client.messages.create(params, answers(ok()));
    expect(nestedOf(events)).toEqual([false, false]);
  });

  it('a request that was answered in between', async () => {
    const { client, events } = retryingClient();
    const params = ask();
    await failureOf(client.messages.create(params, answers(...inVain)));
    await client.messages.create(params, answers(ok()));
    await client.messages.create(params, answers(ok()));
    expect(nestedOf(events)).toEqual([false, true, false]);
  });

  it('one after a call that was never retried', async () => {
    const { client, events } = retryingClient();
    const params = ask();
    const once = { maxRetries: 0, ...answers(status(529)) };
    await failureOf(client.messages.create(params, once));
    const final = answers(status(429, { shouldRetry: false }));
    await failureOf(client.messages.create(params, final));
    await client.messages.create(params, answers(ok()));
    expect(nestedOf(events)).toEqual([false, false, false]);
  });

  it('one after a refusal', async () => {
    const { client, events } = retryingClient();
    const params = ask();
    const refused = answers(status(529, { retryAfterMs: 1 }), status(400));
    await failureOf(client.messages.create(params, refused));
    await client.messages.create(params, answers(ok()));
    expect(nestedOf(events)).toEqual([false, false]);
  });

  it('one after an abort', async () => {
    const abort = new AbortController();
    const { client, events } = retryingClient({
      onEvent: (event) => {
        if (event.type === 'backoff.start') abort.abort();
      },
    });
    const params = ask();
    const aborted = { signal: abort.signal, ...answers(status(529, { retryAfterMs: 500 })) };
    await failureOf(client.messages.create(params, aborted));
    await client.messages.create(params, answers(ok()));
    expect(nestedOf(events)).toEqual([false, false]);
  });

  it('one after a stream that broke, which the SDK never retries', async () => {
    const { client, events } = retryingClient();
    const params = { ...ask(), stream: true as const };
    const broken = answers(status(529, { retryAfterMs: 1 }), stream({ end: 'error' }));
    await failureOf(drain(await client.messages.create(params, broken)));
    await drain(await client.messages.create(params, answers(stream())));
    expect(events.find(({ type }) => type === 'call.end')).toMatchObject({
      outcome: 'overloaded',
      retried: true,
    });
    expect(nestedOf(events)).toEqual([false, false]);
  });

  it('one of five minutes later', async () => {
    const now = performance.now.bind(performance);
    let later = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now() + later);
    vi.resetModules();
    const { instrument: another } = await import('../src/index.ts');
    const events: CallEvent[] = [];
    const client = another(bareClient(fake.api, { maxRetries: 1 }), {
      onEvent: (event) => events.push(event),
    });
    const params = ask();
    await failureOf(client.messages.create(params, answers(...inVain)));
    later = 4 * 60_000;
    await failureOf(client.messages.create(params, answers(...inVain)));
    later += 5 * 60_000;
    await client.messages.create(params, answers(ok()));
    expect(nestedOf(events)).toEqual([false, true, false]);
  });
});

describe('a nested retry', () => {
  it.each<[string, ClientOptions]>([
    ['our own span', {}],
    ['the SDK’s own span', { openTelemetry: { traces: true } }],
  ])('is marked on %s', async (_, clientOptions) => {
    const { client } = retryingClient({}, clientOptions);
    const params = ask();
    await failureOf(client.messages.create(params, answers(...inVain)));
    await client.messages.create(params, answers(ok()));
    const [first, second] = spans().calls;
    expect(spans().calls).toHaveLength(2);
    expect(first?.attributes).not.toHaveProperty('spanthropic.retry.nested');
    expect(second?.attributes['spanthropic.retry.nested']).toBe(true);
  });

  it('is counted, from zero', async () => {
    const { meterProvider, read } = readings();
    const { client } = retryingClient({ meterProvider });
    const counted = async () => (await read('spanthropic.calls.nested')).map(({ value }) => value);
    const params = ask();
    await failureOf(client.messages.create(params, answers(...inVain)));
    expect(await counted()).toEqual([0]);
    await failureOf(client.messages.create(params, answers(...inVain)));
    await client.messages.create(params, answers(ok()));
    expect(await counted()).toEqual([2]);
  });
});

it('what was sent in vain is not kept for that', async () => {
  // No socket, which would keep what was sent by it for as long as it stays open.
  const fetch = async (): Promise<Response> =>
    Response.json({ error: {} }, { status: 529, headers: { 'retry-after-ms': '1' } });
  const client = instrument(bareClient(fake.api, { maxRetries: 1, fetch }));
  const send = async (): Promise<WeakRef<object>[]> => {
    const params = ask();
    await failureOf(client.messages.create(params));
    return [new WeakRef(params), new WeakRef(params.messages)];
  };
  const sent = await send();
  await expect.poll(() => areCollected(sent), { timeout: 4_000 }).toBe(true);
});
