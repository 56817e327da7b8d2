import type { Report } from './app-messages.ts';

/** Counts how calls end, from report to report. */
export class Tally {
  #results: Record<string, number> = {};
  #durations: number[] = [];

  add(result: string, duration: number): void {
    this.#results[result] = (this.#results[result] ?? 0) + 1;
    this.#durations.push(duration);
  }

  take({ heapUsed, rss }: { heapUsed: number; rss: number }): Report {
    const durations = this.#durations.sort((a, b) => a - b);
    const report = {
      results: this.#results,
      median: durations[Math.floor(durations.length / 2)] ?? 0,
      longest: durations.at(-1) ?? 0,
      heapUsed,
      rss,
    };
    this.#results = {};
    this.#durations = [];
    return report;
  }
}
