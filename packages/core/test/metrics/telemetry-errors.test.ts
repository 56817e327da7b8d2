import {
  type BatchObservableCallback,
  createNoopMeter,
  type Histogram,
  type Meter,
  type MeterProvider,
  propagation,
  trace,
} from '@opentelemetry/api';
import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { json, ok, type Step, status, stream } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { type InstrumentOptions, instrument } from '../../src/index.ts';
import { bareClient, drain, fakeClaude, question, script } from '../support/claude.ts';
import { errorsDuring } from '../support/errors.ts';
import { recordMetrics } from '../support/metrics.ts';
import { recordSpans } from '../support/telemetry.ts';

const fake = fakeClaude();
const metered = recordMetrics();
recordSpans({ registered: false });

const fail = (): never => {
  throw new Error('telemetry is broken');
};

/** An answer after a retry, and a stream: what the application got of both, and what the API was sent. */
async function use(options?: InstrumentOptions): Promise<unknown> {
  const client = instrument(bareClient(fake.api), options);
  const retried = script(fake.api, status(429, { retryAfterMs: 1 }), ok({ text: 'Blue.' }));
  const { content } = await client.messages.create(question, retried.options);
  const streamed = script(fake.api, stream({ text: 'Blue.' }));
  const asked = { ...question, stream: true as const };
  const events = await drain(await client.messages.create(asked, streamed.options));
  // Rejections are told after the microtasks of a turn.
  await new Promise((resolve) => setImmediate(resolve));
  return {
    content,
    events: events.map(({ type }) => type),
    requests: [...fake.api.requestsOf(retried.call), ...fake.api.requestsOf(streamed.call)].map(
      ({ method, path, body }) => ({ method, path, body }),
    ),
  };
}

/** A processor of spans that does nothing but this. */
const processor = (broken: Partial<SpanProcessor>): SpanProcessor => ({
  onStart() {},
  onEnd() {},
  async forceFlush() {},
  async shutdown() {},
  ...broken,
});

/** A meter that makes instruments which do nothing, but for this. Another object than the API's own, which stands for none. */
function meterWith(broken: Partial<Meter>): MeterProvider {
  const nothing = createNoopMeter();
  const meter: Meter = {
    createGauge: () => nothing.createGauge(''),
    createHistogram: () => nothing.createHistogram(''),
    createCounter: () => nothing.createCounter(''),
    createUpDownCounter: () => nothing.createUpDownCounter(''),
    createObservableGauge: () => nothing.createObservableGauge(''),
    createObservableCounter: () => nothing.createObservableCounter(''),
    createObservableUpDownCounter: () => nothing.createObservableUpDownCounter(''),
    addBatchObservableCallback() {},
    removeBatchObservableCallback() {},
    ...broken,
  };
  return { getMeter: () => meter };
}

const brokenHistogram: Histogram = { record: fail };

