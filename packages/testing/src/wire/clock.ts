import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds since the epoch, with digits below the millisecond; never goes back. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Sleeps until the clock says `time`, and never less: a timer by itself may fire a little early. */
export async function sleepUntil(time: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  for (let left = time - now(); left > 0; left = time - now()) {
    await sleep(Math.min(Math.ceil(left), 2 ** 31 - 1), undefined, { signal });
  }
}
