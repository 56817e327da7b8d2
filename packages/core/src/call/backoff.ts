import type { BackoffEnd, BackoffSource, BackoffStart, RetryReason } from '../events.ts';
import type { Attempt } from './attempt.ts';

/** How long the SDK means to sleep, and who says so. */
export interface BackoffPlan {
  /** Milliseconds. */
  readonly delay: number;
  readonly source: BackoffSource;
}

/** The pause between two attempts. Times in milliseconds of the call's clock. */
export class Backoff {
  readonly #plan: BackoffPlan;
  readonly #failed: Attempt | undefined;
  readonly #startedAt: number;

  constructor(plan: BackoffPlan, failed: Attempt | undefined, startedAt: number) {
    this.#plan = plan;
    this.#failed = failed;
    this.#startedAt = startedAt;
  }

  /** The event of its beginning. */
  start(): BackoffStart {
    const head = this.#failed?.head;
    return {
      type: 'backoff.start',
      ...this.#common(),
      reason: retryReason(this.#failed),
      status: head?.status,
      requestId: head?.requestId,
      errorType: this.#failed?.errorType,
    };
  }

  /** The event of its end, `now`. */
  end(now: number): BackoffEnd {
    return { type: 'backoff.end', ...this.#common(), actual: (now - this.#startedAt) / 1000 };
  }

  #common(): Omit<BackoffEnd, 'type' | 'actual'> {
    return {
      attempt: this.#failed?.number ?? 0,
      planned: this.#plan.delay / 1000,
      source: this.#plan.source,
      outcome: this.#failed?.outcome,
    };
  }
}

/** The SDK's own order: the header decides before the status does. */
function retryReason(failed: Attempt | undefined): RetryReason {
  if (failed?.head !== undefined) return failed.head.shouldRetry ? 'x-should-retry' : 'status';
  return failed?.outcome === 'timeout' ? 'timeout' : 'connection';
}
