import { describe, expect, test } from 'vitest';
import { countOf, formatCount, formatDuration, formatRound } from '../src/describe/numbers.ts';

describe('a measured time', () => {
  test.each([
    [0, '0 ms'],
    [0.000_000_1, '0 ms'],
    [0.000_41, '0.41 ms'],
    [0.001, '1.0 ms'],
    [0.009_94, '9.9 ms'],
    [0.009_96, '10 ms'],
    [0.038, '38 ms'],
    [0.0994, '99 ms'],
    [0.0996, '0.10 s'],
    [8.306, '8.31 s'],
    [9.996, '10.0 s'],
    [59.94, '59.9 s'],
    [59.96, '1 m 00 s'],
    [125, '2 m 05 s'],
    [3599.6, '1 h 00 m'],
    [3720, '1 h 02 m'],
  ])('of %d s reads %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('a round time', () => {
  test.each([
    [1, '1 s'],
    [0.9, '0.9 s'],
    [0.5, '0.5 s'],
    [1.937, '1.94 s'],
    [0.038, '38 ms'],
    [0.05, '50 ms'],
    [0.002, '2 ms'],
    [30, '30 s'],
    [60, '1 m'],
    [90, '1 m 30 s'],
    [3600, '1 h'],
    [86_400, '24 h'],
  ])('of %d s reads %s', (seconds, text) => {
    expect(formatRound(seconds)).toBe(text);
  });
});

test('counts are grouped by three digits', () => {
  expect([7, 312, 1204, 1_000_000].map(formatCount)).toEqual(['7', '312', '1 204', '1 000 000']);
});

test('counts agree with their noun', () => {
  expect([countOf(1, 'retry', 'retries'), countOf(2, 'retry', 'retries')]).toEqual([
    '1 retry',
    '2 retries',
  ]);
});
