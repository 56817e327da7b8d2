import { ok, status, stream } from '@spanthropic/testing';
import { expect, it } from 'vitest';
import { drain, fakeClaude, observedClient, question, script } from './support/claude.ts';
import { recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

it('the events of a call tell it in the order in which it happened', async () => {
  const { client, events } = observedClient(fake.api, { name: 'primary' });
  const { call, options } = script(
    fake.api,
    status(429, { retryAfterMs: 20 }),
    stream({ firstToken: 20 }),
  );
  await drain(await client.messages.create({ ...question, stream: true }, options));

  const [limited, answered] = fake.api.requestsOf(call);
  expect(events).toMatchObject([
    {
      type: 'call.start',
      method: 'messages.create',
      model: 'claude-opus-5-5',
      stream: true,
      provider: 'anthropic',
      clientName: 'primary',
      request: { maxTokens: 1024 },
    },
    { type: 'attempt.start', attempt: 1, httpMethod: 'POST', urlPath: '/v1/messages' },
    {
      type: 'attempt.headers',
      attempt: 1,
      status: 429,
      requestId: limited?.requestId,
      retryAfter: 0.02,
    },
    { type: 'attempt.end', attempt: 1, outcome: 'rate_limited', errorType: 'rate_limit_error' },
    {
      type: 'backoff.start',
      attempt: 1,
      planned: 0.02,
      source: 'retry-after-ms',
      reason: 'status',
      status: 429,
      outcome: 'rate_limited',
    },
    { type: 'backoff.end', attempt: 1, planned: 0.02, actual: expect.closeTo(0.02, 0) },
    { type: 'attempt.start', attempt: 2 },
    { type: 'attempt.headers', attempt: 2, status: 200, requestId: answered?.requestId },
    { type: 'first_token', attempt: 2, timeToFirstToken: expect.any(Number) },
    { type: 'attempt.end', attempt: 2, outcome: 'ok', stream: { end: 'completed', stalls: 0 } },
    {
      type: 'call.end',
      outcome: 'ok',
      attempts: 2,
      retried: true,
      streamEnd: 'completed',
      response: { stopReason: 'end_turn', partial: false },
    },
  ]);
});

it('each event knows its call, its time and its span', async () => {
  const { client, events } = observedClient(fake.api);
  const before = fake.api.now();
  await client.messages.create(
    question,
    script(fake.api, status(529, { retryAfterMs: 5 }), ok()).options,
  );
  const after = fake.api.now();

  const { calls, attempts, backoffs } = spans();
  const ids = (list: typeof calls): (string | undefined)[] =>
    list.map((span) => span.spanContext().spanId);
  expect(new Set(events.map((event) => event.callId)).size).toBe(1);
  expect(new Set(events.map((event) => event.traceId))).toEqual(
    new Set([calls[0]?.spanContext().traceId]),
  );
  for (const [kind, list] of [
    ['call', calls],
    ['attempt', attempts],
    ['backoff', backoffs],
  ] as const) {
    const own = events.filter((event) => event.type.startsWith(`${kind}.`));
    expect(new Set(own.map((event) => event.spanId))).toEqual(new Set(ids(list)));
  }
  const times = events.map((event) => event.time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  // The call's clock and the server's are the same process's, within the drift that is allowed.
  expect(times[0]).toBeGreaterThan(before - 5);
  expect(times.at(-1)).toBeLessThan(after + 5);
});

it('no event holds what the application sent or received, nor its key', async () => {
  const { client, events } = observedClient(fake.api, {}, { apiKey: 'sk-canary-key' });
  const secret = 'canary-prompt';
  const { options } = script(fake.api, ok({ text: 'canary-answer' }));
  await client.messages.create(
    { ...question, system: secret, messages: [{ role: 'user', content: secret }] },
    options,
  );
  expect(JSON.stringify(events)).not.toContain('canary');
  expect(
    JSON.stringify(spans().all.map(({ attributes, events: marks }) => [attributes, marks])),
  ).not.toContain('canary');
});
