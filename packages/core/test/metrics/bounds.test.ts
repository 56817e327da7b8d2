import { ok, reset, type Step, startFakeClaude, status } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import type { InstrumentOptions } from '../../src/index.ts';
import { fakeClaude, observedClient, question, script } from '../support/claude.ts';
import { type Collection, Meters } from '../support/metrics.ts';

const fake = fakeClaude();

const OTHER = '_OTHER';

/** What an SDK of OpenTelemetry takes of one metric, one of which it keeps for all beyond. */
const MOST_SERIES_OF_A_METRIC = 1_999;

/** A client that reports to a provider of its own. */
function measured(options?: InstrumentOptions) {
  const meters = new Meters();
  const { client } = observedClient(
    fake.api,
    { ...options, meterProvider: meters.provider },
    { maxRetries: 0 },
  );
  /** Asks `model` and gets `step`, whatever that is. */
  const ask = async (model: string, step: Step = ok()): Promise<void> => {
    const { options } = script(fake.api, step);
    await client.messages.create({ ...question, model }, options).then(undefined, () => undefined);
  };
  return { meters, client, ask };
}

/** The values of an attribute among the series of calls. */
const valuesOf = (seen: Collection, attribute: string): unknown[] => [
  ...new Set(seen.points('spanthropic.calls.active').map((point) => point.attributes[attribute])),
];
const modelsOf = (seen: Collection): unknown[] => valuesOf(seen, 'gen_ai.request.model');

/** The calls that were counted under `_OTHER`. */
const callsOfOthers = (seen: Collection): number =>
  seen.value('spanthropic.calls', { 'gen_ai.request.model': OTHER });

/** The overflow of the process, as it grows while something is done. */
async function overflowDuring(meters: Meters, act: () => Promise<unknown>) {
  const counts = async (): Promise<Map<unknown, number>> => {
    const seen = await meters.read();
    const points = seen.points('spanthropic.telemetry.overflow');
    return new Map(
      points.map(({ attributes, value }) => [attributes['spanthropic.telemetry.component'], value]),
    );
  };
  const before = await counts();
  await act();
  return Object.fromEntries(
    [...(await counts())].map(([what, count]) => [what, count - (before.get(what) ?? 0)]),
  );
}

/** That nothing is lost, and that OpenTelemetry folds nothing by itself: of gauges it would make rubbish. */
function expectBounded(seen: Collection, calls: number): void {
  expect(seen.value('spanthropic.calls')).toBe(calls);
  for (const { descriptor, dataPoints } of seen.metrics) {
    expect(dataPoints.length, descriptor.name).toBeLessThanOrEqual(MOST_SERIES_OF_A_METRIC);
    for (const { attributes } of dataPoints) {
      expect(attributes).not.toHaveProperty('otel.metric.overflow');
    }
  }
}

const names = (count: number, what = 'model'): string[] =>
  Array.from({ length: count }, (_, index) => `${what}-${index + 1}`);

/** Does something for each of `items`, a few at a time. */
async function each<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const work = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

// Thousands of calls, on a machine that may be busy.
const patient = { timeout: 60_000 };

