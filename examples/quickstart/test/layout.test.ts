import { describe, expect, test } from 'vitest';
import type { Summary } from '../demo/summary.ts';
import { type Row, sentenceOf, tableOf } from '../demo/table.ts';
import { wrap } from '../demo/wrap.ts';

const summary: Summary = {
  calls: 1,
  attempts: 3,
  retries: 2,
  backoff: 1.1,
  firstToken: 0.284,
  inputTokens: 9_204,
  outputTokens: 68,
  outcomes: ['rate_limited'],
};
const rows: readonly Row[] = [{ title: '429, 429, a stream', summary }];
const total: Row = { title: 'total', summary: { ...summary, outcomes: ['ok', 'aborted'] } };

describe('the table', () => {
  test('has a line for each row and one for the total', () => {
    expect(tableOf(rows, total, 100)).toEqual([
      'scenario            ended         calls  attempts  retries  asleep  1st token  tokens in  out',
      '---------------------------------------------------------------------------------------------',
      '429, 429, a stream  rate limited      1         3        2  1.10 s     0.28 s      9 204   68',
      '---------------------------------------------------------------------------------------------',
      'total                                 1         3        2  1.10 s     0.28 s      9 204   68',
    ]);
  });

  test('leaves out how the calls ended where there is no room', () => {
    const [head = ''] = tableOf(rows, total, 80);
    expect(head).not.toContain('ended');
    expect(head.length).toBeLessThanOrEqual(80);
  });

  test('is left out whole in a terminal that is too narrow for it', () => {
    expect(tableOf(rows, total, 60)).toEqual([]);
  });

  test('says nothing of a first token or a sleep where there was none', () => {
    const awake = { ...summary, backoff: 0, firstToken: undefined };
    const [, , line = ''] = tableOf([{ title: 'plain', summary: awake }], total, 80);
    expect(line).toMatch(/- +- +9 204/);
  });
});

describe('the sentence', () => {
  test('has the same numbers', () => {
    expect(sentenceOf(summary)).toBe(
      '1 call took 3 attempts; 2 retries cost 1.10 s asleep in backoff; ' +
        '9 204 tokens in, 68 out; first token in the median after 0.28 s.',
    );
  });

  test('tells that nothing was retried or streamed', () => {
    const quiet = { ...summary, attempts: 1, retries: 0, backoff: 0, firstToken: undefined };
    expect(sentenceOf(quiet)).toBe(
      '1 call took 1 attempt; none was a retry; 9 204 tokens in, 68 out.',
    );
  });
});

test('text is broken at its spaces, and a longer word stands alone', () => {
  expect(wrap('a call of claude-opus-5-5 is slow', 10)).toEqual([
    'a call of',
    'claude-opus-5-5',
    'is slow',
  ]);
});
