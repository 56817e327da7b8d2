import { describe, expect, test } from 'vitest';
import { ENVIRONMENTS, type Environment } from './environments.ts';
import { envOf, folderOf, nodeOf } from './locations.ts';
import { mustRun } from './run.ts';

/** What `consumers/play.cjs` prints. */
interface Played {
  readonly node: string;
  readonly sdk: string;
  readonly answers: readonly string[];
  readonly requestIds: readonly string[];
  readonly traceparents: readonly string[];
  readonly spans: readonly PlainSpan[];
  readonly drawn: string;
}
interface PlainSpan {
  readonly name: string;
  readonly kind: number;
  readonly status: number;
  readonly attributes: Record<string, unknown>;
  readonly events: readonly string[];
  readonly traceId: string;
  readonly spanId: string;
  readonly parent?: string;
  readonly scope: string;
}

const CLIENT = 2;
const ERROR = 2;

describe.each(ENVIRONMENTS)('$name', (environment) => {
  describe.each(['consumer.mjs', 'consumer.cjs'])('%s', (consumer) => {
    test('sees each attempt, the backoff and the first token', async () => {
      const played = await play(environment, consumer);

      expect(played.answers).toEqual(['called', 'retried', 'streamed']);
      const { calls, attempts, backoffs } = byKind(played.spans);
      expect(calls.map((span) => span.attributes['spanthropic.attempts'])).toEqual([1, 2, 1]);
      expect(attempts.map((span) => span.attributes['spanthropic.attempt.outcome'])).toEqual([
        'ok',
        'overloaded',
        'ok',
        'ok',
      ]);
      expect(attempts.map((span) => span.status === ERROR)).toEqual([false, true, false, false]);
      expect(attempts.map((span) => span.attributes['anthropic.request.id'])).toEqual(
        played.requestIds,
      );
      expect(backoffs.map((span) => span.attributes)).toMatchObject([
        { 'spanthropic.backoff.planned': 0.02, 'spanthropic.backoff.source': 'retry-after-ms' },
      ]);
      expect(attempts.map((span) => span.events)).toEqual([
        [],
        [],
        [],
        ['spanthropic.first_token'],
      ]);
      expect(attempts[3]?.attributes['spanthropic.time_to_first_token']).toBeGreaterThan(0.03);
      expect(attempts[3]?.attributes['spanthropic.stream.end']).toBe('completed');
    });

    test('hangs each attempt below its call, and sends its context', async () => {
      const { spans, traceparents } = await play(environment, consumer);

      const { calls, attempts, backoffs } = byKind(spans);
      const ids = calls.map((span) => span.spanId);
      const [first, second, third] = ids;
      expect(attempts.map((span) => span.parent)).toEqual([first, second, second, third]);
      expect(backoffs.map((span) => span.parent)).toEqual([second]);
      expect(spans).toHaveLength(calls.length + attempts.length + backoffs.length);
      expect(traceparents).toEqual(
        attempts.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`),
      );
    });

    test('draws what happened', async () => {
      const { drawn } = await play(environment, consumer);

      expect(drawn).toContain('529 overloaded_error');
      expect(drawn).toContain('20 ms by retry-after-ms');
    });

    test('runs on the versions that it was installed beside', async () => {
      const { node, sdk } = await play(environment, consumer);

      expect(node).toMatch(environment.node === 20 ? /^20\.19\./ : /^24\./);
      expect(sdk).toBe(environment.sdk);
    });
  });
});

const outputs = new Map<string, Promise<Played>>();

/** Runs a consumer once for all tests of it. */
function play(environment: Environment, consumer: string): Promise<Played> {
  const key = `${environment.name} ${consumer}`;
  const output = outputs.get(key) ?? playAnew(environment, consumer);
  outputs.set(key, output);
  return output;
}

async function playAnew(environment: Environment, consumer: string): Promise<Played> {
  const { node, otel } = environment;
  const options = { cwd: folderOf(environment), env: envOf(node) };
  return JSON.parse(await mustRun(nodeOf(node), [consumer, otel], options));
}

/** In the order in which they were started, which is that of the requests. */
function byKind(
  spans: readonly PlainSpan[],
): Record<'calls' | 'attempts' | 'backoffs', PlainSpan[]> {
  const named = (name: string): PlainSpan[] => spans.filter((span) => span.name === name);
  return {
    calls: spans.filter((span) => span.kind === CLIENT),
    attempts: named('claude.attempt'),
    backoffs: named('claude.backoff'),
  };
}
