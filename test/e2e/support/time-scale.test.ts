import { expect, test } from 'vitest';
import { faster, fasterFile, fasterQuery } from './time-scale.ts';

test('a duration is a twentieth of itself', () => {
  expect(['15s', '1h30m', '500ms', '1w', '300'].map(faster)).toEqual([
    '750ms',
    '270000ms',
    '25ms',
    '30240000ms',
    '15000ms',
  ]);
  expect(() => faster('1 minute')).toThrow('This is no duration: 1 minute');
});

test('in a query, durations and ages are divided and nothing else', () => {
  const query = `
    sum by (job) (increase(calls_total{window="5m"}[1m] offset 5m)) > 20 # --floor over 1m
      and oldest > 300 # --hang-age
      and max_over_time(oldest[1w:5m] offset -1h) > 300
      and predict_linear(remaining[10m], 300) < 0`;
  expect(fasterQuery(query)).toBe(`
    sum by (job) (increase(calls_total{window="5m"}[3000ms] offset 15000ms)) > 20 # --floor over 1m
      and oldest > 15 # --hang-age
      and max_over_time(oldest[30240000ms:15000ms] offset -180000ms) > 300
      and predict_linear(remaining[30000ms], 300) < 0`);
});

test('in a file, so are the durations of groups, rules and routes', () => {
  const file = `
groups:
  - name: calls # every minute
    interval: 1m
    rules:
      - alert: Failing
        expr: |
          rate(calls_total[5m]) > 1
        for: 2m
        annotations: { summary: for 5m }
`;
  expect(fasterFile(file)).toBe(`groups:
  - name: calls # every minute
    interval: 3000ms
    rules:
      - alert: Failing
        expr: |
          rate(calls_total[15000ms]) > 1
        for: 6000ms
        annotations: { summary: for 5m }
`);
});
