import type { Placed } from '../unordered.ts';

/** What a call in flight adds to the gauges. Times in milliseconds of the process. */
export interface LiveCall extends Placed {
  readonly since: number;
  /** While it sleeps between two attempts. */
  readonly sleep: Sleep | undefined;
  /** Whether a stream of it is being read. */
  readonly streaming: boolean;
}

export interface Sleep {
  /** Seconds; 0 where it is not known. */
  readonly planned: number;
  readonly until: number;
}
