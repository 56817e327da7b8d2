/** What a histogram of OpenTelemetry keeps. */
export class Histogram {
  readonly bounds: readonly number[];
  readonly #counts: number[];
  sum = 0;
  count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  record(value: number): void {
    this.sum += value;
    this.count++;
    const place = this.bounds.findIndex((bound) => value <= bound);
    if (place >= 0) this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  /** How many were at most each bound, as Prometheus has it. */
  *cumulative(): Iterable<readonly [bound: number, count: number]> {
    let count = 0;
    for (const [place, bound] of this.bounds.entries()) {
      count += this.#counts[place] ?? 0;
      yield [bound, count];
    }
  }
}
