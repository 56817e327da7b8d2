import type { Sample } from 'backends/prometheus';

/** What a value has to be. */
export interface Expectation {
  readonly text: string;
  fits(value: number): boolean;
}

/** A series, and its value. */
export type Row = readonly [labels: Readonly<Record<string, string>>, value: Expectation];

/**
 * Prometheus extends what it saw between the first and the last sample of a window to the whole of it:
 * up to two intervals of half a second, of the twelve and more that are asked about.
 */
const EXTRAPOLATED = 0.08;

/** Exactly `value`. */
export const exactly = (value: number): Expectation => ({
  text: String(value),
  fits: (found) => found === value,
});

/** `value`, and what Prometheus adds to it by extrapolation. */
export const about = (value: number): Expectation => ({
  text: `about ${value}`,
  fits: (found) => found >= value * (1 - EXTRAPOLATED) && found <= value * (1 + EXTRAPOLATED),
});

/** What depends on how busy the machine is, or which bucket of a histogram it lies in. */
export const between = (from: number, to: number): Expectation => ({
  text: `between ${from} and ${to}`,
  fits: (found) => found >= from && found <= to,
});

/** Why an answer is not what was expected: every series, and no other. */
export function problemsOf(answer: readonly Sample[], expected: readonly Row[]): string[] {
  const left = [...answer];
  const problems = expected.flatMap(([labels, value]) => {
    const index = left.findIndex((sample) => nameOf(sample.labels) === nameOf(labels));
    const [found] = index === -1 ? [] : left.splice(index, 1);
    if (!found) return [`${nameOf(labels)} is missing`];
    return value.fits(found.value)
      ? []
      : [`${nameOf(labels)} is ${found.value}, not ${value.text}`];
  });
  return [...problems, ...left.map(({ labels, value }) => `${nameOf(labels)} is there: ${value}`)];
}

/** Prometheus writes `le` as `3.0` where it was scraped, and as `3` where it was pushed. */
const nameOf = (labels: Readonly<Record<string, string>>): string =>
  `{${Object.entries(labels)
    .map(([label, value]) => `${label}=${label === 'le' ? value.replace(/\.0$/, '') : value}`)
    .toSorted()
    .join(', ')}}`;
