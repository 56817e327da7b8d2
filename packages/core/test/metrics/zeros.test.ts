import { metrics } from '@opentelemetry/api';
import { ok } from '@spanthropic/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeClaude, observedClient, question, script } from '../support/claude.ts';
import { hanging } from '../support/hanging.ts';
import { type Collection, Meters } from '../support/metrics.ts';

const fake = fakeClaude();

afterEach(() => metrics.disable());

type Set = Readonly<Record<string, string>>;

/** All outcomes, without `client_error`, which is of calls only. */
const OUTCOMES = [
  'aborted',
  'connection',
  'ok',
  'overloaded',
  'rate_limited',
  'rejected',
  'server_error',
  'spend_limited',
  'timeout',
];

/** What alerts look at: `retried` stands for what the SDK has already tried to cure. */
const RETRIED = OUTCOMES.filter((outcome) => outcome !== 'aborted' && outcome !== 'rejected');

/** That the counters of one complete set are there, for each value that an alert looks at. */
function expectBegun(seen: Collection, set: Set): void {
  const values = (name: string, attribute: string, some: object = {}): unknown[] => {
    const points = seen.points(name, { ...set, ...some });
    return [...new Set(points.map(({ attributes }) => attributes[attribute]))].sort();
  };
  const ofCalls = (retried: boolean) =>
    values('spanthropic.calls', 'spanthropic.call.outcome', { 'spanthropic.retried': retried });
  expect(ofCalls(false)).toEqual([...OUTCOMES, 'client_error'].sort());
  expect(ofCalls(true)).toEqual(expect.arrayContaining(RETRIED));
  expect(values('spanthropic.attempts', 'spanthropic.attempt.outcome')).toEqual(OUTCOMES);
  const rejected = { 'spanthropic.attempt.outcome': 'rejected' };
  expect(values('spanthropic.attempts', 'http.response.status_code', rejected)).toEqual([
    400, 401, 402, 403,
  ]);
  const phases = ['first_token', 'headers', 'text', 'thinking', 'tool_input'];
  expect(values('spanthropic.stream.stalls', 'spanthropic.stall.phase')).toEqual(phases);
  expect(seen.points('spanthropic.calls.nested', set)).toHaveLength(1);
}

const COUNTERS = [
  'spanthropic.calls',
  'spanthropic.calls.nested',
  'spanthropic.attempts',
  'spanthropic.stream.stalls',
];

/** That they have counted nothing. */
function expectZeros(seen: Collection, set: Set): void {
  for (const name of COUNTERS) expect(seen.value(name, set)).toBe(0);
}

const OPUS: Set = {
  'gen_ai.request.model': 'claude-opus-5-5',
  'spanthropic.method': 'messages.create',
};
const HAIKU: Set = { ...OPUS, 'gen_ai.request.model': 'claude-haiku-5-5' };

describe('the counters of a call begin at zero', () => {
  it('at its start', async () => {
    const meters = new Meters();
    metrics.setGlobalMeterProvider(meters.provider);
    const { client } = observedClient(fake.api);
    const call = await hanging(fake.api, (options) => client.messages.create(question, options));
    const seen = await meters.read();
    expectBegun(seen, OPUS);
    expectZeros(seen, OPUS);
    await call.end();
  });

  it('for each complete set: method, model, added attributes', async () => {
    const meters = new Meters();
    const { client } = observedClient(fake.api, {
      meterProvider: meters.provider,
      attributes: ({ stream }) => ({ 'app.feature': stream ? 'chat' : 'titles' }),
    });
    await client.messages.create(question, script(fake.api, ok()).options);
    const { messages } = client;
    const calls = [
      await hanging(fake.api, (options) => messages.create({ ...question, stream: true }, options)),
      await hanging(fake.api, (options) =>
        messages.create({ ...question, model: 'claude-haiku-5-5' }, options),
      ),
      await hanging(fake.api, (options) => {
        const { model } = question;
        return messages.countTokens({ model, messages: question.messages }, options);
      }),
    ];
    const seen = await meters.read();
    for (const set of [
      { ...OPUS, 'app.feature': 'chat' },
      { ...HAIKU, 'app.feature': 'titles' },
      { 'spanthropic.method': 'messages.count_tokens', 'app.feature': 'titles' },
    ]) {
      expectBegun(seen, set);
      expectZeros(seen, set);
    }
    expect(seen.value('spanthropic.calls', { ...OPUS, 'app.feature': 'titles' })).toBe(1);
    for (const call of calls) await call.end();
  });
});

describe('models: [...]', () => {
  const models = ['claude-opus-5-5', 'claude-haiku-5-5'];

  it('begins their counters at instrument()', async () => {
    const meters = new Meters();
    observedClient(fake.api, { meterProvider: meters.provider, models });
    const seen = await meters.read();
    for (const set of [OPUS, HAIKU]) {
      expectBegun(seen, set);
      expectZeros(seen, set);
    }
  });

  it('begins those of each client, of one that comes later too', async () => {
    const meters = new Meters();
    const { client } = observedClient(fake.api, { meterProvider: meters.provider });
    await client.models.list();
    observedClient(fake.api, { meterProvider: meters.provider, models });
    expectBegun(await meters.read(), HAIKU);
  });

  it('begins them when the provider is there, though no call is made', async () => {
    observedClient(fake.api, { models });
    const meters = new Meters();
    metrics.setGlobalMeterProvider(meters.provider);
    await expect
      .poll(async () => (await meters.read()).points('spanthropic.calls', HAIKU).length)
      .toBeGreaterThan(0);
    expectBegun(await meters.read(), OPUS);
  });

  it('begins them in a provider that takes the place of another', async () => {
    metrics.setGlobalMeterProvider(new Meters().provider);
    const { client } = observedClient(fake.api, { models });
    metrics.disable();
    const meters = new Meters();
    metrics.setGlobalMeterProvider(meters.provider);
    await client.models.list();
    expectBegun(await meters.read(), HAIKU);
  });

  it('begins them with what attributes() would add', async () => {
    const meters = new Meters();
    const { client } = observedClient(fake.api, {
      meterProvider: meters.provider,
      models,
      name: 'primary',
      attributes: ({ model, stream }) => ({ 'app.call': `${model} ${stream}` }),
    });
    const before = await meters.read();
    for (const stream of [false, true]) {
      const added = { 'app.call': `claude-haiku-5-5 ${stream}` };
      expectBegun(before, { ...HAIKU, ...added, 'spanthropic.client.name': 'primary' });
    }
    // The sets that real calls have, and no others.
    const { options } = script(fake.api, ok());
    await client.messages.create({ ...question, model: 'claude-haiku-5-5' }, options);
    const after = await meters.read();
    expect(after.points('spanthropic.calls.nested')).toHaveLength(4);
    const [counted] = after.points('spanthropic.calls').filter(({ value }) => value === 1);
    expect(counted?.attributes).toMatchObject({ 'app.call': 'claude-haiku-5-5 false' });
  });
});
