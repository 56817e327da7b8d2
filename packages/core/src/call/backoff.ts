import type { BackoffEnd, BackoffSource, BackoffStart, RetryReason } from '../events.ts';
import type { Attempt } from './attempt.ts';

/** How long the SDK means to sleep, and who says so. */
export interface BackoffPlan {
  /** Milliseconds; undefined where it cannot be known. */
  readonly delay: number | undefined;
  readonly source: BackoffSource;
  /** Why, when it was for a response; without one the attempt tells. */
  readonly reason: RetryReason | undefined;
}

/** The pause that lasts. */
interface Pause {
  readonly plan: BackoffPlan;
  readonly failed: Attempt | undefined;
  readonly startedAt: number;
}

/** The pauses between the attempts of one call. Times in milliseconds of the call's clock. */
export class Backoffs {
  /** Slept in all of them that are over, seconds. */
  total = 0;
  /** Whether there was any: the SDK has retried. */
  any = false;
  #pause: Pause | undefined;

  /** Whether the call is asleep. */
  get asleep(): boolean {
    return this.#pause !== undefined;
  }

  /** How long the pause still lasts, milliseconds; undefined while there is none, or nobody knows. */
  left(now: number): number | undefined {
    const delay = this.#pause?.plan.delay;
    if (this.#pause === undefined || delay === undefined) return undefined;
    return Math.max(0, this.#pause.startedAt + delay - now);
  }

  /** A pause begins, after the attempt that failed if there was one. */
  begin(plan: BackoffPlan, failed: Attempt | undefined, now: number): BackoffStart {
    this.any = true;
    this.#pause = { plan, failed, startedAt: now };
    return {
      type: 'backoff.start',
      attempt: failed?.number ?? 0,
      planned: plan.delay === undefined ? undefined : plan.delay / 1000,
      source: plan.source,
      reason: plan.reason ?? (failed?.outcome === 'timeout' ? 'timeout' : 'connection'),
      outcome: failed?.outcome,
      status: failed?.head?.status,
      requestId: failed?.head?.requestId,
      errorType: failed?.errorType,
    };
  }

  /** The pause is over; undefined when there was none. */
  end(now: number): BackoffEnd | undefined {
    if (this.#pause === undefined) return undefined;
    const { plan, failed, startedAt } = this.#pause;
    this.#pause = undefined;
    const actual = (now - startedAt) / 1000;
    this.total += actual;
    return {
      type: 'backoff.end',
      attempt: failed?.number ?? 0,
      planned: plan.delay === undefined ? undefined : plan.delay / 1000,
      source: plan.source,
      outcome: failed?.outcome,
      actual,
    };
  }
}
