import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { RPCType, setRPCMetadata } from '@opentelemetry/core';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ok, status, stream } from '@spanthropic/testing';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { fakeClaude, question, script } from '../support/claude.ts';
import { attributesOf, recordSpans, spans } from '../support/telemetry.ts';
import { type Served, serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

// Node.js lets a module be patched when it is required, once for each process.
const http = new HttpInstrumentation({
  disableOutgoingRequestInstrumentation: true,
  // The fake API's.
  ignoreIncomingRequestHook: ({ url }) => url?.startsWith('/v1/') === true,
});
const { createServer }: typeof import('node:http') = createRequire(import.meta.url)('node:http');
afterAll(() => http.disable());

/** The SERVER span, which has ended. */
function serverSpan(): ReadableSpan {
  const span = spans().all.find(({ kind }) => kind === SpanKind.SERVER);
  if (span === undefined) throw new Error('no SERVER span');
  return span;
}

/** Serves one request by the real HTTP server under the real HTTP instrumentation; what the client got. */
async function overHttp(
  answer: (served: Served, response: ServerResponse) => Promise<void>,
  read: (url: string) => Promise<unknown> = async (url) => (await fetch(url)).text(),
): Promise<Served> {
  http.setTracerProvider(trace.getTracerProvider());
  let over: Served | undefined;
  const server = createServer((_, response) => {
    const served = serve(fake.api);
    response.once('close', () => {
      if (response.writableFinished) served.request.finished();
      else served.request.disconnected();
      over = served;
    });
    void served.request.run(() => answer(served, response));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await read(`http://127.0.0.1:${port}/chat/1`);
  await expect.poll(() => over).toBeDefined();
  return over as Served;
}

describe('the SERVER span of the HTTP instrumentation', () => {
  it('has the summary of the request, and no usage by its own name', async () => {
    await overHttp(async ({ request }, response) => {
      const { options } = script(
        fake.api,
        status(529, { retryAfterMs: 20 }),
        ok({ usage: { input_tokens: 10, output_tokens: 5 } }),
      );
      await request.claude.messages.create(question, options);
      request.firstByte();
      response.end('done');
    });
    const attributes = attributesOf(serverSpan());
    expect(attributes).toMatchObject({
      'spanthropic.request.calls': 1,
      'spanthropic.request.attempts': 2,
      'spanthropic.request.retries': 1,
      'spanthropic.request.backoff': expect.any(Number),
      'spanthropic.request.time_to_first_byte': expect.any(Number),
      'spanthropic.request.tokens.input': 10,
      'spanthropic.request.tokens.output': 5,
    });
    expect(attributes).not.toHaveProperty('spanthropic.request.time_to_first_token');
    expect(Object.keys(attributes).filter((name) => name.startsWith('gen_ai.'))).toEqual([]);
  });

  it('is the one that a call’s span hangs below', async () => {
    await overHttp(async ({ request }, response) => {
      await request.claude.messages.create(question, script(fake.api, ok()).options);
      response.end();
    });
    const parent = spans().calls[0]?.parentSpanContext?.spanId;
    expect(parent).toBe(serverSpan().spanContext().spanId);
  });

  it('has what was known when the client went away, which is when it ends', async () => {
    const leave = new AbortController();
    const served = await overHttp(
      async ({ request }, response) => {
        const { options } = script(fake.api, stream({ firstToken: 200, end: 'never', after: 4 }));
        const answer = await request.claude.messages.create(streamed, options);
        response.flushHeaders();
        for await (const event of answer) if (event.type === 'content_block_delta') leave.abort();
      },
      async (url) => {
        const read = await fetch(url, { signal: leave.signal });
        await read.text().catch(() => undefined);
      },
    );
    expect(attributesOf(serverSpan())).toMatchObject({
      'spanthropic.request.calls': 1,
      'spanthropic.request.attempts': 1,
      'spanthropic.request.time_to_first_token': expect.any(Number),
    });
    expect(served.summaries).toMatchObject([{ disconnected: true }]);
    expect(served.events.at(-1)).toMatchObject({ abortReason: 'client_disconnected' });
  });

  it('is failed by a relay that breaks off after good headers', async () => {
    await overHttp(async ({ request }, response) => {
      const { options } = script(fake.api, stream({ end: 'error' }));
      const frames = request.relay(await request.claude.messages.create(streamed, options));
      for await (const frame of frames) response.write(frame);
      response.end();
    });
    expect(serverSpan().status).toEqual({ code: SpanStatusCode.ERROR });
    expect(attributesOf(serverSpan())).toMatchObject({ 'http.response.status_code': 200 });
  });

  it('gives problems its trace id', async () => {
    let traceId: string | undefined;
    await overHttp(async ({ request }, response) => {
      const { options } = script(fake.api, status(400));
      const refused = request.claude.messages.create(question, options);
      const problem = await refused.catch((error: unknown) => request.problemOf(error));
      traceId = 'body' in (problem ?? {}) ? Object(problem).body.traceId : undefined;
      response.end();
    });
    expect(traceId).toBe(serverSpan().spanContext().traceId);
  });
});

describe('without that, the SERVER span', () => {
  const tracer = () => trace.getTracer('test');

  it('is the active one', async () => {
    const span = tracer().startSpan('POST /chat', { kind: SpanKind.SERVER });
    const { request } = context.with(trace.setSpan(context.active(), span), () => serve(fake.api));
    await request.claude.messages.create(question, script(fake.api, ok()).options);
    span.end();
    expect(attributesOf(serverSpan())).toMatchObject({ 'spanthropic.request.calls': 1 });
  });

  it('is the root that a framework’s span hides', async () => {
    const root = tracer().startSpan('POST /chat', { kind: SpanKind.SERVER });
    const rpc = setRPCMetadata(trace.setSpan(context.active(), root), {
      type: RPCType.HTTP,
      span: root,
    });
    const middleware = tracer().startSpan('middleware', {}, rpc);
    const { request } = context.with(trace.setSpan(rpc, middleware), () => serve(fake.api));
    await request.claude.messages.create(question, script(fake.api, ok()).options);
    middleware.end();
    root.end();
    expect(attributesOf(serverSpan())).toMatchObject({ 'spanthropic.request.calls': 1 });
    const hidden = spans().all.find(({ name }) => name === 'middleware');
    expect(hidden?.attributes).toEqual({});
  });

  it('is not taken from a span of another kind: there is none, and the summary is told all the same', async () => {
    const span = tracer().startSpan('job');
    const { request, summaries } = context.with(trace.setSpan(context.active(), span), () =>
      serve(fake.api),
    );
    await request.claude.messages.create(question, script(fake.api, ok()).options);
    request.finished();
    span.end();
    expect(summaries).toMatchObject([{ calls: 1 }]);
    expect(spans().all.find(({ name }) => name === 'job')?.attributes).toEqual({});
    expect(request.problemOf(new Error('not ours'))).toBeUndefined();
  });

  it('is left alone once it has ended', async () => {
    const span = tracer().startSpan('POST /chat', { kind: SpanKind.SERVER });
    const { request } = context.with(trace.setSpan(context.active(), span), () => serve(fake.api));
    span.end();
    await request.claude.messages.create(question, script(fake.api, ok()).options);
    expect(attributesOf(serverSpan())).toEqual({});
  });
});
