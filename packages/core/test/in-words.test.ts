import { expect, it } from 'vitest';
import { inWords } from '../src/in-words.ts';

it.each([
  [0, '0 ms'],
  [0.0404, '40 ms'],
  [0.9994, '999 ms'],
  [0.9996, '1.0 s'],
  [4.24, '4.2 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min'],
  [125, '2 min 5 s'],
  [3599.6, '1 h'],
  [3725, '1 h 2 min'],
  [86_399.9, '1 d'],
  [187_200, '2 d 4 h'],
  [2_147_483, '24 d 20 h'],
])('%d seconds are %s', (seconds, words) => {
  expect(inWords(seconds)).toBe(words);
});
