import { ok, reset, status } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import {
  bareClient,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from './support/claude.ts';
import { lengthOf, recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

/** Node.js's timers fire up to a millisecond early, and by far too late when the machine is busy. */
const about = (seconds: number): unknown => expect.closeTo(seconds, 0);

describe('a backoff', () => {
  it('is a span as long as the sleep, with its plan and who set it', async () => {
    const { client } = observedClient(fake.api);
    const retried = (retryAfterMs: number) => script(fake.api, status(429, { retryAfterMs }), ok());
    // Timers count from the turn that sets them, and the first retry of a process makes a long one.
    await bareClient(fake.api).messages.create(question, retried(1).options);
    const { call, options } = retried(200);
    await client.messages.create(question, options);

    const { backoffs, calls } = spans();
    expect(backoffs).toHaveLength(1);
    expect(backoffs[0]?.parentSpanContext?.spanId).toBe(calls[0]?.spanContext().spanId);
    expect(backoffs[0]?.kind).toBe(0);
    expect(backoffs[0]?.attributes).toEqual({
      'spanthropic.backoff.planned': 0.2,
      'spanthropic.backoff.source': 'retry-after-ms',
      'spanthropic.backoff.actual': about(0.2),
    });
    const [first, second] = fake.api.requestsOf(call);
    const apart = ((second?.receivedAt ?? 0) - (first?.endedAt ?? 0)) / 1000;
    const slept = backoffs[0] ? lengthOf(backoffs[0]) : 0;
    expect(slept).toBeGreaterThan(0.15);
    expect(slept).toBeLessThanOrEqual(apart + 0.001);
  });

  it('is written on the call when the sleep begins: planned, source, why, and the attempt it follows', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, status(529, { retryAfter: 0.05 }), ok());
    await client.messages.create(question, options);

    const [retry] = spans().calls[0]?.events ?? [];
    expect(retry?.name).toBe('spanthropic.retry');
    expect(retry?.attributes).toEqual({
      'spanthropic.backoff.planned': 0.05,
      'spanthropic.backoff.source': 'retry-after',
      'spanthropic.retry.reason': 'status',
      'spanthropic.attempt.number': 1,
      'http.response.status_code': 529,
      'error.type': 'overloaded_error',
      'anthropic.request.id': fake.api.requestsOf(call)[0]?.requestId,
    });
    expect(retry?.time).toEqual(spans().backoffs[0]?.startTime);
  });

  it('without a header has the length that the SDK drew by itself', async () => {
    const { client, events } = observedClient(fake.api);
    await client.messages.create(question, script(fake.api, status(500), ok()).options);
    const start = events.find((event) => event.type === 'backoff.start');
    const end = events.find((event) => event.type === 'backoff.end');
    expect(start?.source).toBe('default');
    expect(start?.planned).toBeGreaterThanOrEqual(0.375);
    expect(start?.planned).toBeLessThanOrEqual(0.5);
    expect(end?.actual).toBeCloseTo(start?.planned ?? 0, 0);
  });

  it.each([
    ['a status', status(503, { retryAfterMs: 5 }), 'status'],
    ['x-should-retry', status(400, { shouldRetry: true, retryAfterMs: 5 }), 'x-should-retry'],
    ['a broken connection', reset(), 'connection'],
    ['a timeout', ok({ delay: 1_000 }), 'timeout'],
  ])('says that it was %s', async (_, step, reason) => {
    const { client, events } = observedClient(fake.api);
    const { options } = script(fake.api, step, ok());
    await client.messages.create(question, { ...options, timeout: 150 });
    expect(events.find((event) => event.type === 'backoff.start')?.reason).toBe(reason);
  });

  it('adds to the total of the call', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(
      fake.api,
      status(429, { retryAfterMs: 60 }),
      status(429, { retryAfterMs: 40 }),
      ok(),
    );
    await client.messages.create(question, options);
    expect(spans().calls[0]?.attributes).toMatchObject({
      'spanthropic.attempts': 3,
      'spanthropic.retried': true,
      'spanthropic.backoff.total': about(0.1),
    });
    const slept = spans().backoffs.map((span) =>
      Number(span.attributes['spanthropic.backoff.actual']),
    );
    const total = Number(spans().calls[0]?.attributes['spanthropic.backoff.total']);
    expect(slept.reduce((sum, each) => sum + each)).toBeCloseTo(total, 9);
  });

  it('that is aborted ends everything at once', async () => {
    const { client, events } = observedClient(fake.api);
    const { call, options } = script(fake.api, status(429, { retryAfter: 30 }), ok());
    const controller = new AbortController();
    const failed = failureOf(
      client.messages.create(question, { ...options, signal: controller.signal }),
    );
    await expect.poll(() => events.some((event) => event.type === 'backoff.start')).toBe(true);
    controller.abort();
    await failed;

    const { attempts, backoffs, calls } = spans();
    expect(fake.api.requestsOf(call)).toHaveLength(1);
    expect(attempts).toHaveLength(1);
    expect(backoffs[0]?.attributes['spanthropic.backoff.planned']).toBe(30);
    expect(backoffs[0]?.attributes['spanthropic.backoff.actual']).toBeLessThan(5);
    expect(calls[0]?.status.code).toBe(0);
    expect(calls[0]?.attributes).toMatchObject({
      'spanthropic.call.outcome': 'aborted',
      'spanthropic.abort.reason': 'signal',
      'spanthropic.error.class': 'APIUserAbortError',
    });
    expect(calls[0]?.attributes).not.toHaveProperty('error.type');
  });

  it('of minutes is told when it begins, not when it ends', async () => {
    const { client, events } = observedClient(fake.api);
    const { options } = script(fake.api, status(429, { retryAfter: 287_441 }));
    const controller = new AbortController();
    const failed = failureOf(
      client.messages.create(question, { ...options, signal: controller.signal }),
    );
    await expect
      .poll(() => events.find((event) => event.type === 'backoff.start')?.planned)
      .toBe(287_441);
    controller.abort();
    await failed;
  });
});
