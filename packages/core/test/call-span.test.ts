import type { ClientOptions } from '@anthropic-ai/sdk';
import { trace } from '@opentelemetry/api';
import {
  malformed,
  message,
  ok,
  spendLimitReached,
  status,
  stream,
  text,
  thinking,
  toolUse,
} from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { instrument } from '../src/index.ts';
import {
  bareClient,
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from './support/claude.ts';
import { recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

const native: ClientOptions = { openTelemetry: { traces: true } };
const streamed = { ...question, stream: true as const };

// The newest models take no sampling parameters, so the SDK's types have none; requests to others still do.
const sampled = { ...question, temperature: 0.5, top_p: 0.9, top_k: 40 };

/** Attributes of the only call. */
function call(): Record<string, unknown> {
  const { calls } = spans();
  expect(calls).toHaveLength(1);
  return { ...calls[0]?.attributes };
}

describe('our own call span', () => {
  it('says what was asked, by the conventions', async () => {
    const { client } = observedClient(fake.api);
    await client.messages.create(
      {
        ...sampled,
        model: 'claude-sonnet-5-5',
        service_tier: 'standard_only',
        output_config: { effort: 'low' },
      },
      script(fake.api, ok()).options,
    );
    expect(spans().calls[0]?.name).toBe('chat claude-sonnet-5-5');
    expect(call()).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-sonnet-5-5',
      'gen_ai.request.max_tokens': 1024,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.top_p': 0.9,
      'gen_ai.request.top_k': 40,
      'gen_ai.request.reasoning.level': 'low',
      'anthropic.request.service_tier': 'standard_only',
      'server.address': '127.0.0.1',
      'server.port': fake.api.port,
    });
    expect(call()).not.toHaveProperty('gen_ai.request.stream');
  });

  it.each(['json', 'stream'])(
    'sums the input as the conventions do, and takes thinking as a part (%s)',
    async (form) => {
      const { client } = observedClient(fake.api);
      const usage = {
        input_tokens: 10,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 1_000,
        cache_creation: { ephemeral_5m_input_tokens: 600, ephemeral_1h_input_tokens: 400 },
        output_tokens: 50,
        output_tokens_details: { thinking_tokens: 20 },
        service_tier: 'priority' as const,
      };
      const content = [thinking('Hm.'), text('Blue.')];
      if (form === 'json')
        await client.messages.create(
          question,
          script(fake.api, message({ usage, content })).options,
        );
      else
        await drain(
          await client.messages.create(
            streamed,
            script(fake.api, stream({ usage, content })).options,
          ),
        );
      expect(call()).toMatchObject({
        'gen_ai.usage.input_tokens': 1_110,
        'gen_ai.usage.cache_read.input_tokens': 100,
        'gen_ai.usage.cache_write.input_tokens': 1_000,
        'anthropic.usage.cache_creation.ephemeral_5m_input_tokens': 600,
        'anthropic.usage.cache_creation.ephemeral_1h_input_tokens': 400,
        'gen_ai.usage.output_tokens': 50,
        'gen_ai.usage.reasoning.output_tokens': 20,
        'anthropic.response.service_tier': 'priority',
      });
    },
  );

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['tool_use', 'tool_call'],
    ['refusal', 'refusal'],
  ])('words the stop reason %s as %s, and keeps the raw one', async (stopReason, reason) => {
    const { client } = observedClient(fake.api);
    const content = stopReason === 'tool_use' ? [toolUse('look', {})] : [text('Blue.')];
    await client.messages.create(question, script(fake.api, ok({ stopReason, content })).options);
    expect(call()['gen_ai.response.finish_reasons']).toEqual([reason]);
    expect(call()['anthropic.message.stop_reason']).toBe(stopReason);
  });

  it('of a stream has the time to the first chunk from the start of the call', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(
      fake.api,
      status(429, { retryAfterMs: 150 }),
      stream({ firstToken: 150 }),
    );
    await drain(await client.messages.create(streamed, options));
    const told = Number(call()['gen_ai.response.time_to_first_chunk']);
    const ofAttempt = Number(spans().attempts[1]?.attributes['spanthropic.time_to_first_token']);
    expect(told - ofAttempt).toBeGreaterThan(0.1);
  });

  it('of another method is named as the SDK names its own, without inference attributes', async () => {
    const { client } = observedClient(fake.api);
    await client.messages.batches.list();
    expect(spans().calls[0]?.name).toBe('anthropic.messages.batches.list');
    expect(Object.keys(call()).filter((name) => /usage|finish|operation/.test(name))).toEqual([]);
  });

  it('of a request without a model has none in its name', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, status(400));
    await failureOf(client.post('/v1/messages', { body: {}, ...options }));
    expect(spans().calls[0]?.name).toBe('chat');
    expect(call()).not.toHaveProperty('gen_ai.request.model');
  });

  it('of a client whose base URL is none has no server', async () => {
    const { client } = observedClient(fake.api);
    client.baseURL = 'nowhere';
    await failureOf(client.messages.create(question));
    expect(call()['spanthropic.attempts']).toBe(0);
    expect(call()).not.toHaveProperty('server.address');
    expect(call()).not.toHaveProperty('server.port');
  });

  it('of options that never come is that of a request of which nothing is known', async () => {
    const { client } = observedClient(fake.api);
    const error = new Error('no options');
    const failed = failureOf(client.request(Promise.reject(error)));
    expect(await failed).toBe(error);
    expect(spans().calls[0]?.name).toBe('anthropic.request');
    expect(call()['spanthropic.call.outcome']).toBe('client_error');
  });

  it('is a child of the span that was active', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, ok());
    await trace.getTracer('app').startActiveSpan('POST /chat', async (server) => {
      await client.messages.create(question, options);
      server.end();
    });
    const server = spans().all.find((span) => span.name === 'POST /chat');
    expect(spans().calls[0]?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId);
  });

  it('carries what the attributes option adds', async () => {
    const { client } = observedClient(fake.api, {
      attributes: ({ method, model, stream }) => ({ 'app.call': `${method} ${model} ${stream}` }),
    });
    await client.messages.create(question, script(fake.api, ok()).options);
    expect(call()['app.call']).toBe('messages.create claude-opus-5-5 false');
  });

  it('tells a spend limit, which only the last attempt can know', async () => {
    const { client } = observedClient(fake.api);
    const limited = { ...spendLimitReached(), headers: { 'retry-after-ms': '5' }, times: 3 };
    await failureOf(client.messages.create(question, script(fake.api, limited).options));
    expect(spans().attempts.map((span) => span.attributes['spanthropic.attempt.outcome'])).toEqual([
      'rate_limited',
      'rate_limited',
      'spend_limited',
    ]);
    expect(call()['spanthropic.call.outcome']).toBe('spend_limited');
  });

  it('of a 200 that cannot be parsed is the client’s error, and its attempt was fine', async () => {
    const { client } = observedClient(fake.api);
    await failureOf(client.messages.create(question, script(fake.api, malformed()).options));
    expect(call()).toMatchObject({
      'spanthropic.call.outcome': 'client_error',
      'error.type': 'client_error',
    });
    expect(spans().attempts[0]?.attributes['spanthropic.attempt.outcome']).toBe('ok');
  });

  it('of a call that failed before anything was sent has no attempt', async () => {
    const { client } = observedClient(fake.api);
    await failureOf(client.messages.create(question, { maxRetries: -1 }));
    expect(spans().attempts).toEqual([]);
    expect(call()).toMatchObject({
      'spanthropic.call.outcome': 'client_error',
      'spanthropic.attempts': 0,
    });
  });

  it('is none with callSpan: none, and the attempts are children of what is active', async () => {
    const { client } = observedClient(fake.api, { callSpan: 'none' });
    const { options } = script(fake.api, status(429, { retryAfterMs: 5 }), ok());
    await trace.getTracer('app').startActiveSpan('job', async (job) => {
      await client.messages.create(question, options);
      job.end();
    });
    const job = spans().all.find((span) => span.name === 'job');
    expect(spans().calls).toEqual([]);
    for (const span of [...spans().attempts, ...spans().backoffs]) {
      expect(span.parentSpanContext?.spanId).toBe(job?.spanContext().spanId);
    }
  });
});