describe('model names', patient, () => {
  it('are told apart up to 50 of a client, and counted as _OTHER beyond', async () => {
    const { meters, ask } = measured();
    const overflow = await overflowDuring(meters, async () => {
      for (const model of names(60)) await ask(model);
    });
    const seen = await meters.read();
    expect(modelsOf(seen)).toEqual([...names(50), OTHER]);
    expect(callsOfOthers(seen)).toBe(10);
    expect(overflow).toEqual({ models: 10, attributes: 0 });
    await ask('model-50');
    expect(callsOfOthers(await meters.read())).toBe(10);
    expectBounded(await meters.read(), 61);
  });

  it('of another client have 50 of their own', async () => {
    const meters = new Meters();
    for (const name of ['first', 'second']) {
      const { client } = observedClient(fake.api, { name, meterProvider: meters.provider });
      for (const model of names(40, name)) {
        await client.messages.create({ ...question, model }, script(fake.api, ok()).options);
      }
    }
    expect(modelsOf(await meters.read())).toEqual([...names(40, 'first'), ...names(40, 'second')]);
  });

  it('that the API does not know take no place of those that it knows', async () => {
    const { meters, ask } = measured();
    await each(names(300, 'invented'), (model) => ask(model, status(404)));
    // Each of them becomes known by its first answer.
    for (const model of names(50)) await ask(model);
    for (const model of names(50)) await ask(model);
    const seen = await meters.read();
    expect(modelsOf(seen)).toEqual(expect.arrayContaining(names(50)));
    for (const model of names(50)) {
      const of = { 'gen_ai.request.model': model, 'spanthropic.call.outcome': 'ok' };
      expect(seen.value('spanthropic.calls', of)).toBeGreaterThan(0);
    }
    expectBounded(seen, 400);
  });

  it('that nobody knows yet take none either, whatever the API says instead of a 404', async () => {
    const { meters, ask } = measured();
    for (const refusal of [status(429), status(400), status(401), status(529)]) {
      for (const model of names(30, `invented-${refusal.code}`)) await ask(model, refusal);
    }
    for (const model of [...names(3), ...names(3)]) await ask(model);
    const seen = await meters.read();
    for (const model of names(3)) {
      expect(seen.value('spanthropic.calls', { 'gen_ai.request.model': model })).toBe(1);
    }
    expectBounded(seen, 126);
  });

  it('that are mistyped are told as they are, each time', async () => {
    const { meters, ask } = measured();
    for (let time = 0; time < 3; time++) await ask('claude-opsu-5-5', status(404));
    const seen = await meters.read();
    expect(seen.value('spanthropic.calls', { 'gen_ai.request.model': 'claude-opsu-5-5' })).toBe(3);
  });

  it.each([
    ['that are unknown', 2_000, () => status(404)],
    ['that succeed', 500, () => ok()],
    ['whose connection fails', 500, () => reset()],
  ])(
    'by the thousand, %s, make about a hundred series',
    async (_, count, step) => {
      const { meters, ask } = measured();
      await each(names(count), (model) => ask(model, step()));
      const seen = await meters.read();
      expect(modelsOf(seen).length).toBeLessThanOrEqual(101);
      expect(modelsOf(seen)).toContain(OTHER);
      expectBounded(seen, count);
      expect(seen.size).toBeLessThan(10_000);
    },
    60_000,
  );

  it('are never a text', async () => {
    const { meters, ask } = measured();
    await ask('Ignore all previous instructions. '.repeat(1_000), status(404));
    expect(modelsOf(await meters.read())).toEqual([OTHER]);
  });

  it('of other methods than messages take no place', async () => {
    const { meters, client, ask } = measured();
    for (const model of names(60, 'counted')) {
      await client.messages.countTokens({ model, messages: question.messages });
    }
    await ask('model-1');
    expect(modelsOf(await meters.read())).toEqual([undefined, 'model-1']);
  });

  it('of the answers are bounded for each model that was asked for', async () => {
    const { meters, ask } = measured({ semconv: 'both' });
    for (const model of names(30, 'dated')) await ask('model-1', ok({ model }));
    const seen = await meters.read();
    const answered = (name: string) =>
      new Set(
        seen.distributions(name).map(({ attributes }) => attributes['gen_ai.response.model']),
      );
    expect(answered('gen_ai.client.operation.duration').size).toBeLessThanOrEqual(11);
    expect(answered('gen_ai.client.operation.duration')).toContain(OTHER);
    const durations = seen.distributions('gen_ai.client.operation.duration');
    expect(durations.reduce((sum, { count }) => sum + count, 0)).toBe(30);
    expectBounded(seen, 30);
  });
});

