/** Requests that may be made at once, and that come back each second. */
const LIMIT = 20;
const PER_SECOND = 8;

/** A rate limit that refills steadily, as the real API's do. */
export class Bucket {
  #left = LIMIT;
  #at = Date.now();

  /** Takes one request, if there is one. */
  take(): boolean {
    const now = Date.now();
    const refill = ((now - this.#at) / 1000) * PER_SECOND;
    this.#left = Math.min(LIMIT, this.#left + refill);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }

  /** What the API says of it in each answer. */
  headers(): Record<string, string> {
    const whole = this.#at + ((LIMIT - this.#left) / PER_SECOND) * 1000;
    return {
      'anthropic-ratelimit-requests-limit': String(LIMIT),
      'anthropic-ratelimit-requests-remaining': String(Math.floor(this.#left)),
      'anthropic-ratelimit-requests-reset': new Date(whole).toISOString(),
    };
  }
}
