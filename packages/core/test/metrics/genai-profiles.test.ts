import { message, ok, type Step, status, stream } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import type { InstrumentOptions } from '../../src/index.ts';
import {
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
  setEnv,
} from '../support/claude.ts';
import { type Collection, recordMetrics } from '../support/metrics.ts';

const fake = fakeClaude();
const metered = recordMetrics();

const streamed = { ...question, stream: true as const };

const usage = {
  input_tokens: 12,
  cache_read_input_tokens: 1_000,
  cache_creation_input_tokens: 200,
  output_tokens: 40,
  output_tokens_details: { thinking_tokens: 25 },
};

const DEFAULT = [
  'gen_ai.client.operation.duration',
  'gen_ai.client.operation.time_to_first_chunk',
  'gen_ai.client.token.usage',
];
const LATEST = [
  'gen_ai.client.inference.duration',
  'gen_ai.client.inference.operation.input_tokens',
  'gen_ai.client.inference.operation.output_tokens',
  'gen_ai.client.inference.time_to_first_chunk',
  'gen_ai.client.inference.usage.cache_read.input_tokens',
  'gen_ai.client.inference.usage.cache_write.input_tokens',
  'gen_ai.client.inference.usage.input_tokens',
  'gen_ai.client.inference.usage.output_tokens',
  'gen_ai.client.inference.usage.reasoning.output_tokens',
];

const genai = ({ names }: Collection): string[] =>
  names.filter((name) => name.startsWith('gen_ai.'));

/** Makes one call in JSON and one stream. */
async function callTwice(options?: InstrumentOptions): Promise<Collection> {
  const { client } = observedClient(fake.api, options);
  await client.messages.create(question, script(fake.api, ok()).options);
  const { options: chosen } = script(fake.api, stream({ firstToken: 60 }));
  await drain(await client.messages.create(streamed, chosen));
  return metered.read();
}

/** What was recorded in all histograms of a metric together. */
function recorded(seen: Collection, name: string, some?: Record<string, string>) {
  const distributions = seen.distributions(name, some);
  return {
    count: distributions.reduce((total, { count }) => total + count, 0),
    sum: distributions.reduce((total, { sum }) => total + sum, 0),
  };
}

