import type { RateLimit } from '../limits/rate-limit.ts';
import type { ClaudeClient } from '../seam/client.ts';

export interface HeadroomOptions {
  /** Not ready while more calls than this are asleep between two attempts. @default any number */
  readonly maxAsleep?: number | undefined;
  /** Not ready while a limit read in the last minute has less than this left, 0 to 1. @default nothing need be left */
  readonly minHeadroom?: number | undefined;
}

/** How much more a client can take. */
export interface Headroom {
  /** Always true without a threshold in the options. */
  readonly ready: boolean;
  /** Calls between two attempts. */
  readonly asleep: number;
  /** How long the longest of these sleeps still lasts, seconds. */
  readonly longestSleep: number | undefined;
  /** The lowest first; those of unknown headroom last. */
  readonly limits: readonly RateLimit[];
  /** Why it is not ready, for people. */
  readonly reasons: readonly string[];
}

/** For a `/ready` route. @throws {TypeError} for a wrong option, naming it. */
export function headroom(client: ClaudeClient, options?: HeadroomOptions): Headroom {
  throw new TypeError(`headroom(): not there yet: ${String(client)} ${String(options)}`);
}
