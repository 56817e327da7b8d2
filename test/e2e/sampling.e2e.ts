// The shipped collector, run for real: 2 000 traces of two instances of a service go through it into the stack's
// Jaeger. Other than endpoints, only waits are set: a decision after 8 seconds instead of 120, and span metrics
// every second instead of every 15.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Chain, liveThrough, SERVICE } from './sampling/chain.ts';
import { KINDS, type KindName, PLAN } from './sampling/scenario.ts';
import type { MadeTrace } from './sampling/service.ts';
import { exemplars } from './traces/exemplars.ts';

let chain: Chain;

beforeAll(async () => {
  chain = await liveThrough();
});
afterAll(() => chain?.[Symbol.asyncDispose]());

const made = (...kinds: readonly KindName[]): MadeTrace[] =>
  chain.made.filter(({ id }) => kinds.some((kind) => id.startsWith(`${kind}-`)));
/** Some may be so by a busy machine's making. */
const fast = (traces: readonly MadeTrace[]): MadeTrace[] =>
  traces.filter(({ firstToken }) => firstToken < 5);
const kept = (traces: readonly MadeTrace[]): number =>
  traces.filter(({ traceId }) => chain.stored.has(traceId)).length;
const kindsKept = (how: (typeof KINDS)[KindName]['kept']): KindName[] =>
  (Object.keys(KINDS) as KindName[]).filter((kind) => KINDS[kind].kept === how);

describe('of 2 000 traces', () => {
  test('none is kept in part: late spans followed the decision', () => {
    expect(chain.made).toHaveLength(PLAN.length);
    const incomplete = chain.made.filter(({ traceId, spanIds }) => {
      const stored = chain.stored.get(traceId);
      return stored !== undefined && !spanIds.every((id) => stored.has(id));
    });
    expect(incomplete).toEqual([]);
  });

  test.each(kindsKept('always'))('all that are %s are kept', (kind) => {
    expect(kept(made(kind))).toBe(KINDS[kind].count);
  });

  test.each(kindsKept('while few'))('all that are %s are kept, being few', (kind) => {
    expect(kept(made(kind))).toBe(KINDS[kind].count);
  });

  test('what an incident retries is kept by a share of each second', () => {
    const incident = fast(made('incident'));
    const ends = incident.map(({ firstEnd }) => firstEnd);
    // Decisions are made once a second: the last ones may come a second later, and begin another one.
    const seconds = Math.ceil((Math.max(...ends) - Math.min(...ends)) / 1_000) + 2;
    const eachSecond = Math.floor(99 / 5); // fewer than 100 spans, and each trace has five
    const [, byBaseline] = likely(incident.length, 0.05);
    expect(kept(incident)).toBeGreaterThanOrEqual(eachSecond);
    expect(kept(incident)).toBeLessThanOrEqual(seconds * eachSecond + byBaseline);
  });

  test('of the rest the baseline is kept', () => {
    const rest = fast(made(...kindsKept('none')));
    const [least, most] = likely(rest.length, 0.05);
    expect(kept(rest)).toBeGreaterThanOrEqual(least);
    expect(kept(rest)).toBeLessThanOrEqual(most);
  });

  test('none was dropped before its time for want of room', async () => {
    const dropped = 'otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total';
    expect(await chain.prometheus.query(`sum(${dropped})`)).toMatchObject([{ value: 0 }]);
  });
});

/** Five standard deviations around what a binomial distribution is expected to give: one in a million is beyond. */
function likely(count: number, share: number): [least: number, most: number] {
  const deviation = Math.sqrt(count * share * (1 - share));
  return [Math.floor(count * share - 5 * deviation), Math.ceil(count * share + 5 * deviation)];
}

