import { describe, expect, it } from 'vitest';
import { readQuery } from './support/promql.ts';

/** Series such as our telemetry has. */
const vocabulary = {
  series: new Map([
    ['attempts_total', new Set(['job', 'model', 'outcome'])],
    ['calls_total', new Set(['job', 'model'])],
    ['wait_bucket', new Set(['job', 'model', 'le'])],
    ['wait_seconds_bucket', new Set(['job', 'model', 'le'])],
  ]),
  values: new Map([['outcome', new Set(['ok', 'rate_limited'])]]),
};

describe('a query that can work', () => {
  it.each([
    ['sum by (job) (rate(attempts_total{outcome="ok"}[5m]))', ['job']],
    ['sum by (job) (attempts_total) / (sum by (job) (calls_total) > 0)', ['job']],
    ['rate(calls_total[5m]) > 0.5 # --share', ['job', 'model']],
    ['attempts_total{outcome!~"ok|rate_limited"}', ['job', 'model', 'outcome']],
    ['calls_total * on (job) group_left () sum by (job) (calls_total)', ['job', 'model']],
    ['sum without (outcome) (attempts_total) unless calls_total offset 1h', ['job', 'model']],
    ['avg by (job) (rate({__name__=~"wait(_seconds)?_bucket", le="1"}[5m]))', ['job']],
    ['histogram_quantile(0.9, sum by (job, le) (wait_bucket))', ['job']],
    ['label_replace(sum(calls_total), "what", "calls", "", "")', ['what']],
    ['sum(calls_total) or topk(3, calls_total)', ['job', 'model']],
    ['count_values("calls", calls_total)', ['calls']],
    ['vector(1)', []],
  ])('%s', (query, labels) => {
    const read = readQuery(query, vocabulary);
    expect(read.problems).toEqual([]);
    expect([...(read.labels ?? [])]).toEqual(labels);
  });

  it('is a number where it has no labels at all', () => {
    expect(readQuery('time() * 2', vocabulary)).toEqual({ problems: [], labels: undefined });
  });
});

describe('a query that cannot work', () => {
  it.each([
    ['rate(calls_total[5m]', 'does not parse'],
    ['sum(call_total)', 'no such series: call_total'],
    ['{__name__=~"wait_(ms_)?count"}', 'no such series'],
    ['{job="api"}', 'no such series'],
    ['calls_total{outcome="ok"}', 'calls_total has no label outcome'],
    ['{__name__=~"attempts_total|calls_total", outcome="ok"}', 'calls_total has no label outcome'],
    ['attempts_total{outcome=~"ok|rate-limited"}', 'outcome is never rate-limited'],
    ['sum by (route) (calls_total)', 'nothing in it has the label route'],
    ['sum by (model) (sum by (job) (calls_total))', 'nothing in it has the label model'],
    ['calls_total / on (outcome) calls_total', 'nothing in it has the label outcome'],
    ['sum by (job) (calls_total) / calls_total', 'both sides have different labels'],
    ['calls_total unless attempts_total', 'both sides have different labels'],
  ])('%s', (query, problem) => {
    expect(readQuery(query, vocabulary).problems).toContainEqual(expect.stringContaining(problem));
  });
});