describe("the SDK's own call span", () => {
  it('is adopted: there is no second one, and the attempts are its children', async () => {
    const { client } = observedClient(fake.api, {}, native);
    await client.messages.create(
      question,
      script(fake.api, status(529, { retryAfterMs: 5 }), ok()).options,
    );
    const { calls, attempts, backoffs } = spans();
    expect(calls.map((span) => span.name)).toEqual(['anthropic.messages.create']);
    for (const span of [...attempts, ...backoffs]) {
      expect(span.parentSpanContext?.spanId).toBe(calls[0]?.spanContext().spanId);
    }
  });

  it('gets what it lacks', async () => {
    const { client } = observedClient(
      fake.api,
      { attributes: () => ({ 'app.tenant': 'blue' }) },
      native,
    );
    await client.messages.create(
      sampled,
      script(fake.api, status(529, { retryAfterMs: 5 }), ok()).options,
    );
    expect(call()).toMatchObject({
      'gen_ai.request.temperature': 0.5,
      'gen_ai.response.finish_reasons': ['stop'],
      'spanthropic.method': 'messages.create',
      'spanthropic.attempts': 2,
      'spanthropic.retried': true,
      'spanthropic.call.outcome': 'ok',
      'app.tenant': 'blue',
    });
    expect(spans().calls[0]?.events.map((event) => event.name)).toEqual(['spanthropic.retry']);
  });

  it.each([
    ['refusal', status(400), 'rejected', 'BadRequestError'],
    ['spend limit', spendLimitReached(), 'spend_limited', 'EnforcedSpendLimitReachedError'],
  ])(
    'that the SDK ends with a failure knows its cause: a %s',
    async (_, step, outcome, errorClass) => {
      const { client } = observedClient(fake.api, {}, { ...native, maxRetries: 0 });
      await failureOf(client.messages.create(question, script(fake.api, step).options));
      expect(call()).toMatchObject({
        'spanthropic.call.outcome': outcome,
        'spanthropic.error.class': errorClass,
        'spanthropic.attempts': 1,
      });
    },
  );

  it('that the SDK ends with a broken connection knows its outcome', async () => {
    const { client } = observedClient(fake.api, {}, { ...native, maxRetries: 0 });
    await failureOf(
      client.messages.create(question, {
        ...script(fake.api, ok({ delay: 2_000 })).options,
        timeout: 30,
      }),
    );
    expect(call()['spanthropic.call.outcome']).toBe('timeout');
  });

  it.each([
    ['completed', stream(), 'ok'],
    ['failed', stream({ end: 'error' }), 'overloaded'],
    ['truncated', stream({ end: 'truncated' }), 'connection'],
  ])('of a stream knows that it %s', async (end, step, outcome) => {
    const { client } = observedClient(fake.api, {}, native);
    await client.messages
      .create(streamed, script(fake.api, step).options)
      .then(drain)
      .catch(() => {});
    expect(call()).toMatchObject({
      'spanthropic.call.outcome': outcome,
      'spanthropic.stream.end': end,
    });
  });

  it('of a stream that the application closed knows it, though the SDK ends the span first', async () => {
    const { client } = observedClient(fake.api, {}, native);
    for await (const _ of await client.messages.create(
      streamed,
      script(fake.api, stream()).options,
    ))
      break;
    expect(call()).toMatchObject({
      'spanthropic.call.outcome': 'aborted',
      'spanthropic.stream.end': 'closed',
    });
  });

  it('of a call that is aborted asleep knows it', async () => {
    const { client, events } = observedClient(fake.api, {}, native);
    const { options } = script(fake.api, status(429, { retryAfter: 30 }), ok());
    const controller = new AbortController();
    const failed = failureOf(
      client.messages.create(question, { ...options, signal: controller.signal }),
    );
    await expect.poll(() => events.some((event) => event.type === 'backoff.start')).toBe(true);
    controller.abort();
    await failed;
    expect(call()).toMatchObject({
      'spanthropic.call.outcome': 'aborted',
      'spanthropic.abort.reason': 'signal',
    });
  });

  it('is absent for a raw post: then there is one of ours', async () => {
    const { client } = observedClient(fake.api, {}, native);
    await client.post('/v1/messages', { body: question, ...script(fake.api, ok()).options });
    expect(spans().calls.map((span) => span.name)).toEqual(['chat claude-opus-5-5']);
  });
});

it('a call that is not sampled still tells its events', async () => {
  const client = instrument(bareClient(fake.api));
  const { options } = script(fake.api, ok());
  const { trace: api, context, TraceFlags } = await import('@opentelemetry/api');
  const unsampled = api.wrapSpanContext({
    traceId: '1'.repeat(32),
    spanId: '2'.repeat(16),
    traceFlags: TraceFlags.NONE,
  });
  const events: string[] = [];
  const { client: told } = observedClient(fake.api, {
    onEvent: (event) => events.push(event.type),
  });
  await context.with(api.setSpan(context.active(), unsampled), async () => {
    await client.messages.create(question, options);
    await told.messages.create(question, script(fake.api, ok()).options);
  });
  expect(spans().all).toEqual([]);
  expect(events).toEqual([
    'call.start',
    'attempt.start',
    'attempt.headers',
    'attempt.end',
    'call.end',
  ]);
});
