import Anthropic from '@anthropic-ai/sdk';
import { trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { ok, status, stream } from '@spanthropic/testing';
import { describe, expect, it, vi } from 'vitest';
import { type CallEvent, instrument, shutdown, uninstrument } from '../src/index.ts';
import {
  bareClient,
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
  setEnv,
} from './support/claude.ts';
import { recordSpans, registerTelemetry, removeTelemetry, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans({ registered: false });

/** Asks once, with whatever client. */
const ask = (client: Anthropic): Promise<unknown> =>
  client.messages.create(question, script(fake.api, ok()).options);

/** Everything on the client itself, hidden or not. */
const own = (client: Anthropic): unknown => Object.getOwnPropertyDescriptors(client);

/** A second copy of the package, as two dependencies of an application may each bring one. */
async function anotherCopy(): Promise<typeof import('../src/index.ts')> {
  vi.resetModules();
  return import('../src/index.ts');
}

describe('a client that is instrumented twice', () => {
  it('is instrumented once, by the options of the first time', async () => {
    registerTelemetry();
    const { client, events } = observedClient(fake.api, { name: 'first' });
    const before = own(client);
    expect(instrument(client, { name: 'second' })).toBe(client);
    expect(own(client)).toEqual(before);

    await ask(client);
    expect(spans().all).toHaveLength(2);
    expect(spans().calls[0]?.attributes['spanthropic.client.name']).toBe('first');
    expect(events.filter((event) => event.type === 'call.start')).toHaveLength(1);
  });

  it('is instrumented once by two copies of the package, and either takes it off', async () => {
    registerTelemetry();
    const other = await anotherCopy();
    expect(other.instrument).not.toBe(instrument);
    const bare = bareClient(fake.api);
    const before = own(bare);
    const client = other.instrument(instrument(bare));
    await ask(client);
    expect(spans().all).toHaveLength(2);

    expect(other.uninstrument(client)).toBe(true);
    expect(own(client)).toEqual(before);
    expect(uninstrument(client)).toBe(false);
  });
});

describe('uninstrument', () => {
  it('puts back exactly what was there', () => {
    const client = bareClient(fake.api);
    const before = own(client);
    instrument(client);
    expect(own(client)).not.toEqual(before);
    expect(uninstrument(client)).toBe(true);
    expect(own(client)).toEqual(before);
    expect(Reflect.ownKeys(client)).toEqual(Object.keys(client));
  });

  it('puts back what the application had put on its client', async () => {
    const client = bareClient(fake.api);
    const request = vi.fn(Anthropic.prototype.request);
    Object.defineProperty(client, 'request', {
      value: request,
      enumerable: true,
      configurable: true,
    });
    const before = own(client);
    instrument(client);
    await ask(client);
    expect(request).toHaveBeenCalledOnce();
    uninstrument(client);
    expect(own(client)).toEqual(before);
  });

  it('leaves what somebody put on top, which then sees a client without us', async () => {
    registerTelemetry();
    const client = instrument(bareClient(fake.api));
    const { request } = client;
    const sent: unknown[] = [];
    const onTop = function (this: Anthropic, ...args: Parameters<typeof request>) {
      sent.push(args[0]);
      return request.apply(this, args);
    };
    client.request = onTop as typeof request;
    await ask(client);
    expect(spans().calls).toHaveLength(1);

    expect(uninstrument(client)).toBe(true);
    expect(client.request).toBe(onTop);
    await ask(client);
    expect(sent).toHaveLength(2);
    expect(spans().calls).toHaveLength(1);
  });

  it('may be followed by instrument, with other options', async () => {
    registerTelemetry();
    const client = instrument(bareClient(fake.api), { name: 'first' });
    uninstrument(client);
    await ask(client);
    expect(spans().all).toEqual([]);

    instrument(client, { name: 'second' });
    await ask(client);
    expect(spans().calls.map((span) => span.attributes['spanthropic.client.name'])).toEqual([
      'second',
    ]);
    expect(spans().attempts).toHaveLength(1);
  });

  it('lets a stream that is open be observed to its end', async () => {
    registerTelemetry();
    const { client } = observedClient(fake.api, {
      onEvent: (event) => {
        if (event.type === 'attempt.headers') uninstrument(client);
      },
    });
    const { options } = script(fake.api, stream());
    await drain(await client.messages.create({ ...question, stream: true }, options));
    expect(uninstrument(client)).toBe(false);
    expect(spans().attempts).toHaveLength(1);
    expect(spans().calls[0]?.attributes['spanthropic.stream.end']).toBe('completed');
  });

  it('in an attempt that fails and is retried unseen ends it with its headers', async () => {
    const { client, events } = observedClient(fake.api, {
      onEvent: (event) => {
        if (event.type === 'attempt.start') uninstrument(client);
      },
    });
    const { options } = script(fake.api, status(429, { retryAfterMs: 250 }), ok());
    await client.messages.create(question, options);
    const end = events.find((event) => event.type === 'attempt.end');
    expect(end).toMatchObject({ outcome: 'rate_limited', duration: end?.timeToHeaders });
  });

  it.each([false, true])(
    'ends a call that is asleep in telemetry, and the call goes on (streamed: %s)',
    async (streamed) => {
      registerTelemetry();
      const { client, events } = observedClient(fake.api, {
        onEvent: (event) => {
          if (event.type === 'backoff.start') uninstrument(client);
        },
      });
      const { call, options } = script(fake.api, status(429, { retryAfterMs: 150 }), ok());
      const answer = await client.messages.create({ ...question, stream: streamed }, options);
      if (Symbol.asyncIterator in answer) expect((await drain(answer)).length).toBeGreaterThan(2);
      else expect(answer.type).toBe('message');

      expect(fake.api.requestsOf(call)).toHaveLength(2);
      expect(fake.api.requestsOf(call)[1]?.headers).not.toHaveProperty('traceparent');
      expect(spans().attempts).toHaveLength(1);
      expect(events.find((event) => event.type === 'backoff.end')?.actual).toBeLessThan(0.1);
      expect(events.at(-1)).toMatchObject({
        type: 'call.end',
        outcome: 'aborted',
        abortReason: 'shutdown',
        attempts: 1,
        retried: true,
      });
      const told = events.length;
      shutdown();
      expect(events).toHaveLength(told);
    },
  );

  it('leaves the calls of other clients alone, asleep or not', async () => {
    registerTelemetry();
    const other = instrument(bareClient(fake.api));
    const { client } = observedClient(fake.api, {
      onEvent: (event) => {
        if (event.type === 'backoff.start') uninstrument(other);
      },
    });
    const { options } = script(fake.api, status(429, { retryAfterMs: 20 }), ok());
    await client.messages.create(question, options);
    expect(spans().attempts).toHaveLength(2);
    expect(spans().calls[0]?.attributes['spanthropic.call.outcome']).toBe('ok');
  });

  it('finds nothing on a client that is not instrumented', () => {
    const client = bareClient(fake.api);
    const before = own(client);
    expect(uninstrument(client)).toBe(false);
    expect(own(client)).toEqual(before);
  });
});

describe('a copy by withOptions', () => {
  it('is instrumented like its original, and so is a copy of it', async () => {
    registerTelemetry();
    const { client, events } = observedClient(fake.api, { name: 'primary' });
    const copy = client.withOptions({ maxRetries: 1 });
    const copyOfCopy = copy.withOptions({ timeout: 5_000 });
    expect(copyOfCopy).not.toBe(copy);
    for (const each of [client, copy, copyOfCopy]) await ask(each);

    const { calls, attempts } = spans();
    expect(calls.map((span) => span.attributes['spanthropic.client.name'])).toEqual([
      'primary',
      'primary',
      'primary',
    ]);
    expect(attempts).toHaveLength(3);
    expect(events.filter((event) => event.type === 'call.end')).toHaveLength(3);
    expect(copyOfCopy).toMatchObject({ maxRetries: 1, timeout: 5_000 });
  });

  it('stays instrumented when its original no longer is, and by itself may be freed', async () => {
    registerTelemetry();
    const client = instrument(bareClient(fake.api));
    const copy = client.withOptions({});
    uninstrument(client);
    await ask(copy);
    expect(spans().all).toHaveLength(2);

    expect(uninstrument(copy)).toBe(true);
    await ask(copy);
    expect(spans().all).toHaveLength(2);
  });

  it('that is no copy, in a class of the application’s own, is instrumented once', async () => {
    registerTelemetry();
    class Same extends Anthropic {
      override withOptions(): this {
        return this;
      }
    }
    const { baseURL } = bareClient(fake.api);
    const client = instrument(new Same({ apiKey: 'k', baseURL, openTelemetry: false }));
    const before = own(client);
    expect(client.withOptions()).toBe(client);
    expect(own(client)).toEqual(before);
    await ask(client);
    expect(spans().all).toHaveLength(2);
  });

  it('with a fetch of its own is observed too', async () => {
    registerTelemetry();
    const client = instrument(bareClient(fake.api));
    const fetch = vi.fn(globalThis.fetch);
    await ask(client.withOptions({ fetch }));
    expect(fetch).toHaveBeenCalledOnce();
    expect(spans().attempts).toHaveLength(1);
  });
});

describe('copy: true', () => {
  it.each([
    ['a client', (client: Anthropic) => client],
    [
      'a frozen client',
      (client: Anthropic) => {
        Object.freeze(client);
        return client;
      },
    ],
  ])('leaves %s untouched and observes a copy of it', async (_, prepare) => {
    registerTelemetry();
    const given = prepare(bareClient(fake.api, { maxRetries: 5 }));
    const before = own(given);
    const client = instrument(given, { copy: true });
    expect(client).not.toBe(given);
    expect(client).toBeInstanceOf(Anthropic);
    expect(client.maxRetries).toBe(5);
    expect(own(given)).toEqual(before);

    await ask(given);
    expect(spans().all).toEqual([]);
    await ask(client);
    expect(spans().all).toHaveLength(2);
  });

  it('keeps the guard against long requests that do not stream', () => {
    const client = instrument(bareClient(fake.api), { copy: true });
    const create = () => client.messages.create({ ...question, max_tokens: 1_000_000 });
    expect(create).toThrow(/Streaming is required/);
  });

  it('keeps a timeout that was given, which turns that guard off', async () => {
    const client = instrument(bareClient(fake.api, { timeout: 5_000 }), { copy: true });
    const long = { ...question, max_tokens: 1_000_000 };
    await client.messages.create(long, script(fake.api, ok()).options);
    expect(client.timeout).toBe(5_000);
  });
});

describe('switched off by the environment', () => {
  it.each([
    ['SPANTHROPIC_DISABLED', 'true'],
    ['OTEL_SDK_DISABLED', 'true'],
    ['OTEL_SDK_DISABLED', 'TRUE'],
  ])('%s=%s: the client is returned as it is', async (name, value) => {
    registerTelemetry();
    setEnv(name, value);
    const given = bareClient(fake.api);
    const before = own(given);
    const events: CallEvent[] = [];
    const client = instrument(given, { onEvent: (event) => events.push(event), copy: true });
    expect(client).toBe(given);
    expect(own(client)).toEqual(before);
    expect(instrument(Object.freeze(bareClient(fake.api)))).toBeInstanceOf(Anthropic);

    await ask(client);
    expect(spans().all).toEqual([]);
    expect(events).toEqual([]);
  });

  it.each(['false', '1', ''])('SPANTHROPIC_DISABLED=%s switches nothing off', async (value) => {
    registerTelemetry();
    setEnv('SPANTHROPIC_DISABLED', value);
    await ask(instrument(bareClient(fake.api)));
    expect(spans().all).toHaveLength(2);
  });
});

describe('the tracer provider', () => {
  it('may come after instrument', async () => {
    const client = instrument(bareClient(fake.api));
    await ask(client);
    expect(spans().all).toEqual([]);

    registerTelemetry();
    await ask(client);
    expect(spans().all).toHaveLength(2);
  });

  it('may be replaced, and may go', async () => {
    const client = instrument(bareClient(fake.api));
    const first = new TracerProvider();
    const getTracer = vi.spyOn(first, 'getTracer');
    trace.setGlobalTracerProvider(first);
    await ask(client);
    expect(getTracer).toHaveBeenCalledOnce();

    removeTelemetry();
    await ask(client);
    registerTelemetry();
    await ask(client);
    expect(getTracer).toHaveBeenCalledOnce();
    expect(spans().all).toHaveLength(2);
  });

  it('may be registered by another copy of OpenTelemetry’s API', async () => {
    const provider = new TracerProvider();
    const getTracer = vi.spyOn(provider, 'getTracer');
    trace.setGlobalTracerProvider(provider);
    // All copies share this; each has a class of proxies of its own.
    const shared: object = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'));
    Reflect.set(shared, 'trace', { getTracer: provider.getTracer.bind(provider) });
    await ask(instrument(bareClient(fake.api)));
    expect(getTracer).toHaveBeenCalledOnce();
  });

  it('that is missing, without onEvent, sends no trace context', async () => {
    const client = instrument(bareClient(fake.api));
    const { call, options } = script(fake.api, status(500, { retryAfterMs: 5 }), ok());
    await client.messages.create(question, options);
    expect(fake.api.requestsOf(call).map((request) => request.headers.traceparent)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('that is missing leaves onEvent its events, without ids', async () => {
    const { client, events } = observedClient(fake.api);
    const { options } = script(fake.api, status(529, { retryAfterMs: 5 }), ok());
    await client.messages.create(question, options);
    expect(events.map((event) => event.type)).toEqual([
      'call.start',
      'attempt.start',
      'attempt.headers',
      'attempt.end',
      'backoff.start',
      'backoff.end',
      'attempt.start',
      'attempt.headers',
      'attempt.end',
      'call.end',
    ]);
    for (const event of events) {
      expect(event).not.toHaveProperty('traceId');
      expect(event).not.toHaveProperty('spanId');
    }
  });

  it('that comes in the middle of a call is that of the next one', async () => {
    const { client, events } = observedClient(fake.api, {
      onEvent: (event) => {
        if (event.type === 'backoff.start') registerTelemetry();
      },
    });
    const { options } = script(fake.api, status(529, { retryAfterMs: 30 }), ok());
    await client.messages.create(question, options);
    expect(spans().all).toEqual([]);
    expect(events.at(-1)?.type).toBe('call.end');
    await ask(client);
    expect(spans().all).toHaveLength(2);
  });
});

describe('what the application sees of an instrumented client', () => {
  const METHODS = [
    'request',
    'requestAPIList',
    'withOptions',
    'buildRequest',
    'retryRequest',
    'calculateDefaultRetryTimeoutMillis',
    'makeStatusError',
    'get',
    'post',
  ];
  const membersOf = (client: Anthropic) => client as unknown as Record<string, unknown>;

  it('is the same client, of the same class, with the same keys', () => {
    const bare = bareClient(fake.api);
    const client = bareClient(fake.api);
    expect(instrument(client)).toBe(client);
    expect(client).toBeInstanceOf(Anthropic);
    expect(Object.keys(client)).toEqual(Object.keys(bare));
    expect(Object.getPrototypeOf(client)).toBe(Object.getPrototypeOf(bare));
    const keys: string[] = [];
    for (const key in client) keys.push(key);
    expect(keys).toEqual(Object.keys(bare));
  });

  it('has nothing of ours when it is copied or counted', () => {
    const bare = bareClient(fake.api);
    const client = instrument(bareClient(fake.api));
    expect(Object.keys({ ...client })).toEqual(Object.keys({ ...bare }));
    const plain = (value: Anthropic): string => {
      const seen = new WeakSet();
      return JSON.stringify(value, (_, each) => {
        if (typeof each !== 'object' || each === null) return each;
        if (seen.has(each)) return undefined;
        seen.add(each);
        return each;
      });
    };
    expect(plain(client)).toBe(plain(bare));
  });

  it('adds own properties that no loop meets, and can be written and deleted', () => {
    const bare = new Set(Reflect.ownKeys(bareClient(fake.api)));
    const client = instrument(bareClient(fake.api));
    const added = Reflect.ownKeys(client).filter((key) => !bare.has(key));
    expect(added).toContain('request');
    for (const key of added) {
      expect(Object.getOwnPropertyDescriptor(client, key)).toMatchObject({
        enumerable: false,
        configurable: true,
        writable: true,
      });
    }
  });

  it.each(METHODS)('has %s() with its name and its length', (name) => {
    const shape = (client: Anthropic): unknown => {
      const { name: called, length } = membersOf(client)[name] as () => unknown;
      return { called, length };
    };
    expect(shape(instrument(bareClient(fake.api)))).toEqual(shape(bareClient(fake.api)));
  });

  it('has a fetch with the name, the length and the properties of the one that was given', () => {
    const fetch = Object.assign(
      async function ownFetch(input: string | URL | Request, init?: RequestInit) {
        return globalThis.fetch(input, init);
      },
      { Response, preconnect() {} },
    );
    const client = membersOf(instrument(bareClient(fake.api, { fetch })));
    const observed = client.fetch as typeof fetch;
    expect(observed).not.toBe(fetch);
    expect(Object.getOwnPropertyDescriptors(observed)).toMatchObject({
      name: { value: 'ownFetch' },
      length: { value: 2 },
      Response: { value: Response },
      preconnect: { value: fetch.preconnect },
    });
  });

  it('takes a spy on its methods, as before', async () => {
    registerTelemetry();
    const client = instrument(bareClient(fake.api));
    const spy = vi.spyOn(client, 'request');
    await ask(client);
    expect(spy).toHaveBeenCalledOnce();
    spy.mockRestore();
    await ask(client);
    expect(spans().calls).toHaveLength(2);
  });

  it('may be a client of a class of the application’s own, whose overrides are called', async () => {
    registerTelemetry();
    const prepared: string[] = [];
    class OurClient extends Anthropic {
      protected override async prepareOptions(): Promise<void> {
        prepared.push('options');
      }
    }
    const { apiKey, baseURL } = bareClient(fake.api);
    const client = instrument(new OurClient({ apiKey, baseURL, openTelemetry: false }));
    expect(client).toBeInstanceOf(OurClient);
    await ask(client);
    expect(prepared).toEqual(['options']);
    expect(spans().all).toHaveLength(2);
  });

  it('heeds a prototype that is patched later', async () => {
    const client = instrument(bareClient(fake.api));
    const patch = vi.spyOn(Anthropic.prototype, 'request').mockRejectedValue(new Error('patched'));
    const error = await failureOf(client.messages.create(question));
    patch.mockRestore();
    expect(error).toMatchObject({ message: 'patched' });
  });
});
