import { LARGE } from '../models.ts';
import type { Schedule } from './schedule.ts';

/** What an attempt gets. */
export type Verdict = 'served' | 'limited' | 'overloaded';

/** Seconds from the beginning of a spike until nothing is left, and from its end until all is well. */
const RUNS_OUT_IN = 5;
const RECOVERS_IN = 25;

/** Left while all is calm, 0 to 1. */
const CALM = 0.72;

/** One in so many attempts meets an overloaded API: its retry is served. */
const OVERLOADED_EACH = 60;

/** What happens to attempts, by the schedule: no chance is involved. */
export class Weather {
  readonly #schedule: Schedule;
  #attempts = 0;
  /** Attempts at a limit that is used up, by how often their calls had been refused before. */
  readonly #atLimit: number[] = [];

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** What is left of a model's limit, 0 to 1. */
  left(model: string, now = Date.now()): number {
    const breath = 0.06 * Math.sin(now / 7_000);
    if (model !== LARGE) return 0.85 + breath;
    const calm = CALM + breath;
    const spike = this.#schedule.last(now);
    if (!spike) return calm;
    if (now < spike.ends) {
      return Math.max(0, calm * (1 - (now - spike.begins) / 1000 / RUNS_OUT_IN));
    }
    return calm * Math.min(1, (now - spike.ends) / 1000 / RECOVERS_IN);
  }

  /** Counts the attempt, and decides. `retry` is 0 for the first attempt of a call. */
  verdict(model: string, retry: number, now = Date.now()): Verdict {
    this.#attempts += 1;
    const isSpike = this.#schedule.current(now) !== undefined;
    if (model === LARGE && isSpike && this.left(model, now) === 0) {
      const count = (this.#atLimit[retry] ?? 0) + 1;
      this.#atLimit[retry] = count;
      return isLetThrough(retry, count) ? 'served' : 'limited';
    }
    const isUnlucky = retry === 0 && this.#attempts % OVERLOADED_EACH === 0;
    return isUnlucky ? 'overloaded' : 'served';
  }
}

/**
 * Two retries carry nearly every call: first and second attempts are mostly refused, last ones hardly ever. So the
 * spike is plain to see, and one user in a hundred sees an error.
 */
function isLetThrough(retry: number, count: number): boolean {
  return retry < 2 ? count % 20 === 0 : count % 100 !== 0;
}
