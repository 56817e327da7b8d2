// Taken once: an application's tests may put fake timers in their place later, and must see none of ours.
const performance = globalThis.performance;
/** Milliseconds of the process, which never step back. */
export const monotonic: () => number = performance.now.bind(performance);
const wallClock = Date.now;
// A getter that asks the runtime each time.
const { timeOrigin } = performance;

/** Reads the time of one call: wall-clock at its start, monotonic from there on, so no step of the system's clock bends a duration. */
export interface Clock {
  /** Milliseconds since the epoch, with sub-millisecond digits. */
  now(): number;
}

/** How far the process's own time line may be from the wall clock before the wall clock is taken. */
const DRIFT = 5;

/** A clock that starts now. */
export function startClock(): Clock {
  const start = monotonic();
  const wall = wallClock();
  const fine = timeOrigin + start;
  // Only the process's own time line has sub-millisecond digits; it does not follow a clock that is set, nor a machine that sleeps.
  const offset = (Math.abs(fine - wall) <= DRIFT ? fine : wall) - start;
  return { now: () => offset + monotonic() };
}
