import { channel } from 'node:diagnostics_channel';
import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import { trace } from '@opentelemetry/api';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { ok, type RecordedRequest, status } from '@spanthropic/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { instrument } from '../src/index.ts';
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

/** Every traceparent that left with a request, as it stood on the wire. */
function sent({ rawHeaders }: RecordedRequest): string[] {
  return rawHeaders.filter(
    (_, index) => rawHeaders[index - 1]?.toLowerCase() === 'traceparent' && index % 2 === 1,
  );
}

const spanIdOf = (traceparent: string | undefined): string | undefined =>
  traceparent?.split('-')[2];

function instrumentUndici(): void {
  const instrumentation = new UndiciInstrumentation();
  instrumentation.setTracerProvider(trace.getTracerProvider());
  instrumentation.enable();
  onTestFinished(() => instrumentation.disable());
}

/** A subscriber that looks at every request and writes nothing. */
function watchUndici(): void {
  const look = (): void => {};
  channel('undici:request:create').subscribe(look);
  onTestFinished(() => {
    channel('undici:request:create').unsubscribe(look);
  });
}

const propagations: [string, ClientOptions['openTelemetry']][] = [
  ["without the SDK's spans", false],
  ["with the SDK's spans and propagation", { traces: true }],
  ["with the SDK's spans, propagation off", { traces: true, propagation: false }],
];

describe.each(propagations)('%s, exactly one traceparent leaves', (_, openTelemetry) => {
  async function requests(options = {}): Promise<readonly RecordedRequest[]> {
    const { client } = observedClient(fake.api, options, { openTelemetry });
    const chosen = script(fake.api, status(429, { retryAfterMs: 5 }), ok());
    await client.messages.create(question, chosen.options);
    return fake.api.requestsOf(chosen.call);
  }

  const attemptIds = (): (string | undefined)[] =>
    spans().attempts.map((span) => span.spanContext().spanId);
  const posts = () => spans().all.filter((span) => span.name === 'POST');

  it('with each attempt: its own', async () => {
    const made = await requests();
    expect(made.map((request) => sent(request).length)).toEqual([1, 1]);
    expect(made.map((request) => spanIdOf(sent(request)[0]))).toEqual(attemptIds());
  });

  it('with an HTTP instrumentation: that of its POST, a child of the attempt', async () => {
    instrumentUndici();
    const made = await requests();
    expect(made.map((request) => sent(request).length)).toEqual([1, 1]);
    expect(made.map((request) => spanIdOf(sent(request)[0]))).toEqual(
      posts().map((span) => span.spanContext().spanId),
    );
    expect(posts().map((span) => span.parentSpanContext?.spanId)).toEqual(attemptIds());
  });

  it('with another subscriber that writes none: the attempt’s own', async () => {
    watchUndici();
    const made = await requests();
    expect(made.map((request) => sent(request).length)).toEqual([1, 1]);
    expect(made.map((request) => spanIdOf(sent(request)[0]))).toEqual(attemptIds());
  });

  it('with an HTTP instrumentation that subscribed before a silent one: still one', async () => {
    instrumentUndici();
    watchUndici();
    const made = await requests();
    expect(made.map((request) => sent(request).length)).toEqual([1, 1]);
  });

  it("with traceparent: 'attempt' and an HTTP instrumentation: the attempt's own, and no POST", async () => {
    instrumentUndici();
    const made = await requests({ traceparent: 'attempt' });
    expect(made.map((request) => sent(request))).toHaveLength(2);
    expect(made.map((request) => spanIdOf(sent(request)[0]))).toEqual(attemptIds());
    expect(posts()).toEqual([]);
  });
});

it.each(propagations)("%s, traceparent: 'none' sends none", async (_, openTelemetry) => {
  const { client } = observedClient(fake.api, { traceparent: 'none' }, { openTelemetry });
  const { call, options } = script(fake.api, ok());
  await client.messages.create(question, options);
  expect(fake.api.requestsOf(call).map(sent)).toEqual([[]]);
});

it('many calls at once, with an HTTP instrumentation, each send one', async () => {
  instrumentUndici();
  const { client } = observedClient(fake.api);
  const scripts = Array.from({ length: 10 }, () => script(fake.api, ok()));
  await Promise.all(scripts.map(({ options }) => client.messages.create(question, options)));
  const all = scripts.flatMap(({ call }) => fake.api.requestsOf(call).map(sent));
  expect(all.map((each) => each.length)).toEqual(Array(10).fill(1));
  expect(new Set(all.flat()).size).toBe(10);
});

