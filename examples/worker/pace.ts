import type { RateLimit } from 'spanthropic';

/** With less than this share of a limit left, fewer calls run at a time. */
const AMPLE = 0.75;

/** How many calls may run at a time, and why. */
export interface Pace {
  readonly atATime: number;
  /** The limit that has the smallest share left; absent where the API has not spoken of any yet. */
  readonly tightest: RateLimit | undefined;
}

/**
 * `most` at a time while three quarters of every limit are left, then fewer in proportion: the calls settle
 * at the speed at which the limit refills. One goes on always, for its answer tells how much is left now.
 */
export function paceOf(limits: readonly RateLimit[], most: number): Pace {
  const [tightest] = limits
    .filter(({ headroom }) => headroom !== undefined)
    .toSorted((one, other) => (one.headroom ?? 1) - (other.headroom ?? 1));
  const share = Math.min(1, (tightest?.headroom ?? 1) / AMPLE);
  return { atATime: Math.max(1, Math.floor(most * share)), tightest };
}
