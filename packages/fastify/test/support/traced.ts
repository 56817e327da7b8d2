import { FastifyOtelInstrumentation } from '@fastify/otel';
import { SpanKind, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type FakeClaude, ok, status, stream } from '@spanthropic/testing';
import type { FastifyInstance } from 'fastify';
import { expect, onTestFinished } from 'vitest';
import { question, script } from '../../../core/test/support/claude.ts';
import { spans } from '../../../core/test/support/telemetry.ts';
import { sse } from '../../src/index.ts';

const streamed = { ...question, stream: true as const };

/** Instruments `app` as its users do. */
export async function registerOtel(app: FastifyInstance): Promise<void> {
  const otel = new FastifyOtelInstrumentation({ instrumentHooks: false });
  otel.setTracerProvider(trace.getTracerProvider());
  onTestFinished(() => otel.disable());
  await app.register(otel.plugin());
}

/** The SERVER span, once it has ended. */
export async function serverSpan(): Promise<ReadableSpan> {
  const ended = (): ReadableSpan[] => spans().all.filter(({ kind }) => kind === SpanKind.SERVER);
  await expect.poll(ended).toHaveLength(1);
  return ended()[0] as ReadableSpan;
}

/** A route whose call is retried once. */
export function addChat(app: FastifyInstance, api: FakeClaude): void {
  const usage = { input_tokens: 10, output_tokens: 5 };
  const { options } = script(api, status(529, { retryAfterMs: 20 }), ok({ usage }));
  app.get('/chat/:id', async (request) => {
    await request.claude.messages.create(question, options);
    return { text: 'Blue.' };
  });
}

/** A route that relays a stream. */
export function addStream(
  app: FastifyInstance,
  api: FakeClaude,
  step = stream({ firstToken: 200, pace: 20 }),
): void {
  const { options } = script(api, step);
  app.get('/chat/:id', async (request, reply) =>
    sse(await request.claude.messages.create(streamed, options), reply),
  );
}

/** What is said of the request of {@link addChat}. */
export const SUMMARY = {
  'spanthropic.request.calls': 1,
  'spanthropic.request.attempts': 2,
  'spanthropic.request.retries': 1,
  'spanthropic.request.backoff': expect.any(Number),
  'spanthropic.request.tokens.input': 10,
  'spanthropic.request.tokens.output': 5,
  'spanthropic.request.time_to_first_byte': expect.any(Number),
};