describe('telemetry.errors', () => {
  it('are there for every component, at zero, from instrument() on', async () => {
    instrument(bareClient(fake.api));
    const points = (await metered.read()).points('spanthropic.telemetry.errors');
    expect(points.map(({ attributes }) => attributes['spanthropic.telemetry.component'])).toEqual([
      'seam',
      'spans',
      'metrics',
      'hooks',
      'content',
      'rate_limits',
      'usage',
      'clock',
    ]);
  });

  it('count nothing while nothing fails', async () => {
    expect(await errorsDuring(metered, use)).toEqual({});
  });

  const broken: [string, string, () => InstrumentOptions][] = [
    [
      'spans',
      'a processor of spans throws at their start',
      () => ({
        tracerProvider: new TracerProvider({ spanProcessors: [processor({ onStart: fail })] }),
      }),
    ],
    [
      'spans',
      'a processor of spans throws at their end',
      () => ({
        tracerProvider: new TracerProvider({ spanProcessors: [processor({ onEnd: fail })] }),
      }),
    ],
    [
      'spans',
      'a span throws when it is written to',
      () => {
        const isSpanContext = (name: string | symbol): boolean => name === 'spanContext';
        const context = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
        const span = new Proxy(trace.wrapSpanContext(context), {
          get: (target, name) => (isSpanContext(name) ? target.spanContext.bind(target) : fail),
        });
        const tracer = { startSpan: () => span, startActiveSpan: fail };
        return { tracerProvider: { getTracer: () => tracer } };
      },
    ],
    [
      'spans',
      'a propagator throws',
      () => {
        propagation.setGlobalPropagator({ inject: fail, extract: fail, fields: fail });
        return { tracerProvider: new TracerProvider() };
      },
    ],
    ['spans', 'a provider of tracers throws', () => ({ tracerProvider: { getTracer: fail } })],
    ['hooks', 'onEvent throws', () => ({ onEvent: fail })],
    ['hooks', 'onEvent rejects', () => ({ onEvent: async () => fail() })],
    ['hooks', 'attributes() throws', () => ({ attributes: fail })],
    ['metrics', 'a provider of meters throws', () => ({ meterProvider: { getMeter: fail } })],
    [
      'metrics',
      'a meter can make no histogram',
      () => ({ meterProvider: meterWith({ createHistogram: fail }) }),
    ],
    [
      'metrics',
      'a meter can make no counter that is observed',
      () => ({ meterProvider: meterWith({ createObservableCounter: fail }) }),
    ],
    [
      'metrics',
      'a meter can make no gauge that is observed',
      () => ({ meterProvider: meterWith({ createObservableGauge: fail }) }),
    ],
    [
      'metrics',
      'a meter can observe nothing',
      () => ({ meterProvider: meterWith({ addBatchObservableCallback: fail }) }),
    ],
    [
      'metrics',
      'a histogram throws',
      () => ({ meterProvider: meterWith({ createHistogram: () => brokenHistogram }) }),
    ],
    [
      'metrics',
      'what is observed throws',
      () => ({
        meterProvider: meterWith({
          addBatchObservableCallback: (observe) => void observe({ observe: fail }),
        }),
      }),
    ],
  ];

  it.each(broken)(
    'count %s when %s, and the calls go on as ever',
    async (component, _, options) => {
      instrument(bareClient(fake.api));
      const expected = await use();
      const errors = await errorsDuring(metered, async () => {
        expect(await use(options())).toEqual(expected);
      });
      expect(Object.keys(errors)).toEqual([component]);
    },
  );

  it('count a provider of meters that cannot be used once, not for each call', async () => {
    const errors = await errorsDuring(metered, () => use({ meterProvider: { getMeter: fail } }));
    expect(errors).toEqual({ metrics: 1 });
  });

  it('tell of one metric that cannot be made, and the others are made', async () => {
    const told: unknown[] = [];
    const gauges = new Map<unknown, string>();
    let observe: BatchObservableCallback | undefined;
    const provider = meterWith({
      createObservableCounter: fail,
      createObservableGauge(name) {
        const gauge = { addCallback() {}, removeCallback() {} };
        gauges.set(gauge, name);
        return gauge;
      },
      createHistogram: (name) => ({ record: () => told.push(name) }),
      addBatchObservableCallback(callback) {
        observe = callback;
      },
    });
    await use({ meterProvider: provider });
    await observe?.({ observe: (gauge) => told.push(gauges.get(gauge)) });
    expect(told).toContain('spanthropic.attempt.duration');
    expect(told).toContain('gen_ai.client.operation.duration');
    expect(told).toContain('spanthropic.clients');
  });

  it('cost what is broken and not what is sound beside it', async () => {
    const tracerProvider = new TracerProvider({ spanProcessors: [processor({ onStart: fail })] });
    await use({ tracerProvider, onEvent: fail, attributes: fail });
    const seen = await metered.read();
    expect(seen.counts('spanthropic.calls', 'spanthropic.call.outcome')).toEqual([
      ['ok', 1],
      ['ok', 1],
    ]);
    expect(seen.value('spanthropic.attempts')).toBe(3);
  });
});

