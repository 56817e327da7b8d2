/** What is bounded, and folded into `_OTHER` beyond its bound. */
const BOUNDED = ['models', 'attributes'] as const;

export type Bounded = (typeof BOUNDED)[number];

const folded = new Map<Bounded, number>(BOUNDED.map((what) => [what, 0]));

/** Counts one call that was folded. */
export function countOverflow(what: Bounded): void {
  folded.set(what, (folded.get(what) ?? 0) + 1);
}

/** The foldings of this process so far, by what was bounded. */
export function overflowCounts(): ReadonlyMap<Bounded, number> {
  return folded;
}
