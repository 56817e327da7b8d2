import { expect, test } from 'vitest';
import { Schedule } from '../api/schedule.ts';
import { Weather } from '../api/weather.ts';
import { LARGE, SMALL } from '../models.ts';

const schedule = () => new Schedule({ firstSpike: 10, every: 100, length: 20 }, 0);
const second = 1_000;

test('spikes come by the clock', () => {
  const spikes = schedule();
  expect(spikes.current(9 * second)).toBeUndefined();
  expect(spikes.next(9 * second)).toEqual({ begins: 10 * second, ends: 30 * second });
  expect(spikes.current(10 * second)).toEqual({ begins: 10 * second, ends: 30 * second });
  expect(spikes.current(30 * second)).toBeUndefined();
  expect(spikes.last(30 * second)).toEqual({ begins: 10 * second, ends: 30 * second });
  expect(spikes.next(30 * second)).toEqual({ begins: 110 * second, ends: 130 * second });
});

test('one that is asked for begins at once, but not within another', () => {
  const spikes = schedule();
  spikes.begin(50 * second);
  expect(spikes.current(60 * second)).toEqual({ begins: 50 * second, ends: 70 * second });
  expect(spikes.next(60 * second)).toEqual({ begins: 110 * second, ends: 130 * second });
  spikes.begin(115 * second);
  expect(spikes.current(116 * second)).toEqual({ begins: 110 * second, ends: 130 * second });
});

test('in a spike the limit of one model runs out, and recovers after it', () => {
  const weather = new Weather(schedule());
  expect(weather.left(LARGE, 5 * second)).toBeGreaterThan(0.5);
  expect(weather.left(LARGE, 12 * second)).toBeLessThan(weather.left(LARGE, 11 * second));
  expect(weather.left(LARGE, 20 * second)).toBe(0);
  expect(weather.left(SMALL, 20 * second)).toBeGreaterThan(0.5);
  expect(weather.left(LARGE, 40 * second)).toBeLessThan(0.5);
  expect(weather.left(LARGE, 90 * second)).toBeGreaterThan(0.5);
});

test('most attempts are limited then, and hardly a call fails of it', () => {
  const weather = new Weather(schedule());
  const at = 20 * second;
  let [attempts, limited, failed] = [0, 0, 0];
  for (let call = 0; call < 1_000; call++) {
    for (let retry = 0; retry <= 2; retry++) {
      attempts += 1;
      if (weather.verdict(LARGE, retry, at) !== 'limited') break;
      limited += 1;
      if (retry === 2) failed += 1;
    }
  }
  expect(limited / attempts).toBeGreaterThan(0.6);
  expect(failed).toBeGreaterThan(0);
  expect(failed / 1_000).toBeLessThan(0.03);
});

test('while all is calm, a few attempts meet an overloaded API', () => {
  const weather = new Weather(schedule());
  const verdicts = Array.from({ length: 600 }, () => weather.verdict(SMALL, 0, 5 * second));
  expect(verdicts.filter((verdict) => verdict === 'overloaded')).toHaveLength(10);
  expect(verdicts).not.toContain('limited');
});
