import { createRequire } from 'node:module';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { status, stream } from '@spanthropic/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';
import { ENDLESS } from '../../core/test/request/support/served.ts';
import { fakeClaude, observedClient, question, script } from '../../core/test/support/claude.ts';
import { attributesOf, lengthOf, recordSpans, spans } from '../../core/test/support/telemetry.ts';
import { claude } from '../src/index.ts';
import { listen } from './support/served.ts';
import { addChat, addStream, registerOtel, SUMMARY, serverSpan } from './support/traced.ts';

const fake = fakeClaude();
recordSpans();

// Node.js lets a module be patched when it is required, once for each process: this file has its own.
const http = new HttpInstrumentation({
  disableOutgoingRequestInstrumentation: true,
  ignoreIncomingRequestHook: ({ url }) => url?.startsWith('/v1/') === true, // the fake API's
});
createRequire(import.meta.url)('node:http');
afterAll(() => http.disable());

/** An application under the HTTP instrumentation, and Fastify's if it is wanted; its URL. */
async function serve(
  routes: (app: FastifyInstance) => unknown,
  { otel = false } = {},
): Promise<string> {
  const app = fastify();
  http.setTracerProvider(trace.getTracerProvider());
  if (otel) await registerOtel(app);
  await app.register(claude, { client: observedClient(fake.api).client });
  await routes(app);
  return listen(app);
}

describe('under the HTTP instrumentation, the SERVER span', () => {
  it('has the summary of the request, and the call below it', async () => {
    const url = await serve((app) => addChat(app, fake.api));
    await (await fetch(`${url}/chat/1`)).text();
    const server = await serverSpan();
    expect(attributesOf(server)).toMatchObject(SUMMARY);
    const [call] = spans().calls;
    expect(call?.parentSpanContext?.spanId).toBe(server.spanContext().spanId);
  });

  it('lasts as long as server-sent events do, and says when the first of them left', async () => {
    const url = await serve((app) => addStream(app, fake.api));
    await (await fetch(`${url}/chat/1`)).text();
    const server = await serverSpan();
    const [call] = spans().calls;
    expect(lengthOf(server)).toBeGreaterThanOrEqual(lengthOf(call as ReadableSpan));
    const attributes = attributesOf(server);
    const token = Number(attributes['spanthropic.request.time_to_first_token']);
    const byte = Number(attributes['spanthropic.request.time_to_first_byte']);
    expect(token).toBeGreaterThan(0.05);
    expect(byte).toBeGreaterThanOrEqual(token);
    expect(attributes['spanthropic.request.tokens.output']).toBeGreaterThan(0);
  });

  it('has what was known when the client went away', async () => {
    const url = await serve((app) => addStream(app, fake.api, stream(ENDLESS)));
    const leave = new AbortController();
    const answer = await fetch(`${url}/chat/1`, { signal: leave.signal });
    await answer.body?.getReader().read();
    leave.abort();
    expect(attributesOf(await serverSpan())).toMatchObject({
      'spanthropic.request.calls': 1,
      'spanthropic.request.time_to_first_byte': expect.any(Number),
    });
    await expect.poll(() => spans().calls).toHaveLength(1);
  });

  it('is failed by server-sent events that break off', async () => {
    const url = await serve((app) => addStream(app, fake.api, stream({ end: 'error' })));
    expect(await (await fetch(`${url}/chat/1`)).text()).toContain('event: error');
    expect((await serverSpan()).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('is of the trace that problems name', async () => {
    const { options } = script(fake.api, status(400));
    const url = await serve((app) =>
      app.get('/', async (request) => request.claude.messages.create(question, options)),
    );
    const problem = await (await fetch(url)).json();
    const { traceId } = (await serverSpan()).spanContext();
    expect(problem).toMatchObject({ code: 'invalid_request', traceId });
  });
});

describe('under the HTTP instrumentation and @fastify/otel', () => {
  it('the summary stands on the span of HTTP, which outlives Fastify’s', async () => {
    const url = await serve((app) => addStream(app, fake.api), { otel: true });
    await (await fetch(`${url}/chat/1`)).text();
    const server = await serverSpan();
    const request = spans().all.find(({ name }) => name === 'request');
    expect(attributesOf(server)).toMatchObject({
      'spanthropic.request.calls': 1,
      'spanthropic.request.time_to_first_token': expect.any(Number),
    });
    expect(Object.keys(attributesOf(request)).join()).not.toContain('spanthropic');
    // It ends before the body begins.
    expect(lengthOf(request as ReadableSpan)).toBeLessThan(lengthOf(server));
    expect(attributesOf(spans().calls[0])).toMatchObject({ 'http.route': '/chat/:id' });
  });
});
