import { ok, rateLimited } from '../model/answer.ts';
import type { Caller, Scenario } from '../model/scenario.ts';
import { each, hours, minutes } from './traffic.ts';

const HOURS = [0, 1, 2, 3, 4].map((hour) => hours(hour) + minutes(20));

/** Calls that begin just then; those of `limited` are refused for so many seconds, and then answered. */
function refused(at: readonly number[], limited: readonly number[], seconds: number): Caller {
  const isLimited = (now: number) => limited.some((from) => now >= from && now < from + seconds);
  return {
    model: 'claude-opus-5-5',
    at,
    answers: (now, random) => (isLimited(now) ? rateLimited(random) : ok(random)),
  };
}

// Each hour at another time of the minute.
const FOUR = HOURS.flatMap((from, hour) => each(20, [from, from + 80]).map((at) => at + 7 * hour));

/** So few that what is limited of them is not worth a page, whatever its share. */
const FEW_CALLS: readonly Caller[] = [
  // For ten minutes an hour three calls a minute, one of which is refused at first.
  refused(
    HOURS.flatMap((from) => each(20, [from, from + minutes(10)])),
    HOURS.flatMap((from) => each(60, [from, from + minutes(10)])),
    0.3,
  ),
  // Four calls an hour, each of which is refused twice.
  { ...refused(FOUR, FOUR, 1.2), model: 'claude-haiku-5' },
];

/** Shares of next to nothing. */
export const ONE_LIMITED: readonly Scenario[] = [
  {
    name: 'one 429 among two calls',
    seed: 41,
    hours: 6,
    callers: [
      refused(
        HOURS.flatMap((at) => [at, at + 20]),
        HOURS,
        0.3,
      ),
    ],
    tempts: ['ClaudeRateLimitSpike', 'ClaudeCallsFailing'],
    fires: [],
    pages: [],
  },
  {
    name: 'few calls, a quarter or two thirds of their attempts limited',
    seed: 42,
    hours: 6,
    callers: FEW_CALLS,
    tempts: ['ClaudeRateLimitSpike'],
    fires: [],
    pages: [],
  },
];
