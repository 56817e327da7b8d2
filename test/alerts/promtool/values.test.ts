import { expect, it } from 'vitest';
import { GONE } from '../model/recording.ts';
import { valuesOf } from './values.ts';

const none = Number.NaN;

it('writes runs of one value and of nothing once', () => {
  const values = Float64Array.of(none, none, 0, 0, 0, none, 1.5, GONE, none, 2, none);
  expect(valuesOf(values)).toBe('_x2 0x2 _ 1.5 stale _ 2');
});

it('writes nothing of what was never there', () => {
  expect(valuesOf(Float64Array.of(none, none))).toBe('');
});
