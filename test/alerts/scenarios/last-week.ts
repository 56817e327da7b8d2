import type { Scenario } from '../model/scenario.ts';
import { hours } from './traffic.ts';

/** Hours. */
export const WEEK: number = 7 * 24;
/** When something happens that is compared with the week before. */
export const LATER: number = hours(WEEK) + hours(4);

/** Days before it, so coarse that they can be played: what they are about takes quarters of an hour. */
export const afterDays: Pick<Scenario, 'hours' | 'every' | 'evaluate' | 'alerts' | 'pages'> = {
  hours: WEEK + 12,
  every: 60,
  evaluate: 60,
  alerts: ['ClaudeStreamStalls', 'ClaudeFirstTokenSlow', 'ClaudeCallsHanging'],
  pages: [],
};

/** When something happens that is compared with what is known, which is enough after a day. */
export const NEXT_DAY: number = hours(25);

/** As {@link afterDays}, for what does not need all of a week. */
export const afterADay: Pick<Scenario, 'hours' | 'every' | 'evaluate' | 'alerts' | 'pages'> = {
  ...afterDays,
  hours: 31,
};
