import { readFile } from 'node:fs/promises';
import type { RateLimit } from 'spanthropic';
import { expect, test } from 'vitest';
import { paceOf } from '../pace.ts';

test('all run where the API has not spoken of limits', () => {
  expect(paceOf([], 8)).toEqual({ atATime: 8, tightest: undefined });
});

test.each([
  [1, 8],
  [0.75, 8],
  [0.74, 7],
  [0.375, 4],
  [0.1, 1],
  [0, 1],
])('with %d of a limit left, %i of eight run', (headroom, atATime) => {
  expect(paceOf([limit({ headroom })], 8).atATime).toBe(atATime);
});

test('the limit with the smallest share left decides', () => {
  const tightest = limit({ type: 'output_tokens', headroom: 0.31 });
  const limits = [limit({ headroom: 0.9 }), tightest, limit({ headroom: undefined })];
  expect(paceOf(limits, 10)).toEqual({ atATime: 4, tightest });
});

test('the README shows it as it is', async () => {
  const read = (file: string) => readFile(new URL(`../${file}`, import.meta.url), 'utf8');
  const [, code = 'no code'] = (await read('pace.ts')).split(/^(?=export function paceOf)/m);
  expect(await read('README.md')).toContain(code);
});

function limit(known: Partial<RateLimit>): RateLimit {
  return {
    type: 'requests',
    clientName: undefined,
    method: 'messages.create',
    model: 'claude-haiku-5-5',
    limit: 100,
    remaining: undefined,
    headroom: undefined,
    reset: undefined,
    receivedAt: new Date(),
    ...known,
  };
}
