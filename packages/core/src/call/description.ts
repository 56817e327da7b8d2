import type { CallStart } from '../events.ts';

/** What is known of a call when its options are. */
export interface CallDescription extends Omit<CallStart, 'type'> {
  /** The abort signal that the application gave. */
  readonly signal: AbortSignal | undefined;
  /** An SDK helper reads the stream ahead by itself. */
  readonly readAhead: boolean;
}