describe('metrics count all 2 000', () => {
  const count = (...kinds: readonly KindName[]): number =>
    kinds.reduce((sum, kind) => sum + KINDS[kind].count, 0);
  const model = 'gen_ai_request_model="claude-opus-5-5"';
  const limited =
    count('broken_late', 'broken_too_late', 'retried', 'retried_long', 'incident') +
    3 * count('exhausted');
  const served = [
    ...(['fine', 'failed_request', 'lingering', 'slow', 'overloaded'] as const),
    ...(['retried', 'retried_long', 'incident'] as const),
  ];
  /** Waits until everything is scraped. */
  const expectSums = async (
    metric: string,
    labels: readonly string[],
    expected: Readonly<Record<string, number>>,
  ): Promise<void> => {
    await vi.waitFor(
      async () => {
        const samples = await chain.prometheus.query(`sum by (${labels}) (${metric}) > 0`);
        const sums = samples.map((sample) => [
          labels.map((label) => sample.labels[label] ?? 'none').join(' '),
          sample.value,
        ]);
        expect(Object.fromEntries(sums)).toEqual(expected);
      },
      { timeout: 30_000, interval: 250 },
    );
  };

  test.each([
    ['their spans', `traces_span_metrics_calls_total{span_kind="SPAN_KIND_CLIENT", ${model}}`],
    ['what services say themselves', `spanthropic_calls_total{${model}}`],
  ])('calls by how they ended, by %s', (_, metric) => {
    return expectSums(metric, ['job', 'spanthropic_call_outcome'], {
      [`${SERVICE} ok`]: count(...served),
      [`${SERVICE} rejected`]: count('rejected', 'failed_lingering'),
      [`${SERVICE} rate_limited`]: count('exhausted'),
      [`${SERVICE} connection`]: count('broken_late', 'broken_too_late'),
      [`${SERVICE} overloaded`]: count('overloaded_inside'),
      [`${SERVICE} aborted`]: count('aborted'),
    });
  });

  test.each([
    ['their spans', 'traces_span_metrics_calls_total{span_name="claude.attempt"}'],
    ['what services say themselves', `spanthropic_attempts_total{${model}}`],
  ])('attempts by how they ended, by %s', (_, metric) => {
    return expectSums(metric, ['spanthropic_attempt_outcome', 'http_response_status_code'], {
      'ok 200': count(...served),
      'rate_limited 429': limited,
      'rejected 400': count('rejected', 'failed_lingering'),
      'connection 200': count('broken_late', 'broken_too_late'),
      'overloaded 529': count('overloaded'),
      'overloaded 200': count('overloaded_inside'),
      'aborted 200': count('aborted'),
    });
  });

  test('failed attempts by their type of error, by their spans', () => {
    const failed = '{span_name="claude.attempt", status_code="STATUS_CODE_ERROR"}';
    return expectSums(`traces_span_metrics_calls_total${failed}`, ['error_type'], {
      rate_limit_error: limited,
      invalid_request_error: count('rejected', 'failed_lingering'),
      connection_error: count('broken_late', 'broken_too_late'),
      overloaded_error: count('overloaded', 'overloaded_inside'),
    });
  });

  test('requests and their durations, in seconds', async () => {
    const durations = 'traces_span_metrics_duration_seconds';
    const requests = '{span_kind="SPAN_KIND_SERVER"}';
    await expectSums(`${durations}_count${requests}`, ['span_name'], { 'POST /chat': PLAN.length });
    const [beyond] = await chain.prometheus.query(
      `sum(${durations}_bucket{span_kind="SPAN_KIND_SERVER", le="+Inf"})
         - sum(${durations}_bucket{span_kind="SPAN_KIND_SERVER", le="5.0"})`,
    );
    // Whatever else takes longer on a busy machine, these do by themselves.
    const slow = count('slow', 'lingering', 'failed_lingering', 'broken_too_late');
    expect(beyond?.value).toBeGreaterThanOrEqual(slow);
    expect(beyond?.value).toBeLessThan(PLAN.length / 2);
    const longest = await chain.prometheus.query(`sum(${durations}_bucket{le="1280.0"})`);
    expect(longest).toHaveLength(1);
  });

  test('spans in the same series, whichever instance they are of', async () => {
    const requests = 'traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"}';
    const series = await chain.prometheus.query(`sort(${requests})`);
    expect(series.map(({ labels, value }) => [labels.status_code, value])).toEqual([
      ['STATUS_CODE_ERROR', count('failed_request')],
      ['STATUS_CODE_UNSET', PLAN.length - count('failed_request')],
    ]);
  });

  test('spans with exemplars only of traces that are there', async () => {
    const { prometheus } = chain;
    const all = 'traces_span_metrics_duration_seconds_bucket';
    expect(await exemplars(prometheus, all)).toEqual([]);
    const ids = await exemplars(prometheus, 'traces_kept_span_metrics_duration_seconds_bucket');
    expect(ids.length).toBeGreaterThan(10);
    expect(ids.filter((id) => !chain.stored.has(id))).toEqual([]);
  });
});
