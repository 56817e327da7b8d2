import { expect, test } from 'vitest';
import { Jaeger } from '../board/jaeger.ts';
import { TracesBehind } from '../board/trace-behind.ts';
import { startStandIn } from './support/stand-in.ts';

type Tags = Readonly<Record<string, string | number>>;

/** A span as Jaeger's API has it. */
function span(operationName: string, tags: Tags) {
  return {
    spanID: Math.random().toString(16).slice(2),
    operationName,
    references: [],
    startTime: 1_000_000,
    duration: 1_000,
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
}

/** A trace of a call whose attempts ended so; one that is in flight has no span of its own yet. */
function trace(traceID: string, outcomes: readonly string[], { inFlight = false } = {}) {
  const attempts = outcomes.map((outcome) =>
    span('claude.attempt', { 'spanthropic.attempt.outcome': outcome }),
  );
  const call = span('anthropic.messages.create', { 'spanthropic.attempts': outcomes.length });
  return { traceID, spans: inFlight ? attempts : [call, ...attempts] };
}

const spike = { alertname: 'ClaudeRateLimitSpike', gen_ai_request_model: 'claude-opus-5-5' };

test('it is one of the cause, whole, and with the most attempts', async () => {
  const asked: URL[] = [];
  await using jaeger = await startStandIn(
    {
      '/api/traces': {
        data: [
          trace('overloaded', ['overloaded', 'overloaded', 'overloaded', 'ok']),
          trace('in flight', ['rate_limited', 'rate_limited', 'rate_limited'], { inFlight: true }),
          trace('once', ['rate_limited', 'ok']),
          trace('twice', ['rate_limited', 'rate_limited', 'ok']),
        ],
      },
    },
    (url) => asked.push(url),
  );
  const traces = new TracesBehind(new Jaeger(jaeger.url, 'demo'));
  expect(await traces.of(spike)).toBe('twice');
  expect(await traces.of({ alertname: 'ClaudeOverloaded' })).toBe('overloaded');
  // The first is kept for a while.
  expect(await traces.of(spike)).toBe('twice');
  expect(asked.map(({ searchParams }) => JSON.parse(searchParams.get('tags') ?? ''))).toEqual([
    { 'spanthropic.retried': 'true', 'gen_ai.request.model': 'claude-opus-5-5' },
    { 'spanthropic.retried': 'true' },
  ]);
});

test('there may be none', async () => {
  await using jaeger = await startStandIn({ '/api/traces': { data: [] } });
  const traces = new TracesBehind(new Jaeger(jaeger.url, 'demo'));
  expect(await traces.of(spike)).toBeUndefined();
});
