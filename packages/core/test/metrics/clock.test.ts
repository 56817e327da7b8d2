import { ok, status, stream } from '@spanthropic/testing';
import { beforeEach, expect, it, vi } from 'vitest';
import type { CallEvent } from '../../src/index.ts';
import { bareClient, drain, fakeClaude, question, script } from '../support/claude.ts';
import { Meters } from '../support/metrics.ts';
import { recordSpans, spans } from '../support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

// Milliseconds that the process's clock, which never does so, has stepped back by.
let stepped = 0;
let spanthropic: typeof import('../../src/index.ts');

beforeEach(async () => {
  stepped = 0;
  const { performance: real } = globalThis;
  // The package keeps the clock that it is loaded with; everybody else has the real one.
  vi.stubGlobal('performance', { timeOrigin: real.timeOrigin, now: () => real.now() - stepped });
  vi.resetModules();
  spanthropic = await import('../../src/index.ts');
  vi.unstubAllGlobals();
});

/** A client whose clock steps back an hour at the first event of that type. */
function clientUntil(type: CallEvent['type']) {
  const meters = new Meters();
  const client = spanthropic.instrument(bareClient(fake.api), {
    meterProvider: meters.provider,
    onEvent: (event) => {
      if (event.type === type && stepped === 0) stepped = 3_600_000;
    },
  });
  return { meters, client };
}

const clockErrors = { 'spanthropic.telemetry.component': 'clock' };

it('a duration over which the clock stepped back is left out and counted, and nothing else', async () => {
  const { meters, client } = clientUntil('attempt.headers');
  const answer = await client.messages.create(question, script(fake.api, ok()).options);
  expect(answer.type).toBe('message');
  const seen = await meters.read();
  expect(seen.names).not.toContain('spanthropic.attempt.duration');
  expect(seen.names).not.toContain('gen_ai.client.operation.duration');
  expect(seen.value('spanthropic.telemetry.errors', clockErrors)).toBe(2);
  expect(seen.value('spanthropic.telemetry.errors')).toBe(2);
  expect(seen.counts('spanthropic.calls', 'spanthropic.call.outcome')).toEqual([['ok', 1]]);
  expect(seen.counts('spanthropic.attempts', 'spanthropic.attempt.outcome')).toEqual([['ok', 1]]);
  expect(seen.distributions('gen_ai.client.token.usage')).toHaveLength(2);
  for (const name of ['spanthropic.calls.active', 'spanthropic.calls.oldest']) {
    expect(seen.value(name)).toBe(0);
  }

  await client.messages.create(question, script(fake.api, ok()).options);
  const later = await meters.read();
  expect(later.distributions('spanthropic.attempt.duration')).toMatchObject([{ count: 1 }]);
  expect(later.value('spanthropic.telemetry.errors')).toBe(2);
});

it('of a stream its times are left out, and its end is told', async () => {
  const { meters, client } = clientUntil('attempt.headers');
  const { options } = script(fake.api, stream({ firstToken: 60 }));
  await drain(await client.messages.create({ ...question, stream: true }, options));
  const seen = await meters.read();
  expect(seen.names.filter((name) => /duration|first/.test(name))).toEqual([]);
  expect(seen.value('spanthropic.streams.open')).toBe(0);
  expect(seen.value('spanthropic.telemetry.errors', clockErrors)).toBeGreaterThan(0);
  expectNoNegative();
});

it('of a backoff what passed is left out', async () => {
  const { meters, client } = clientUntil('backoff.start');
  const { options } = script(fake.api, status(429, { retryAfterMs: 20 }), ok());
  await client.messages.create(question, options);
  const seen = await meters.read();
  expect(seen.names).not.toContain('spanthropic.backoff.duration');
  expect(seen.counts('spanthropic.attempts', 'spanthropic.attempt.outcome')).toEqual([
    ['ok', 1],
    ['rate_limited', 1],
  ]);
  expect(seen.distributions('spanthropic.attempt.duration')).toHaveLength(2);
  expect(seen.value('spanthropic.calls.sleeping')).toBe(0);
  expectNoNegative();
});

/** That no span says that anything lasted less than nothing. */
function expectNoNegative(): void {
  expect(spans().all.length).toBeGreaterThan(0);
  for (const { name, attributes, events, duration } of spans().all) {
    for (const said of [attributes, ...events.map((event) => event.attributes ?? {})]) {
      const negative = Object.entries(said).filter(([, value]) => Number(value) < 0);
      expect(negative, name).toEqual([]);
    }
    expect(duration[0]).toBeGreaterThanOrEqual(0);
  }
}