describe('sets of added attributes', patient, () => {
  it('are told apart up to 100, and counted as _OTHER beyond', async () => {
    const tenants = names(130, 'tenant').values();
    const { meters, ask } = measured({
      attributes: () => ({ 'app.tenant': tenants.next().value }),
    });
    const overflow = await overflowDuring(meters, async () => {
      for (let call = 0; call < 130; call++) await ask('model-1');
    });
    const seen = await meters.read();
    expect(valuesOf(seen, 'app.tenant')).toEqual([...names(100, 'tenant'), OTHER]);
    expect(seen.value('spanthropic.calls', { 'app.tenant': OTHER })).toBe(30);
    // The model is told all the same.
    expect(modelsOf(seen)).toEqual(['model-1']);
    expect(overflow).toEqual({ models: 0, attributes: 30 });
    expectBounded(seen, 130);
  });

  it('are the same in any order', async () => {
    let calls = 0;
    const { meters, ask } = measured({
      attributes: () =>
        ++calls % 2 === 0 ? { 'app.a': 1, 'app.b': true } : { 'app.b': true, 'app.a': 1 },
    });
    for (let call = 0; call < 4; call++) await ask('model-1');
    const seen = await meters.read();
    expect(seen.points('spanthropic.calls.active')).toHaveLength(1);
    expect(seen.counts('spanthropic.calls', 'app.a', 'app.b')).toEqual([[1, true, 4]]);
  });

  it('whose very names are endless are bounded too', async () => {
    let calls = 0;
    const { meters, ask } = measured({
      attributes: () => ({ [`app.a${++calls % 97}`]: calls, [`app.b${calls % 89}`]: calls }),
    });
    for (let call = 0; call < 400; call++) await ask('model-1');
    const seen = await meters.read();
    expect(seen.points('spanthropic.calls.active').length).toBeLessThanOrEqual(102);
    expectBounded(seen, 400);
  });

  it('with models make no more series than OpenTelemetry takes', async () => {
    let calls = 0;
    const { meters, client, ask } = measured({
      attributes: () => ({ 'app.route': `/route/${++calls % 30}` }),
    });
    const overflow = await overflowDuring(meters, async () => {
      for (const model of names(20)) {
        for (let route = 0; route < 30; route++) await ask(model);
      }
      await client.models.list();
    });
    const seen = await meters.read();
    // Added attributes give way before the model, which says more; in the end both do.
    const folded = { 'app.route': OTHER, 'gen_ai.request.model': 'model-5' };
    expect(seen.value('spanthropic.calls', folded)).toBeGreaterThan(0);
    expect(seen.value('spanthropic.calls', { 'gen_ai.request.model': OTHER })).toBeGreaterThan(0);
    expect(seen.value('spanthropic.calls', { 'spanthropic.method': 'models.list' })).toBe(1);
    expect(overflow.attributes).toBeGreaterThan(400);
    expectBounded(seen, 601);
    expect(seen.size).toBeLessThan(10_000);
  });

  it('of hostile names, servers and tenants together are bounded for the whole provider', async () => {
    const meters = new Meters();
    await using other = await startFakeClaude();
    let calls = 0;
    const clients = ['public', 'partner', undefined].flatMap((name) =>
      [fake.api, other].map((api) => {
        const options = {
          ...(name !== undefined && { name }),
          meterProvider: meters.provider,
          attributes: () => ({ 'app.tenant': ++calls }),
        };
        return observedClient(api, options, { maxRetries: 0 }).client;
      }),
    );
    for (const model of names(60)) {
      await Promise.all(clients.map((client) => client.messages.create({ ...question, model })));
    }
    const seen = await meters.read();
    expectBounded(seen, 360);
    expect(seen.size).toBeLessThan(10_000);
  });
});

it('a client that is made for each request, with models, leaves nothing behind', async () => {
  const meters = new Meters();
  for (let request = 0; request < 500; request++) {
    const models = [`claude-${request % 5}`];
    observedClient(fake.api, { meterProvider: meters.provider, models });
  }
  expect((await meters.read()).points('spanthropic.calls.active')).toHaveLength(5);
});
