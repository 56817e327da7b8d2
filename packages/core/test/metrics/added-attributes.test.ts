import type { Attributes } from '@opentelemetry/api';
import { ok } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import type { InstrumentOptions } from '../../src/index.ts';
import { fakeClaude, observedClient, question, script } from '../support/claude.ts';
import { errorsDuring } from '../support/errors.ts';
import { recordMetrics } from '../support/metrics.ts';
import { attributesOf, recordSpans, spans } from '../support/telemetry.ts';

const fake = fakeClaude();
const metered = recordMetrics();
// Holds that nothing is rejected unhandled, too.
recordSpans();

/** What a careless application may return, whatever the types say. */
const careless = (returned: unknown): Pick<InstrumentOptions, 'attributes'> => {
  const options: { attributes: () => unknown } = { attributes: () => returned };
  return options as Pick<InstrumentOptions, 'attributes'>;
};

/** Makes a call; what its metrics and its span have besides what those of any call have. */
async function addedBy(
  options: InstrumentOptions,
): Promise<{ metric: Attributes; span: Attributes }> {
  await ask({});
  const [plainSpan] = spans().calls;
  const plain = (await metered.read()).points('spanthropic.calls.nested')[0]?.attributes ?? {};
  await ask(options);
  const points = (await metered.read()).points('spanthropic.calls.nested');
  const metric = points.at(-1)?.attributes ?? {};
  return {
    metric: without(metric, plain),
    span: without(attributesOf(spans().calls.at(-1)), attributesOf(plainSpan)),
  };
}

async function ask(options: InstrumentOptions): Promise<void> {
  const { client } = observedClient(fake.api, options);
  await client.messages.create(question, script(fake.api, ok()).options);
}

/** What is another in `attributes` than in `plain`, but for ids. */
const without = (attributes: Attributes, plain: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).filter(
      ([name, value]) => plain[name] !== value && !/\.id$|time_to|finish_reasons/.test(name),
    ),
  );

describe('what attributes() returns', () => {
  it('stands on the metrics and on the span of the call', async () => {
    const added = { 'app.feature': 'titles', 'app.beta': true, 'app.tier': 2, 'app.tags': ['a'] };
    expect(await addedBy({ attributes: () => added })).toEqual({ metric: added, span: added });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['names without a value', { 'app.feature': undefined, 'app.plan': null }],
  ])('may be %s', async (_, returned) => {
    const errors = await errorsDuring(metered, async () => {
      expect(await addedBy(careless(returned))).toEqual({ metric: {}, span: {} });
    });
    expect(errors).toEqual({});
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;

  it.each([
    ['a text', 'app.feature'],
    ['a number', 42],
    ['a list', ['app.feature']],
    ['a promise', Promise.resolve({ 'app.feature': 'titles' })],
    ['an object as a value', { 'app.feature': { of: 'titles' } }],
    ['an object that holds itself', { 'app.feature': circular }],
    ['a bigint', { 'app.feature': 12n }],
    ['a symbol', { 'app.feature': Symbol('titles') }],
    ['a function', { 'app.feature': () => 'titles' }],
    ['a date', { 'app.feature': new Date(0) }],
    ['not a number', { 'app.feature': Number.NaN }],
    ['a list of objects', { 'app.feature': ['a', {}] }],
    ['no name', { '': 'titles' }],
    ['a number as a name', { 1: 'titles' }],
  ])('is left out, and counted, when it is %s', async (_, returned) => {
    const errors = await errorsDuring(metered, async () => {
      expect(await addedBy(careless(returned))).toEqual({ metric: {}, span: {} });
    });
    expect(errors).toEqual({ hooks: 1 });
  });

  it('keeps what is sound of it', async () => {
    const added = { 'app.feature': 'titles' };
    expect(await addedBy(careless({ ...added, 'app.user': {}, le: '1' }))).toEqual({
      metric: added,
      span: added,
    });
  });

  it.each([
    ['gen_ai.request.model', 'mine'],
    ['gen_ai.usage.input_tokens', 1],
    ['spanthropic.method', 'mine'],
    ['spanthropic.client.name', 'mine'],
    ['spanthropic.call.outcome', 'mine'],
    ['http.response.status_code', 1],
    ['error.type', 'mine'],
    ['server.port', 1],
    // Prometheus would have the same label twice, or a bucket with two bounds, and take nothing at all.
    ['spanthropic_method', 'mine'],
    ['spanthropic/method', 'mine'],
    ['le', 'mine'],
  ])('takes the place of no attribute of ours: %s', async (name, value) => {
    const errors = await errorsDuring(metered, async () => {
      expect(await addedBy({ attributes: () => ({ [name]: value }) })).toEqual({
        metric: {},
        span: {},
      });
    });
    expect(errors).toEqual({ hooks: 1 });
  });

  it('has each label once', async () => {
    const { metric } = await addedBy({
      attributes: () => ({ 'app.feature': 'first', app_feature: 'second' }),
    });
    expect(metric).toEqual({ 'app.feature': 'first' });
  });

  it('may be a list that the application changes later', async () => {
    const tags = ['a'];
    const { client } = observedClient(fake.api, { attributes: () => ({ 'app.tags': tags }) });
    await client.messages.create(question, script(fake.api, ok()).options);
    tags[0] = 'b';
    const counts = (await metered.read()).counts('spanthropic.calls', 'app.tags');
    expect(counts).toEqual([[['a'], 1]]);
  });
});

describe('attributes() that fails', () => {
  it.each([
    [
      'by throwing',
      () => {
        throw new Error('broken');
      },
    ],
    ['in a getter', () => Object.defineProperty({}, 'app.a', { get: fail, enumerable: true })],
    ['by a rejection', () => Promise.reject(new Error('broken'))],
  ])('%s costs these attributes alone', async (_, attributes) => {
    const errors = await errorsDuring(metered, async () => {
      const options: { attributes: () => unknown } = { attributes };
      expect(await addedBy(options as InstrumentOptions)).toEqual({ metric: {}, span: {} });
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect(Object.keys(errors)).toEqual(['hooks']);
    expect((await metered.read()).value('spanthropic.calls')).toBe(2);
  });
});

function fail(): never {
  throw new Error('broken');
}