it('headers that the application gave as a plain object stay its own', async () => {
  const { client } = observedClient(fake.api);
  const { call } = script(fake.api, ok());
  const headers = { 'x-fake-call': call, 'content-type': 'application/json' };
  // Not in the SDK's types, but it takes them: `fetchOptions` replaces what the SDK has built.
  const fetchOptions: object = { headers };
  await client.messages.create(question, { fetchOptions });
  expect(headers).toEqual({ 'x-fake-call': call, 'content-type': 'application/json' });
  expect(fake.api.requestsOf(call).map((request) => sent(request).length)).toEqual([1]);
});

it('headers that the application puts in place of the SDK’s stay its own', async () => {
  const { call, options } = script(fake.api, ok());
  let headers: Record<string, string> = {};
  class OurClient extends Anthropic {
    protected override async prepareRequest(request: RequestInit): Promise<void> {
      headers = Object.fromEntries(new Headers(request.headers));
      request.headers = headers;
    }
  }
  const { apiKey, baseURL } = bareClient(fake.api);
  const client = instrument(new OurClient({ apiKey, baseURL, openTelemetry: false }));
  await client.messages.create(question, options);
  expect(headers).not.toHaveProperty('traceparent');
  expect(fake.api.requestsOf(call).map((request) => sent(request).length)).toEqual([1]);
});

it('headers that are none fail the request as they would without us', async () => {
  class OurClient extends Anthropic {
    protected override async prepareRequest(request: RequestInit): Promise<void> {
      request.headers = { 'no name': '1' };
    }
  }
  const { apiKey, baseURL } = bareClient(fake.api);
  const ask = (client: Anthropic) => failureOf(client.messages.create(question));
  const make = () => new OurClient({ apiKey, baseURL, openTelemetry: false, maxRetries: 0 });
  const without = await ask(make());
  expect(await ask(instrument(make()))).toEqual(without);
  expect(without).toMatchObject({ cause: { message: expect.stringContaining('no name') } });
});

describe('a fetch of undici 5, whose headers are text', () => {
  const FOREIGN = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const created = channel('undici:request:create');

  /** Publishes its requests as undici 5 does, and keeps what would be written. */
  function oldUndici() {
    const written: string[] = [];
    const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
      const lines = [...new Headers(init?.headers)].map(([name, value]) => `${name}: ${value}\r\n`);
      const request = { headers: lines.join('') };
      for (const other of [{}, { request: {} }, { request: { headers: 'accept: */*\r\n' } }]) {
        created.publish(other);
      }
      created.publish({ request });
      written.push(...request.headers.split('\r\n').filter((line) => /^traceparent/i.test(line)));
      return Response.json({ type: 'message', content: [] });
    };
    return { fetch, written };
  }

  it('sends the context of an HTTP instrumentation alone', async () => {
    const write = (message: unknown): void => {
      const { request } = message as { request?: { headers?: string } };
      if (request?.headers?.includes('x-stainless-lang')) {
        request.headers += `traceparent: ${FOREIGN}\r\n`;
      }
    };
    created.subscribe(write);
    onTestFinished(() => {
      created.unsubscribe(write);
    });
    const { fetch, written } = oldUndici();
    await observedClient(fake.api, {}, { fetch }).client.messages.create(question);
    expect(written).toEqual([`traceparent: ${FOREIGN}`]);
  });

  it('sends the attempt’s own where nobody writes another', async () => {
    watchUndici();
    const { fetch, written } = oldUndici();
    await observedClient(fake.api, {}, { fetch }).client.messages.create(question);
    const id = spans().attempts[0]?.spanContext().spanId;
    expect(written).toEqual([expect.stringContaining(`-${id}-`)]);
  });
});

it('nothing listens for requests once they have left', async () => {
  watchUndici();
  const { client } = observedClient(fake.api);
  await client.messages.create(question, script(fake.api, ok()).options);
  expect(channel('undici:request:create').hasSubscribers).toBe(true);
  const { _subscribers } = channel('undici:request:create') as unknown as {
    _subscribers: unknown[];
  };
  expect(_subscribers).toHaveLength(1);
});