describe('bad data', () => {
  /** A message whose usage is this, whatever the API's types say. */
  const answered = (usage: unknown): Step =>
    json({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-opus-5-5',
      content: [{ type: 'text', text: 'Blue.' }],
      stop_reason: 'end_turn',
      usage,
    });
  const sound = { input_tokens: 12, output_tokens: 40 };
  const ask = async (step: Step, options?: InstrumentOptions): Promise<void> => {
    const client = instrument(bareClient(fake.api), options);
    await client.messages.create(question, script(fake.api, step).options);
  };
  const tokens = async (type: string): Promise<number | undefined> => {
    const some = { 'gen_ai.token.type': type };
    return (await metered.read()).distributions('gen_ai.client.token.usage', some)[0]?.sum;
  };

  it.each([
    ['a text', { ...sound, input_tokens: '12' }],
    ['negative', { ...sound, input_tokens: -1 }],
    ['a fraction', { ...sound, input_tokens: 1.5 }],
    ['an object', { ...sound, input_tokens: {} }],
    ['true', { ...sound, input_tokens: true }],
  ])(
    'a usage field that is %s is left out and counted, and the others are kept',
    async (_, usage) => {
      const errors = await errorsDuring(metered, () => ask(answered(usage)));
      expect(errors).toEqual({ usage: 1 });
      expect(await tokens('input')).toBeUndefined();
      expect(await tokens('output')).toBe(40);
      expect((await metered.read()).value('spanthropic.calls')).toBe(1);
    },
  );

  it.each([
    ['a text', 'none', 1],
    ['a number', 7, 1],
    ['with parts of another type', { ...sound, cache_creation: 5, output_tokens_details: 'x' }, 2],
    ['with iterations of another type', { ...sound, iterations: 'none' }, 1],
    ['with a tier of another type', { ...sound, service_tier: 3 }, 1],
  ])('usage that is %s is counted', async (_, usage, count) => {
    const errors = await errorsDuring(metered, () => ask(answered(usage)));
    expect(errors).toEqual({ usage: count });
  });

  it.each([
    ['absent', undefined],
    ['null', null],
    ['empty', {}],
    [
      'what the API sends',
      { ...sound, cache_creation: null, service_tier: null, iterations: null },
    ],
  ])('usage that is %s is no error', async (_, usage) => {
    expect(await errorsDuring(metered, () => ask(answered(usage)))).toEqual({});
  });

  it('tokens of which a part is of another type are left out: a part is not the whole', async () => {
    const usage = { ...sound, cache_read_input_tokens: '1000' };
    const errors = await errorsDuring(metered, () => ask(answered(usage)));
    expect(errors).toEqual({ usage: 1 });
    expect(await tokens('input')).toBeUndefined();
    expect(await tokens('output')).toBe(40);
  });

  it('the usage of a stream is counted once, however many events bring it', async () => {
    const client = instrument(bareClient(fake.api));
    const usage = { input_tokens: 'many', output_tokens: 40 };
    const events = [
      ['message_start', { message: { id: 'msg_1', model: 'claude-opus-5-5', usage } }],
      ['content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Blue.' } }],
      ['message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 41 } }],
      ['message_stop', {}],
    ] as const;
    const body = events
      .map(([type, data]) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
      .join('');
    const headers = { 'content-type': 'text/event-stream' };
    const step: Step = { ...status(200, { body }), headers };
    const errors = await errorsDuring(metered, async () => {
      const asked = { ...question, stream: true as const };
      await drain(await client.messages.create(asked, script(fake.api, step).options));
    });
    expect(errors).toEqual({ usage: 1 });
    expect(await tokens('output')).toBe(41);
    expect(await tokens('input')).toBeUndefined();
  });

  it('a rate-limit header that does not parse is left out and counted, and the others are kept', async () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': 'plenty',
      'anthropic-ratelimit-requests-remaining': '7',
    };
    const errors = await errorsDuring(metered, () => ask(ok({ headers }), { name: 'limited' }));
    expect(errors).toEqual({ rate_limits: 1 });
    const seen = await metered.read();
    const requests = {
      'spanthropic.rate_limit.type': 'requests',
      'spanthropic.client.name': 'limited',
    };
    expect(seen.points('spanthropic.rate_limit.limit', requests)).toEqual([]);
    expect(seen.value('spanthropic.rate_limit.remaining', requests)).toBe(7);
  });
});
