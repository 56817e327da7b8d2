import {
  type ContextManager,
  context,
  DiagLogLevel,
  diag,
  type TracerProvider as Provider,
  propagation,
  ROOT_CONTEXT,
  type Span,
  trace,
} from '@opentelemetry/api';
import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ok, status, stream } from '@spanthropic/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallEvent, instrument } from '../src/index.ts';
import { bareClient, drain, fakeClaude, question, script } from './support/claude.ts';
import { recordSpans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans({ registered: false });

const fail = (): never => {
  throw new Error('telemetry is broken');
};

const processor = (broken: Partial<SpanProcessor>): SpanProcessor => ({
  onStart() {},
  onEnd() {},
  async forceFlush() {},
  async shutdown() {},
  ...broken,
});

const managerOf = (broken: Partial<ContextManager>): ContextManager => ({
  active: () => ROOT_CONTEXT,
  with: (_, step, self, ...args) => step.apply(self as never, args),
  bind: (_, target) => target,
  enable() {
    return this;
  },
  disable() {
    return this;
  },
  ...broken,
});

const providers: [string, () => Provider][] = [
  [
    'a processor that throws at the start',
    () => new TracerProvider({ spanProcessors: [processor({ onStart: fail })] }),
  ],
  [
    'a processor that throws at the end',
    () => new TracerProvider({ spanProcessors: [processor({ onEnd: fail })] }),
  ],
  ['a sampler that throws', () => new TracerProvider({ sampler: { shouldSample: fail } })],
  ['a provider that throws', () => ({ getTracer: fail })],
  [
    'a tracer that throws',
    () => ({ getTracer: () => ({ startSpan: fail, startActiveSpan: fail }) }),
  ],
  [
    'spans that throw even for their identity',
    () => {
      const span = new Proxy({}, { get: () => fail });
      return {
        getTracer: () => ({ startSpan: () => span, startActiveSpan: fail }),
      } as unknown as Provider;
    },
  ],
  [
    'spans that throw at everything, even when they are asked who they are',
    () => {
      const span: Span = new Proxy(Object.create(null), { get: () => fail });
      return { getTracer: () => ({ startSpan: () => span, startActiveSpan: fail }) };
    },
  ],
  [
    'spans that throw at everything',
    () => {
      const span = new Proxy(
        {},
        {
          get: (_, name) =>
            name === 'spanContext'
              ? () => ({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 })
              : fail,
        },
      );
      return {
        getTracer: () => ({ startSpan: () => span, startActiveSpan: fail }),
      } as unknown as Provider;
    },
  ],
];

describe.each(providers)('with %s', (_, make) => {
  it('calls, retries and streams go on as ever', async () => {
    const onEvent = (): void => {};
    const client = instrument(bareClient(fake.api), { tracerProvider: make(), onEvent });
    const retried = script(fake.api, status(429, { retryAfterMs: 5 }), ok({ text: 'Blue.' }));
    const answer = await client.messages.create(question, retried.options);
    expect(answer.content).toMatchObject([{ text: 'Blue.' }]);
    expect(fake.api.requestsOf(retried.call)).toHaveLength(2);

    const streamed = script(fake.api, stream());
    const events = await drain(
      await client.messages.create({ ...question, stream: true }, streamed.options),
    );
    expect(events.at(-1)?.type).toBe('message_stop');
  });
});

describe('with a provider that works', () => {
  const logged = vi.fn();

  beforeEach(() => {
    logged.mockClear();
    const quiet = (): void => {};
    diag.setLogger(
      { debug: logged, verbose: quiet, info: quiet, warn: quiet, error: quiet },
      { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
    );
    trace.setGlobalTracerProvider(new TracerProvider());
  });
  afterEach(() => diag.disable());

  it.each([
    ['onEvent', { onEvent: fail }],
    ['an asynchronous onEvent', { onEvent: async () => fail() }],
    ['attributes', { attributes: fail }],
  ])('a hook that throws is told to diag alone: %s', async (_, hooks) => {
    const client = instrument(bareClient(fake.api), hooks);
    await client.messages.create(question, script(fake.api, ok()).options);
    await new Promise((resolve) => setImmediate(resolve));
    expect(logged).toHaveBeenCalled();
  });

  it('a failure is told by its name and place, and not by its message', async () => {
    class BrokenHook extends Error {
      override name = 'BrokenHook';
    }
    const secret = 'a prompt\n    at the (end:1:1)';
    const problems: unknown[] = [new BrokenHook(secret), new Error(''), secret];
    for (const problem of problems) {
      const attributes = (): never => {
        throw problem;
      };
      const client = instrument(bareClient(fake.api), { attributes });
      await client.messages.create(question, script(fake.api, ok()).options);
    }
    const place = '\\n +at [^]*guards\\.test\\.ts';
    const told = logged.mock.calls.filter(([namespace]) => namespace === 'spanthropic');
    expect(told.map(([, , what]) => what)).toEqual([
      expect.stringMatching(`^BrokenHook${place}`),
      expect.stringMatching(`^Error${place}`),
      'a string that was thrown',
    ]);
    expect(JSON.stringify(told)).not.toContain('the (end');
  });

  it('a context manager that throws costs the context', async () => {
    context.setGlobalContextManager(managerOf({ active: fail, with: fail }));
    const client = instrument(bareClient(fake.api));
    const { call, options } = script(fake.api, ok());
    await client.messages.create(question, options);
    expect(fake.api.requestsOf(call)).toHaveLength(1);
  });

  it('a context manager that cannot run anything costs the context', async () => {
    context.setGlobalContextManager(managerOf({ with: fail }));
    const client = instrument(bareClient(fake.api));
    const { call, options } = script(fake.api, ok());
    expect((await client.messages.create(question, options)).type).toBe('message');
    expect(fake.api.requestsOf(call)).toHaveLength(1);
  });

  it('a context manager that fails in the middle of a call costs the context', async () => {
    let active: ContextManager['active'] = () => ROOT_CONTEXT;
    context.setGlobalContextManager(managerOf({ active: () => active() }));
    const client = instrument(bareClient(fake.api), {
      onEvent: (event) => {
        if (event.type === 'attempt.start') active = fail;
      },
    });
    const { call, options } = script(fake.api, ok());
    await client.messages.create(question, options);
    expect(fake.api.requestsOf(call)).toHaveLength(1);
  });

  it('a propagator that throws costs the header', async () => {
    propagation.setGlobalPropagator({ inject: fail, extract: fail, fields: fail });
    for (const traceparent of ['auto', 'none'] as const) {
      const client = instrument(bareClient(fake.api), { traceparent });
      const { call, options } = script(fake.api, ok());
      await client.messages.create(question, options);
      expect(fake.api.requestsOf(call)[0]?.headers).not.toHaveProperty('traceparent');
    }
  });

  it('a client that cannot be described costs its events', async () => {
    const events: unknown[] = [];
    const client = bareClient(fake.api);
    Object.defineProperty(client, '_genAIProviderName', { get: fail });
    instrument(client, { onEvent: (event) => events.push(event) });
    await client.messages.create(question, script(fake.api, ok()).options);
    const { options } = script(fake.api, stream());
    const items = await drain(await client.messages.create({ ...question, stream: true }, options));
    expect(items.at(-1)?.type).toBe('message_stop');
    expect(events).toEqual([]);
  });

  it('a request() that throws at once ends its call, and is thrown at once', () => {
    const events: CallEvent[] = [];
    const client = bareClient(fake.api);
    Object.defineProperty(client, 'request', { value: fail, configurable: true });
    instrument(client, { onEvent: (event) => events.push(event) });
    expect(() => client.request({ method: 'get', path: '/v1/models' })).toThrow(
      'telemetry is broken',
    );
    expect(events).toMatchObject([
      { type: 'call.start', method: 'models.list' },
      { type: 'call.end', outcome: 'client_error' },
    ]);
  });

  it('a promise that cannot be changed is delivered as it is', async () => {
    const client = bareClient(fake.api);
    const { request } = client;
    const frozen = (...args: Parameters<typeof request>) =>
      Object.freeze(request.apply(client, args));
    Object.defineProperty(client, 'request', { value: frozen, configurable: true });
    instrument(client);
    const { options } = script(fake.api, ok());
    const response = await client.post('/v1/messages', { body: question, ...options }).asResponse();
    expect(await response.json()).toMatchObject({ type: 'message' });
    expect(logged).toHaveBeenCalled();
  });

  it.each([0, 1, 2, 3])('a clock that throws after %i readings costs its record', async (sound) => {
    vi.resetModules();
    let readings = 0;
    const now = (): number => (++readings > sound ? fail() : Date.now());
    vi.doMock('../src/clock.ts', () => ({ monotonic: Date.now, startClock: () => ({ now }) }));
    const fresh = await import('../src/index.ts');
    vi.doUnmock('../src/clock.ts');
    const client = fresh.instrument(bareClient(fake.api));
    const { call, options } = script(fake.api, ok());
    expect((await client.messages.create(question, options)).type).toBe('message');
    expect(fake.api.requestsOf(call)).toHaveLength(1);
    expect(readings).toBeGreaterThan(sound);
  });

  it('a logger of diag that throws costs the message', async () => {
    logged.mockImplementation(fail);
    const client = instrument(bareClient(fake.api), { onEvent: fail });
    await client.messages.create(question, script(fake.api, ok()).options);
    expect(logged).toHaveBeenCalled();
    logged.mockReset();
  });
});
