import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedRequest } from '@spanthropic/testing';
import { ok, status, stream } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import {
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from '../support/claude.ts';
import { recordMetrics } from '../support/metrics.ts';

const fake = fakeClaude();
const metered = recordMetrics();

const streamed = { ...question, stream: true as const };

/** How far, in seconds, a duration may be from what the server's clock says: loopback, on a machine that may be busy. */
const TOLERANCE = 0.25;

/** The one request of a call. */
function onlyRequest(call: string): RecordedRequest {
  const [request] = fake.api.requestsOf(call);
  if (request === undefined) throw new Error('no request');
  return request;
}

/** Seconds from one moment of the server to another. */
const between = (from: number | undefined, to: number | undefined): number =>
  ((to ?? Number.NaN) - (from ?? Number.NaN)) / 1000;

/** What was recorded in the one histogram of a metric. */
async function only(name: string): Promise<number> {
  const [distribution, ...others] = (await metered.read()).distributions(name);
  expect(others).toEqual([]);
  expect(distribution?.count).toBe(1);
  return distribution?.sum ?? Number.NaN;
}

function expectAbout(seconds: number, byTheServer: number): void {
  expect(Math.abs(seconds - byTheServer)).toBeLessThan(TOLERANCE);
}

describe('an attempt lasts', () => {
  it('from being sent to its body being read, by the clock of the server', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, ok({ delay: 400 }));
    await client.messages.create(question, options);
    const { receivedAt, endedAt } = onlyRequest(call);
    expectAbout(await only('spanthropic.attempt.duration'), between(receivedAt, endedAt));
  });

  it('no longer than itself when others follow', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, status(429, { retryAfterMs: 500 }), ok());
    await client.messages.create(question, options);
    const seen = await metered.read();
    for (const { sum } of seen.distributions('spanthropic.attempt.duration')) {
      expectAbout(sum, 0);
    }
  });
});

describe('a stream', () => {
  it('has its first token and its end by the clock of the server', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, stream({ delay: 300, firstToken: 400, pace: 60 }));
    await drain(await client.messages.create(streamed, options));
    const { receivedAt, headersAt, endedAt, events } = onlyRequest(call);
    const token = events.find(({ name }) => name === 'content_block_delta')?.at;
    expectAbout(await only('spanthropic.attempt.time_to_first_token'), between(receivedAt, token));
    expectAbout(await only('spanthropic.stream.duration'), between(headersAt, endedAt));
    expectAbout(await only('spanthropic.attempt.duration'), between(receivedAt, endedAt));
  });

  it('has its first token counted from its own attempt, and its first chunk from the call', async () => {
    const { client } = observedClient(fake.api);
    const refused = status(529, { retryAfterMs: 600 });
    const { call, options } = script(fake.api, refused, stream({ firstToken: 300 }));
    await drain(await client.messages.create(streamed, options));
    const [first, second] = fake.api.requestsOf(call);
    const token = second?.events.find(({ name }) => name === 'content_block_delta')?.at;
    expectAbout(
      await only('spanthropic.attempt.time_to_first_token'),
      between(second?.receivedAt, token),
    );
    expectAbout(
      await only('gen_ai.client.operation.time_to_first_chunk'),
      between(first?.receivedAt, token),
    );
  });

  it('has no first token when the application came late for it', async () => {
    const { client } = observedClient(fake.api);
    const answer = await client.messages.create(streamed, script(fake.api, stream()).options);
    await sleep(100);
    await drain(answer);
    const seen = await metered.read();
    expect(seen.names).not.toContain('spanthropic.attempt.time_to_first_token');
    expect(seen.names).not.toContain('gen_ai.client.operation.time_to_first_chunk');
    expect(seen.names).toContain('spanthropic.stream.duration');
  });

  it('that stands silent counts a stall while it does, by what it waits for', async () => {
    const { client } = observedClient(fake.api, { stallAfter: 50 });
    const { options } = script(fake.api, stream({ end: 'never', after: 4 }));
    const answer = await client.messages.create(streamed, options);
    const reading = drain(answer);
    await expect
      .poll(async () =>
        (await metered.read()).counts('spanthropic.stream.stalls', 'spanthropic.stall.phase'),
      )
      .toEqual([['text', 1]]);
    answer.controller.abort();
    await reading;
  });
});

describe('a call', () => {
  it('lasts for all its attempts and sleeps', async () => {
    const { client } = observedClient(fake.api);
    const refused = status(429, { retryAfterMs: 500 });
    const { call, options } = script(fake.api, refused, ok({ delay: 300 }));
    await client.messages.create(question, options);
    const [first, second] = fake.api.requestsOf(call);
    expectAbout(
      await only('gen_ai.client.operation.duration'),
      between(first?.receivedAt, second?.endedAt),
    );
  });
});

describe('a backoff', () => {
  it('has what really passed between two requests, who set it, and what caused it', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, status(429, { retryAfterMs: 500 }), ok());
    await client.messages.create(question, options);
    const [first, second] = fake.api.requestsOf(call);
    expectAbout(
      await only('spanthropic.backoff.duration'),
      between(first?.endedAt, second?.receivedAt),
    );
    expect((await metered.read()).distributions('spanthropic.backoff.duration')).toMatchObject([
      {
        attributes: {
          'spanthropic.backoff.source': 'retry-after-ms',
          'spanthropic.attempt.outcome': 'rate_limited',
        },
      },
    ]);
  });

  it.each([
    ['retry-after', status(503, { retryAfter: 0.01 }), 'server_error'],
    ['default', status(529), 'overloaded'],
    ['default', ok({ delay: 5_000 }), 'timeout'],
  ])('is told by its source %s and its cause', async (source, step, outcome) => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, step, ok());
    await client.messages.create(question, { ...options, timeout: 150 });
    const [backoff] = (await metered.read()).distributions('spanthropic.backoff.duration');
    expect(backoff?.attributes).toMatchObject({
      'spanthropic.backoff.source': source,
      'spanthropic.attempt.outcome': outcome,
    });
  });

  it('that was cut short has lasted only as long as it did', async () => {
    const { client } = observedClient(fake.api);
    const controller = new AbortController();
    const { options } = script(fake.api, status(429, { retryAfter: 3_600 }));
    const failed = failureOf(
      client.messages.create(question, { ...options, signal: controller.signal }),
    );
    await expect
      .poll(async () => (await metered.read()).value('spanthropic.calls.sleeping'))
      .toBe(1);
    controller.abort();
    await failed;
    expect(await only('spanthropic.backoff.duration')).toBeLessThan(5);
  });
});
