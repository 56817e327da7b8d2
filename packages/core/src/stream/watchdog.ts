import { AsyncLocalStorage } from 'node:async_hooks';
import { monotonic } from '../clock.ts';
import { report } from '../guard.ts';

/** Something that may wait for the server. Times in milliseconds of its own clock. */
export interface Waiting {
  now(): number;
  /** Since when it has waited, or undefined while it does not. */
  waitingSince(): number | undefined;
  /** How long a wait may last before it is a stall. */
  readonly stallAfter: number;
  /** Called once for each wait that lasts too long, while it lasts. */
  stalled(silence: number, now: number): void;
}

// The application's contexts and fake timers are none of this timer's business.
const outside = AsyncLocalStorage.snapshot();
const { setTimeout, clearTimeout } = globalThis;

/** The wait that was last reported, so that one silence is one stall. */
const watched = new Map<Waiting, number | undefined>();
let timer: NodeJS.Timeout | undefined;
let timerDue = Number.POSITIVE_INFINITY;

/** Watches `waiting` until {@link unwatch}. One timer serves all; it keeps no process alive. */
export function watch(waiting: Waiting): void {
  watched.set(waiting, undefined);
  schedule(waiting.stallAfter);
}

/** Ends the watch; a no-op for what is not watched. */
export function unwatch(waiting: Waiting): void {
  if (!watched.delete(waiting) || watched.size > 0) return;
  clearTimeout(timer);
  timer = undefined;
  timerDue = Number.POSITIVE_INFINITY;
}

function schedule(delay: number): void {
  const due = monotonic() + delay;
  if (due >= timerDue) return;
  clearTimeout(timer);
  timerDue = due;
  timer = outside(() => setTimeout(look, Math.ceil(delay)));
  timer.unref();
}

function look(): void {
  timer = undefined;
  timerDue = Number.POSITIVE_INFINITY;
  let next = Number.POSITIVE_INFINITY;
  for (const [waiting, reported] of watched) {
    try {
      const now = waiting.now();
      const since = waiting.waitingSince();
      // A wait that began a moment ago and one that has not begun are looked at again after the whole time.
      const left = since === undefined ? waiting.stallAfter : since + waiting.stallAfter - now;
      if (since !== undefined && left <= 0 && since !== reported) {
        watched.set(waiting, since);
        waiting.stalled(now - since, now);
      }
      next = Math.min(next, left > 0 ? left : waiting.stallAfter);
    } catch (problem) {
      next = Math.min(next, waiting.stallAfter);
      report(problem);
    }
  }
  if (watched.size > 0 && next !== Number.POSITIVE_INFINITY) schedule(next);
}
