/** How wide each part of a line is, in columns; a part that is left out has none. */
export interface Columns {
  readonly label: number;
  readonly duration: number;
  readonly bar: number;
  readonly facts: number;
  /** Between two parts. */
  readonly gap: number;
}

/** How wide the widest of each part is. */
export interface Wishes {
  readonly label: number;
  readonly duration: number;
  readonly facts: number;
}

/** Below this many columns space is saved wherever that is possible. */
export const NARROW = 72;

const NO_BARS_BELOW = 32;
const ONLY_LABELS_BELOW = 20;
const LONGEST_BAR = 80;

/** Of what names and durations leave; the bars, which one looks at first, get the rest at least. */
const MOST_FOR_FACTS = 0.55;

/** Columns in which most facts can be told; where they are more than that part, they come before all but a short bar. */
const ENOUGH_FOR_FACTS = 30;
const SHORT_BAR = 14;

/** Shares out the width. */
export function shareOut(width: number, wishes: Wishes): Columns {
  const { duration } = wishes;
  if (width < ONLY_LABELS_BELOW) return { label: width, duration: 0, bar: 0, facts: 0, gap: 0 };
  const gap = width < NARROW ? 1 : 2;
  if (width < NO_BARS_BELOW) {
    return { label: width - gap - duration, duration, bar: 0, facts: 0, gap };
  }
  const label = Math.min(wishes.label, Math.floor(width * 0.4));
  const rest = width - label - duration - (wishes.facts === 0 ? 2 : 3) * gap;
  const most = Math.max(rest * MOST_FOR_FACTS, Math.min(rest - SHORT_BAR, ENOUGH_FOR_FACTS));
  const bar = Math.min(LONGEST_BAR, rest - Math.min(wishes.facts, Math.floor(most)));
  return { label, duration, bar, facts: rest - bar, gap };
}
