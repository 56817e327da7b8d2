import type { Tone } from '../terminal/tone.ts';

/** How a span ended, as far as it is worth a mark; an abort is nobody's failure. */
export type Mark = 'failed' | 'aborted';

/** One thing that is worth knowing about a span. */
export interface Fact {
  readonly tone: Tone;
  /** Ways to say it, from the longest to the shortest. */
  readonly forms: readonly [string, ...string[]];
}

/** What is written about a span beside its bar. */
export interface Description {
  readonly label: string;
  readonly mark?: Mark | undefined;
  /** The most important first: the last ones are left out where there is no room. */
  readonly facts: readonly Fact[];
}

export function fact(tone: Tone, ...forms: readonly [string, ...string[]]): Fact {
  return { tone, forms };
}
