import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Watchdog from '../src/stream/watchdog.ts';

let watchdog: typeof Watchdog;

// The watchdog keeps the timers that it was loaded with: here, ones that the test moves on.
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.resetModules();
  watchdog = await import('../src/stream/watchdog.ts');
});
afterEach(() => {
  vi.useRealTimers();
});

/** Somebody who may wait, and what the watchdog told of it, in milliseconds. */
class Waiter implements Watchdog.Waiting {
  readonly stallAfter: number;
  since: number | undefined;
  readonly stalls: number[] = [];

  constructor(stallAfter = 1_000) {
    this.stallAfter = stallAfter;
  }

  now(): number {
    return performance.now();
  }

  waitingSince(): number | undefined {
    return this.since;
  }

  stalled(silence: number): void {
    this.stalls.push(silence);
  }

  begin(): void {
    this.since = this.now();
  }

  end(): void {
    this.since = undefined;
  }
}

function watched(stallAfter?: number): Waiter {
  const waiter = new Waiter(stallAfter);
  watchdog.watch(waiter);
  return waiter;
}

describe('the watchdog', () => {
  it('tells a wait once, when it has lasted long enough', () => {
    const waiter = watched();
    waiter.begin();
    vi.advanceTimersByTime(999);
    expect(waiter.stalls).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(waiter.stalls).toEqual([1_000]);
    vi.advanceTimersByTime(60_000);
    expect(waiter.stalls).toEqual([1_000]);
  });

  it('tells each silence of a reader that goes on', () => {
    const waiter = watched();
    for (let silence = 0; silence < 3; silence++) {
      waiter.begin();
      vi.advanceTimersByTime(2_500);
      waiter.end();
      vi.advanceTimersByTime(300);
    }
    expect(waiter.stalls).toEqual([1_000, 1_000, 1_000]);
  });

  it('tells nothing of waits that are short, however many', () => {
    const waiter = watched();
    for (let chunk = 0; chunk < 50; chunk++) {
      waiter.begin();
      vi.advanceTimersByTime(900);
      waiter.end();
      vi.advanceTimersByTime(5_000);
    }
    expect(waiter.stalls).toEqual([]);
  });

  it('counts from the moment a wait begins, not from when it was looked at', () => {
    const waiter = watched();
    vi.advanceTimersByTime(730);
    waiter.begin();
    vi.advanceTimersByTime(999);
    expect(waiter.stalls).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(waiter.stalls).toEqual([1_000]);
  });

  it('has one timer for many, and none for none', () => {
    const waiters = Array.from({ length: 100 }, () => watched());
    expect(vi.getTimerCount()).toBe(1);
    for (const waiter of waiters) waiter.begin();
    vi.advanceTimersByTime(1_000);
    expect(waiters.every((waiter) => waiter.stalls.length === 1)).toBe(true);
    expect(vi.getTimerCount()).toBe(1);
    for (const waiter of waiters) watchdog.unwatch(waiter);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('looks sooner for one that is less patient than the others', () => {
    const patient = watched(60_000);
    const hasty = watched(50);
    patient.begin();
    hasty.begin();
    vi.advanceTimersByTime(50);
    expect(hasty.stalls).toEqual([50]);
    vi.advanceTimersByTime(60_000);
    expect(patient.stalls).toHaveLength(1);
    expect(patient.stalls[0]).toBeCloseTo(60_000, -2);
  });

  it('tells nothing more of one that it no longer watches', () => {
    const waiter = watched();
    const other = watched();
    waiter.begin();
    watchdog.unwatch(waiter);
    watchdog.unwatch(waiter);
    vi.advanceTimersByTime(5_000);
    expect(waiter.stalls).toEqual([]);
    watchdog.unwatch(other);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may be told to stop by the one it is telling', () => {
    const waiter = watched();
    waiter.stalled = () => watchdog.unwatch(waiter);
    waiter.begin();
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on for the others when one throws', () => {
    const broken = watched();
    const sound = watched();
    broken.stalled = () => {
      throw new Error('broken');
    };
    broken.begin();
    sound.begin();
    vi.advanceTimersByTime(1_000);
    sound.begin();
    vi.advanceTimersByTime(1_000);
    expect(sound.stalls).toEqual([1_000, 1_000]);
  });

  it('goes on for one that threw, when nobody else waits', () => {
    const waiter = watched();
    waiter.stalled = (silence) => {
      waiter.stalls.push(silence);
      throw new Error('broken');
    };
    waiter.begin();
    vi.advanceTimersByTime(1_000);
    waiter.begin();
    vi.advanceTimersByTime(1_000);
    expect(waiter.stalls).toEqual([1_000, 1_000]);
  });

  it('runs outside every context of the application', () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    storage.run('a request', () => {
      const waiter = watched();
      waiter.stalled = () => seen.push(storage.getStore());
      waiter.begin();
    });
    vi.advanceTimersByTime(1_000);
    expect(seen).toEqual([undefined]);
  });
});

describe('the timer of the watchdog', () => {
  beforeEach(async () => {
    vi.useRealTimers();
    vi.resetModules();
    watchdog = await import('../src/stream/watchdog.ts');
  });

  it('keeps no process alive', () => {
    const before = process.getActiveResourcesInfo();
    const waiter = watched();
    waiter.begin();
    expect(process.getActiveResourcesInfo()).toEqual(before);
    watchdog.unwatch(waiter);
  });

  it('is not the application’s, which may put others in its place later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const waiter = new Waiter(5);
    const wall = Date.now;
    waiter.now = wall;
    waiter.since = wall();
    watchdog.watch(waiter);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    await expect.poll(() => waiter.stalls.length).toBe(1);
    watchdog.unwatch(waiter);
  });
});