describe('the metrics of the GenAI conventions', () => {
  it.each([
    ['those that dashboards read, by default', {}, DEFAULT],
    ['those, when they are asked for', { semconv: 'default' }, DEFAULT],
    ['the newest ones', { semconv: 'latest' }, LATEST],
    ['both', { semconv: 'both' }, [...DEFAULT, ...LATEST].sort()],
  ] satisfies [string, InstrumentOptions, string[]][])('are %s', async (_, options, names) => {
    const seen = await callTwice(options);
    expect(genai(seen)).toEqual(names);
    for (const name of names.filter((each) => each.endsWith('duration'))) {
      expect(recorded(seen, name).count).toBe(2);
    }
  });

  it('are the newest ones when the environment says so', async () => {
    setEnv('OTEL_SEMCONV_STABILITY_OPT_IN', 'http/dup, gen_ai_latest_experimental');
    expect(genai(await callTwice())).toEqual(LATEST);
  });

  it('are what the option says, whatever the environment says', async () => {
    setEnv('OTEL_SEMCONV_STABILITY_OPT_IN', 'gen_ai_latest_experimental');
    expect(genai(await callTwice({ semconv: 'default' }))).toEqual(DEFAULT);
  });

  it('are what they are by default when the environment speaks of others', async () => {
    setEnv('OTEL_SEMCONV_STABILITY_OPT_IN', 'http,database/dup');
    expect(genai(await callTwice())).toEqual(DEFAULT);
  });

  it('count the tokens of each answer once, under each of their names', async () => {
    const { client } = observedClient(fake.api, { semconv: 'both' });
    for (const step of [message({ usage }), message({ usage })]) {
      await client.messages.create(question, script(fake.api, step).options);
    }
    const seen = await metered.read();
    const of = (type: string) =>
      recorded(seen, 'gen_ai.client.token.usage', { 'gen_ai.token.type': type });
    expect(of('input')).toEqual({ count: 2, sum: 2 * 1_212 });
    expect(of('output')).toEqual({ count: 2, sum: 2 * 40 });
    const inference = 'gen_ai.client.inference';
    expect(recorded(seen, `${inference}.operation.input_tokens`)).toEqual({ count: 2, sum: 2_424 });
    expect(recorded(seen, `${inference}.operation.output_tokens`)).toEqual({ count: 2, sum: 80 });
    for (const [counter, tokens] of [
      ['input_tokens', 2_424],
      ['output_tokens', 80],
      ['cache_read.input_tokens', 2_000],
      ['cache_write.input_tokens', 400],
      ['reasoning.output_tokens', 50],
    ] as const) {
      // Claude gives no breakdown.
      expect(seen.counts(`${inference}.usage.${counter}`, 'gen_ai.token.modality')).toEqual([
        ['unknown', tokens],
      ]);
    }
  });

  it('have the model that answered', async () => {
    const { client } = observedClient(fake.api, { semconv: 'both' });
    const dated = message({ model: 'claude-opus-5-5-20261001' });
    await client.messages.create(question, script(fake.api, dated).options);
    const seen = await metered.read();
    for (const name of genai(seen)) {
      for (const { attributes } of [...seen.points(name), ...seen.distributions(name)]) {
        expect(attributes['gen_ai.request.model']).toBe('claude-opus-5-5');
        expect(attributes['gen_ai.response.model']).toBe('claude-opus-5-5-20261001');
      }
    }
  });

  it('of a call that failed are a duration with its error, and no tokens', async () => {
    const { client } = observedClient(fake.api, { semconv: 'both' });
    await failureOf(client.messages.create(question, script(fake.api, status(400)).options));
    const seen = await metered.read();
    expect(genai(seen)).toEqual([
      'gen_ai.client.inference.duration',
      'gen_ai.client.operation.duration',
    ]);
    for (const name of genai(seen)) {
      const [failed] = seen.distributions(name);
      expect(failed?.attributes).toMatchObject({ 'error.type': 'invalid_request_error' });
      expect(failed?.attributes).not.toHaveProperty('gen_ai.response.model');
    }
  });

  it('of a call that was retried are its own, and not those of its attempts', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, status(429, { retryAfterMs: 1, times: 2 }), ok());
    await client.messages.create(question, options);
    const durations = (await metered.read()).distributions('gen_ai.client.operation.duration');
    expect(durations).toHaveLength(1);
    expect(durations[0]?.count).toBe(1);
    expect(durations[0]?.attributes).not.toHaveProperty('error.type');
  });

  it('of a stream that broke have the tokens that were used, without the error', async () => {
    const { client } = observedClient(fake.api, { semconv: 'both' });
    const step = stream({ usage, end: 'error' });
    await failureOf(client.messages.create(streamed, script(fake.api, step).options).then(drain));
    const seen = await metered.read();
    // The output is known once a message_delta came.
    const ofTokens = seen.distributions('gen_ai.client.token.usage');
    expect(ofTokens).toMatchObject([{ attributes: { 'gen_ai.token.type': 'input' }, sum: 1_212 }]);
    expect(ofTokens[0]?.attributes).not.toHaveProperty('error.type');
    const durations = seen.distributions('gen_ai.client.inference.duration');
    expect(durations).toMatchObject([{ attributes: { 'error.type': 'overloaded_error' } }]);
    expect(seen.value('gen_ai.client.inference.usage.output_tokens')).toBe(0);
  });
});

describe('perChunk', () => {
  const step = (): Step => stream({ deltas: 5, firstToken: 60, pace: 40 });

  it.each([
    ['default', ['gen_ai.client.operation.time_per_output_chunk']],
    ['latest', ['gen_ai.client.inference.time_per_output_chunk']],
    [
      'both',
      [
        'gen_ai.client.inference.time_per_output_chunk',
        'gen_ai.client.operation.time_per_output_chunk',
      ],
    ],
  ] as const)('records the time between the chunks of a stream: %s', async (semconv, names) => {
    const { client } = observedClient(fake.api, { semconv, perChunk: true });
    const { call, options } = script(fake.api, step());
    const seen = await drain(await client.messages.create(streamed, options));
    const chunks = seen.filter(({ type }) => type === 'content_block_delta').length;
    const [request] = fake.api.requestsOf(call);
    const written = (request?.events ?? []).filter(({ name }) => name === 'content_block_delta');
    const apart = ((written.at(-1)?.at ?? 0) - (written[0]?.at ?? 0)) / 1000;

    const collection = await metered.read();
    expect(collection.names.filter((name) => name.endsWith('chunk'))).toEqual(
      expect.arrayContaining([...names]),
    );
    for (const name of names) {
      const { count, sum } = recorded(collection, name);
      expect(count).toBe(chunks - 1);
      expect(Math.abs(sum - apart)).toBeLessThan(0.2);
    }
  });

  it('is off by default', async () => {
    const { client } = observedClient(fake.api, { semconv: 'both' });
    await drain(await client.messages.create(streamed, script(fake.api, step()).options));
    const { names } = await metered.read();
    expect(names.filter((name) => name.endsWith('time_per_output_chunk'))).toEqual([]);
  });
});
