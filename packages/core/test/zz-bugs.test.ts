import { context, type ContextManager, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { ok, stream } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { type CallEvent, instrument, shutdown } from '../src/index.ts';
import { bareClient, drain, failureOf, fakeClaude, observedClient, question, script } from './support/claude.ts';
import { removeTelemetry } from './support/telemetry.ts';
import { afterEach } from 'vitest';

const fake = fakeClaude();
afterEach(removeTelemetry);
const fail = (): never => { throw new Error('telemetry is broken'); };

describe('bugs', () => {
  it('tells no first token of a stream whose call shutdown has ended', async () => {
    const { client, events } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ pace: 5 }));
    for await (const { type } of await client.messages.create({ ...question, stream: true }, options)) {
      if (type === 'content_block_start') shutdown();
    }
    expect(events.at(-1)?.type).toBe('call.end');
  });

  it('ends the call of a request() that returns no promise at all', async () => {
    const client = bareClient(fake.api);
    client.request = (() => undefined) as never;
    const events: CallEvent[] = [];
    instrument(client, { onEvent: (event) => events.push(event) });
    client.messages.create(question);
    expect(events.at(-1)?.type).toBe('call.end');
  });

  it('ends the call of a parse that returns no promise', async () => {
    const client = bareClient(fake.api);
    const { request } = client;
    client.request = function (this: never, ...args: never[]) {
      return Object.assign(request.apply(this, args as never) as object, { parseResponse: () => 'blue' });
    } as never;
    const events: CallEvent[] = [];
    instrument(client, { onEvent: (event) => events.push(event) });
    expect(await client.messages.create(question, script(fake.api, ok()).options)).toBe('blue');
    expect(events.at(-1)?.type).toBe('call.end');
  });

  it('a context manager that fails in the middle of a call costs the context', async () => {
    trace.setGlobalTracerProvider(new TracerProvider());
    let broken = false;
    const manager: ContextManager = {
      active: () => (broken ? fail() : ROOT_CONTEXT),
      with: (_, step, self, ...args) => step.apply(self as never, args),
      bind: (_, target) => target,
      enable() { return this; }, disable() { return this; },
    };
    context.setGlobalContextManager(manager);
    const client = instrument(bareClient(fake.api, { maxRetries: 0 }), {
      onEvent: (event) => { if (event.type === 'attempt.start') broken = true; },
    });
    await client.messages.create(question, script(fake.api, ok()).options);
  });

  it('a span whose context throws costs the record, not the call', async () => {
    const span = new Proxy({}, { get: () => fail });
    const client = instrument(bareClient(fake.api, { maxRetries: 0 }), {
      tracerProvider: { getTracer: () => ({ startSpan: () => span, startActiveSpan: fail }) } as never,
      onEvent: () => {},
    });
    await client.messages.create(question, script(fake.api, ok()).options);
    await drain(await client.messages.create({ ...question, stream: true }, script(fake.api, stream()).options));
  });

  it('keeps the headers and the method of a Request', async () => {
    const { client, events } = observedClient(fake.api, {}, {
      middleware: [async (request, next) => {
        await Reflect.get(client, 'fetch')(new Request(`${fake.api.url}/v1/messages/count_tokens`, { method: 'POST', headers: { 'x-own': 'yes', 'content-type': 'application/json', ...options2.headers }, body: '{}' }));
        return next(request);
      }],
    });
    trace.setGlobalTracerProvider(new TracerProvider());
    const { propagation } = await import('@opentelemetry/api');
    const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const { options: options2, call } = script(fake.api, ok());
    await client.messages.create(question, script(fake.api, ok()).options);
    expect.soft(events.filter((e) => e.type === 'attempt.start')[0]?.httpMethod).toBe('POST');
    expect(fake.api.requestsOf(call)[0]?.headers['x-own']).toBe('yes');
  });
});
