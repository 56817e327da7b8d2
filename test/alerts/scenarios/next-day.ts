import type { Scenario } from '../model/scenario.ts';
import { hours } from './traffic.ts';

/** When something happens that is compared with what was usual until then: that is known after a day. */
export const NEXT_DAY: number = hours(25);

/** So coarse that a day can be played: what these are about takes quarters of an hour. */
export const afterADay: Pick<Scenario, 'hours' | 'every' | 'evaluate' | 'alerts' | 'pages'> = {
  hours: 31,
  every: 60,
  evaluate: 60,
  alerts: ['ClaudeStreamStalls', 'ClaudeFirstTokenSlow', 'ClaudeCallsHanging'],
  pages: [],
};
