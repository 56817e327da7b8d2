/** A rate limit of the API: a bucket, shared by all instances. */
export interface LimitPlan {
  readonly type: 'requests' | 'tokens' | 'input_tokens' | 'output_tokens';
  readonly model: string;
  readonly method?: string | undefined;
  readonly limit: number;
  /** Refilled all the time, by this much each second; or made whole once in so many seconds. */
  readonly refill: { readonly perSecond: number } | { readonly every: number };
  /** What an answered call takes, at that time. */
  readonly use: (at: number) => number;
}

/** What a response says of one limit. */
export interface Reading {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
  readonly receivedAt: number;
}

export class Limit {
  readonly plan: LimitPlan;
  #remaining: number;
  #at = 0;

  constructor(plan: LimitPlan) {
    this.plan = plan;
    this.#remaining = plan.limit;
  }

  /** An answer at `at`, and what its headers say. */
  answer(at: number): Reading {
    const { limit, refill, use } = this.plan;
    if ('every' in refill) {
      if (Math.floor(at / refill.every) > Math.floor(this.#at / refill.every)) {
        this.#remaining = limit;
      }
    } else {
      this.#remaining = Math.min(limit, this.#remaining + (at - this.#at) * refill.perSecond);
    }
    this.#at = at;
    this.#remaining = Math.max(0, this.#remaining - use(at));
    const resetAt =
      'every' in refill
        ? (Math.floor(at / refill.every) + 1) * refill.every
        : at + (limit - this.#remaining) / refill.perSecond;
    return { limit, remaining: this.#remaining, resetAt, receivedAt: at };
  }
}
