import { createRequire } from 'node:module';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Express } from 'express';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { claude, claudeErrors, sse } from '../src/index.ts';
import { bareClient, fakeClaude, question, script, streamed } from './support/claude.ts';
import { handler, serve, sorry } from './support/serve.ts';
import { recordTelemetry, spans } from './support/telemetry.ts';
import { VERSIONS } from './support/versions.ts';

const fake = fakeClaude();
recordTelemetry();

// Node.js lets a module be patched when it is required, once for each process.
const http = new HttpInstrumentation({
  disableOutgoingRequestInstrumentation: true,
  // The fake API's.
  ignoreIncomingRequestHook: ({ url }) => url?.startsWith('/v1/') === true,
});
createRequire(import.meta.url)('node:http');
beforeEach(() => http.setTracerProvider(trace.getTracerProvider()));
afterAll(() => http.disable());

/** The SERVER span, when it has ended. */
async function serverSpan(): Promise<ReadableSpan> {
  const find = () => spans().all.find(({ kind }) => kind === SpanKind.SERVER);
  await expect.poll(find).toBeDefined();
  return find() as ReadableSpan;
}

describe.each(VERSIONS)(
  'the SERVER span of the HTTP instrumentation, in $version',
  ({ express }) => {
    const application = (): Express => express().use(claude(bareClient(fake.api)));
    const get = async (app: Express, init?: RequestInit): Promise<Response> =>
      fetch(`${await serve(app)}/chat/17`, init);

    it('has the summary of a request, and its calls below it', async () => {
      const { options } = script(
        fake.api,
        { kind: 'status', code: 529, retryAfterMs: 20 },
        { kind: 'ok', usage: { input_tokens: 10, output_tokens: 5 } },
      );
      const app = application();
      app.get(
        '/chat/:id',
        handler(async (req, res) => res.json(await req.claude.messages.create(question, options))),
      );
      await (await get(app)).text();
      const span = await serverSpan();
      const { attributes } = span;
      expect(attributes).toMatchObject({
        'spanthropic.request.calls': 1,
        'spanthropic.request.attempts': 2,
        'spanthropic.request.retries': 1,
        'spanthropic.request.backoff': expect.any(Number),
        'spanthropic.request.time_to_first_byte': expect.any(Number),
        'spanthropic.request.tokens.input': 10,
        'spanthropic.request.tokens.output': 5,
      });
      expect(Object.keys(attributes).filter((name) => name.startsWith('gen_ai.'))).toEqual([]);
      expect(spans().calls[0]?.parentSpanContext?.spanId).toBe(span.spanContext().spanId);
      // No SERVER span of ours.
      expect(spans().all.filter(({ kind }) => kind === SpanKind.SERVER)).toHaveLength(1);
    });

    it('has that of a streamed answer, to its last token', async () => {
      const { options } = script(fake.api, {
        kind: 'stream',
        usage: { output_tokens: 40 },
        pace: 20,
      });
      const app = application();
      app.get(
        '/chat/:id',
        handler(async (req, res) => sse(await req.claude.messages.create(streamed, options), res)),
      );
      await (await get(app)).text();
      const { attributes } = await serverSpan();
      expect(attributes).toMatchObject({
        'spanthropic.request.calls': 1,
        'spanthropic.request.time_to_first_token': expect.any(Number),
        'spanthropic.request.time_to_first_byte': expect.any(Number),
        'spanthropic.request.tokens.output': 40,
      });
    });

    it('says so when a stream failed after the headers', async () => {
      const { options } = script(fake.api, { kind: 'stream', end: 'error' });
      const app = application();
      app.get(
        '/chat/:id',
        handler(async (req, res) => sse(await req.claude.messages.create(streamed, options), res)),
      );
      const response = await get(app.use(claudeErrors(), sorry));
      const text = await response.text();
      const span = await serverSpan();
      expect(span.status.code).toBe(SpanStatusCode.ERROR);
      expect(
        span.attributes['http.response.status_code'] ?? span.attributes['http.status_code'],
      ).toBe(200);
      expect(text).toContain(`"traceId":"${span.spanContext().traceId}"`);
    });

    it('is named by its trace in the answer for an error', async () => {
      const { options } = script(fake.api, { kind: 'status', code: 500, shouldRetry: false });
      const app = application();
      app.get(
        '/chat/:id',
        handler(async (req, res) => res.json(await req.claude.messages.create(question, options))),
      );
      const problem = await (await get(app.use(claudeErrors()))).json();
      const { traceId } = (await serverSpan()).spanContext();
      expect(problem).toMatchObject({ code: 'upstream_error', traceId });
    });

    it('has the summary also when the client went away', async () => {
      // Late enough for any reader to be waiting for it: of others its time is not known.
      const step = { kind: 'stream', end: 'never', after: 4, firstToken: 200 } as const;
      const { options } = script(fake.api, step);
      const app = application();
      app.get(
        '/chat/:id',
        handler(async (req, res) => sse(await req.claude.messages.create(streamed, options), res)),
      );
      const controller = new AbortController();
      const response = await get(app, { signal: controller.signal });
      await response.body?.getReader().read();
      controller.abort();
      expect((await serverSpan()).attributes).toMatchObject({
        'spanthropic.request.calls': 1,
        'spanthropic.request.time_to_first_token': expect.any(Number),
      });
      await expect.poll(() => spans().calls).toHaveLength(1);
      expect(spans().calls[0]?.attributes['spanthropic.abort.reason']).toBe('client_disconnected');
    });
  },
);
