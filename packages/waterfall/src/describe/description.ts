import type { Tone } from '../terminal/tone.ts';

/** How a span ended, as far as it is worth a mark; an abort is nobody's failure. */
export type Mark = 'failed' | 'aborted';

/** One fact about a span. */
export interface Fact {
  readonly text: string;
  /** What to write where the text is too long. */
  readonly short?: string | undefined;
  readonly tone?: Tone | undefined;
}

/** What is written about a span beside its bar. */
export interface Description {
  readonly label: string;
  readonly mark?: Mark | undefined;
  /** The most important first: the last ones are left out where there is no room. */
  readonly facts: readonly Fact[];
}
