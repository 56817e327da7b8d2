import { afterEach, describe, expect, it, vi } from 'vitest';

/** A clock of a process that was loaded while the wall clock was so far from the process's own time line. */
async function clockAt(drift: number) {
  vi.resetModules();
  vi.spyOn(Date, 'now').mockImplementation(
    () => performance.timeOrigin + performance.now() + drift,
  );
  const { startClock } = await import('../src/clock.ts');
  return startClock();
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the clock of a call', () => {
  it('has the digits of the process’s own time line while that agrees with the wall clock', async () => {
    const clock = await clockAt(3);
    const offset = clock.now() - (performance.timeOrigin + performance.now());
    expect(Math.abs(offset)).toBeLessThan(1);
  });

  it.each([
    ['was set', 3_600_000],
    ['was set back', -3_600_000],
  ])('starts at the wall clock when that %s', async (_, drift) => {
    const clock = await clockAt(drift);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(5);
  });

  it('is not bent by a wall clock that is set while it runs', async () => {
    const clock = await clockAt(0);
    const before = clock.now();
    vi.spyOn(Date, 'now').mockReturnValue(0);
    const passed = clock.now() - before;
    expect(passed).toBeGreaterThanOrEqual(0);
    expect(passed).toBeLessThan(1_000);
  });
});
