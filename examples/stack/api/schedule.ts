/** When what happens, in seconds. */
export interface Timing {
  /** From the start to the first spike. */
  readonly firstSpike: number;
  /** From the beginning of a spike to that of the next. */
  readonly every: number;
  /** How long a spike lasts. */
  readonly length: number;
}

/**
 * The usual times. By the shipped rules the alert keeps firing through 10 minutes of calm, so that it takes a quarter of
 * an hour from a spike to the message that it is over; only then the next one can be a page of its own.
 */
export const TIMING: Timing = { firstSpike: 60, every: 960, length: 120 };

/** A spike, in milliseconds since the epoch. */
export interface Spike {
  readonly begins: number;
  readonly ends: number;
}

/** The script's clock: which spike is on, and which comes next. */
export class Schedule {
  readonly timing: Timing;
  readonly #startedAt: number;
  /** The last one that somebody asked for. */
  #extra: Spike | undefined;

  constructor(timing: Timing, startedAt = Date.now()) {
    this.timing = timing;
    this.#startedAt = startedAt;
  }

  /** Begins one now, unless one is on. */
  begin(now = Date.now()): void {
    if (this.current(now)) return;
    this.#extra = { begins: now, ends: now + this.timing.length * 1000 };
  }

  /** The last spike that has begun. */
  last(now = Date.now()): Spike | undefined {
    const count = this.#begunBy(now);
    const scheduled = count === 0 ? undefined : this.#spike(count - 1);
    if (!scheduled || !this.#extra) return scheduled ?? this.#extra;
    return scheduled.begins > this.#extra.begins ? scheduled : this.#extra;
  }

  /** The one that is on. */
  current(now = Date.now()): Spike | undefined {
    const last = this.last(now);
    return last && now < last.ends ? last : undefined;
  }

  next(now = Date.now()): Spike {
    return this.#spike(this.#begunBy(now));
  }

  #begunBy(now: number): number {
    const { firstSpike, every } = this.timing;
    const since = (now - this.#startedAt) / 1000 - firstSpike;
    return since < 0 ? 0 : Math.floor(since / every) + 1;
  }

  #spike(index: number): Spike {
    const { firstSpike, every, length } = this.timing;
    const begins = this.#startedAt + (firstSpike + index * every) * 1000;
    return { begins, ends: begins + length * 1000 };
  }
}
