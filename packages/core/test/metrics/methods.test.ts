import type Anthropic from '@anthropic-ai/sdk';
import { ok, startFakeClaude, status, stream } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { drain, fakeClaude, observedClient, question, script } from '../support/claude.ts';
import { DESIGNED_METRICS } from '../support/designed-metrics.ts';
import { recordMetrics } from '../support/metrics.ts';

const fake = fakeClaude();
const metered = recordMetrics();

/** What the metrics of every call of `messages.create` have. */
const shared = {
  'gen_ai.provider.name': 'anthropic',
  'gen_ai.request.model': 'claude-opus-5-5',
  'server.address': '127.0.0.1',
  'spanthropic.method': 'messages.create',
};

describe('the metrics of a message', () => {
  it('have these attributes and no others', async () => {
    const { client } = observedClient(fake.api);
    await client.messages.create(question, script(fake.api, ok()).options);
    const { options } = script(fake.api, stream({ firstToken: 60 }));
    await drain(await client.messages.create({ ...question, stream: true }, options));
    const seen = await metered.read();

    const attributes = (name: string): unknown[] => [
      ...seen.points(name).flatMap(({ attributes, value }) => (value === 0 ? [] : [attributes])),
      ...seen.distributions(name).map(({ attributes }) => attributes),
    ];
    const genai = {
      ...shared,
      'gen_ai.operation.name': 'chat',
      'gen_ai.response.model': 'claude-opus-5-5',
      'server.port': Number(new URL(fake.api.url).port),
    };
    expect(attributes('spanthropic.calls')).toEqual([
      { ...shared, 'spanthropic.call.outcome': 'ok', 'spanthropic.retried': false },
    ]);
    expect(attributes('spanthropic.attempts')).toEqual([
      { ...shared, 'spanthropic.attempt.outcome': 'ok', 'http.response.status_code': 200 },
    ]);
    expect(attributes('spanthropic.attempt.duration')).toEqual([
      { ...shared, 'spanthropic.attempt.outcome': 'ok' },
    ]);
    expect(attributes('spanthropic.attempt.time_to_first_token')).toEqual([shared]);
    expect(attributes('spanthropic.stream.duration')).toEqual([
      { ...shared, 'spanthropic.stream.end': 'completed' },
    ]);
    for (const name of ['spanthropic.calls.active', 'spanthropic.calls.oldest']) {
      expect(seen.points(name).map((point) => point.attributes)).toEqual([shared]);
    }
    expect(attributes('gen_ai.client.operation.duration')).toEqual([genai]);
    expect(attributes('gen_ai.client.operation.time_to_first_chunk')).toEqual([genai]);
    expect(attributes('gen_ai.client.token.usage')).toEqual([
      { ...genai, 'gen_ai.token.type': 'input' },
      { ...genai, 'gen_ai.token.type': 'output' },
    ]);
  });

  it('have the client’s name, and what attributes() adds', async () => {
    const { client } = observedClient(fake.api, {
      name: 'primary',
      attributes: ({ method, model, stream }) => ({ 'app.call': `${method} ${model} ${stream}` }),
    });
    await client.messages.create(question, script(fake.api, ok()).options);
    const own = {
      ...shared,
      'spanthropic.client.name': 'primary',
      'app.call': 'messages.create claude-opus-5-5 false',
    };
    const seen = await metered.read();
    expect(seen.points('spanthropic.calls.active')).toEqual([{ attributes: own, value: 0 }]);
    expect(seen.distributions('spanthropic.attempt.duration')).toMatchObject([
      { attributes: { ...own, 'spanthropic.attempt.outcome': 'ok' } },
    ]);
    expect(seen.distributions('gen_ai.client.operation.duration')).toMatchObject([
      { attributes: own },
    ]);
  });

  it('have the port of the server that was called', async () => {
    // Two servers of one machine.
    await using other = await startFakeClaude();
    for (const api of [fake.api, other]) {
      const { client } = observedClient(api);
      await client.messages.create(question, script(api, ok()).options);
    }
    const ports = (await metered.read())
      .distributions('gen_ai.client.operation.duration')
      .map(({ attributes }) => attributes['server.port']);
    expect(ports).toEqual([fake.api.url, other.url].map((url) => Number(new URL(url).port)));
  });
});

it('every metric of the design is there, and no other', async () => {
  const { client } = observedClient(fake.api, { semconv: 'both', perChunk: true });
  const refused = status(429, { retryAfterMs: 1 });
  const { options } = script(fake.api, refused, stream({ firstToken: 60 }));
  await drain(await client.messages.create({ ...question, stream: true }, options));
  expect((await metered.read()).names).toEqual([...DESIGNED_METRICS].sort());
});

describe('other methods', () => {
  it.each([
    [
      'messages.count_tokens',
      (client) =>
        client.messages.countTokens({ model: question.model, messages: question.messages }),
    ],
    ['models.list', (client) => drain(client.models.list())],
    [
      'batches.create',
      (client) =>
        client.messages.batches.create({ requests: [{ custom_id: 'first', params: question }] }),
    ],
    [
      'batches.results',
      async (client) => {
        const { id } = await client.messages.batches.create({
          requests: [{ custom_id: 'first', params: question }],
        });
        await client.messages.batches.retrieve(id);
        return drain(await client.messages.batches.results(id));
      },
    ],
    ['get', (client) => client.get('/v2/whatever').catch(() => undefined)],
  ] satisfies [string, (client: Anthropic) => unknown][])(
    '%s is counted under its name, without a model, and not as inference',
    async (method, use) => {
      const { client } = observedClient(fake.api);
      await use(client);
      const seen = await metered.read();
      const of = { 'spanthropic.method': method };
      expect(seen.value('spanthropic.calls', of)).toBeGreaterThan(0);
      expect(seen.value('spanthropic.attempts', of)).toBe(seen.value('spanthropic.calls', of));
      for (const name of seen.names.filter((each) => !each.includes('.rate_limit.'))) {
        for (const { attributes } of [...seen.points(name), ...seen.distributions(name)]) {
          expect(attributes).not.toHaveProperty('gen_ai.request.model');
        }
        expect(name).not.toMatch(/^gen_ai\./);
      }
    },
  );
});
