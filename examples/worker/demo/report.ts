import type { Pace } from '../pace.ts';
import { concurrency, type Finished } from './run.ts';

/** Seconds between two lines on the pace, at least. */
const BETWEEN = 0.25;

/** Says how fast the worker goes, whenever that has changed, but not for each change of a moment. */
export function sayPace(print: (line: string) => void): (pace: Pace, seconds: number) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return ({ atATime, tightest }, seconds) => {
    if (seconds - saidAt < BETWEEN) return;
    saidAt = seconds;
    const bar = '█'.repeat(atATime).padEnd(concurrency, '░');
    const why = tightest && `, ${percent(tightest.headroom)} of the ${tightest.type} limit left`;
    print(`${seconds.toFixed(1).padStart(6)} s  ${bar}  ${atATime} at a time${why ?? ''}`);
  };
}

/** One line on all of it. */
export function sentence({ tally, seconds }: Finished): string {
  const { answered, failed, attempts, refused, asleep } = tally;
  return (
    `${answered} of ${answered + failed} calls answered in ${seconds.toFixed(1)} s: ` +
    `${attempts} attempts, ${refused} of them refused with 429, ${asleep.toFixed(1)} s asleep.`
  );
}

/** Both ways side by side. */
export function comparison(unpaced: Finished, paced: Finished): string[] {
  const rows = [
    ['', 'answered', 'attempts', '429s', 'asleep', 'took'],
    ['as fast as allowed', ...cells(unpaced)],
    ['by rateLimits(client)', ...cells(paced)],
  ];
  return rows.map(([name = '', ...rest]) =>
    [name.padEnd(22), ...rest.map((cell) => cell.padStart(9))].join(''),
  );
}

function cells({ tally, seconds }: Finished): string[] {
  const { answered, attempts, refused, asleep } = tally;
  return [
    ...[answered, attempts, refused].map(String),
    ...[asleep, seconds].map((each) => `${each.toFixed(1)} s`),
  ];
}

const percent = (share = 0): string => `${Math.round(share * 100)} %`;
