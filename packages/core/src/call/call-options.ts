import type { CallObserver } from './observer.ts';

/** What a call is told when it begins. */
export interface CallOptions {
  /** The seam that observes it. */
  readonly owner: object;
  readonly observer: CallObserver;
  /** Milliseconds of waiting that make a stall. */
  readonly stallAfter: number;
  /** Whether the SDK's retries are seen; otherwise they are derived from its requests. */
  readonly retriesSeen: boolean;
}
