import type { Schedule, Spike } from '../api/schedule.ts';

/**
 * Seconds from the beginning of a spike to the page, at most: the metrics that show it are pushed every 15 s, the
 * rules see it within 60 s of that, and Alertmanager waits for 5 s.
 */
export const PAGE_WITHIN = 90;

/**
 * Seconds from the end of a spike to the message that it is over, at most: it leaves the rules' windows within a
 * minute or so, the alert keeps firing for 10 minutes, and Alertmanager writes of a group every 2 minutes.
 */
export const OVER_WITHIN = 810;

/** What is going on, and what will happen when. Times are ISO 8601. */
export interface Forecast {
  readonly now: string;
  /** The spike that is on. */
  readonly current: ForecastSpike | undefined;
  /** The last one that has ended. */
  readonly last: ForecastSpike | undefined;
  readonly next: ForecastSpike;
}

interface ForecastSpike {
  readonly begins: string;
  /** The page is to be expected until then. */
  readonly pageBy: string;
  readonly ends: string;
  /** The message that it is over is to be expected until then. */
  readonly overBy: string;
}

export function forecast(schedule: Schedule, now = Date.now()): Forecast {
  const current = schedule.current(now);
  const last = schedule.last(now);
  return {
    now: new Date(now).toISOString(),
    current: current && timesOf(current),
    last: last && !current ? timesOf(last) : undefined,
    next: timesOf(schedule.next(now)),
  };
}

function timesOf({ begins, ends }: Spike): ForecastSpike {
  return {
    begins: iso(begins),
    pageBy: iso(begins + PAGE_WITHIN * 1000),
    ends: iso(ends),
    overBy: iso(ends + OVER_WITHIN * 1000),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
