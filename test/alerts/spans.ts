import type { Scenario, Span } from './model/scenario.ts';
import { wholeOf } from './model/simulate.ts';

const HOUR = 3600;

/** Whether all of a scenario is needed to see what it is about. */
export function isWhole({ hours, fires, whole = false }: Scenario): boolean {
  const takesHours = fires.some(({ within }) => within > HOUR);
  return whole || hours >= 24 || takesHours;
}

/** How long all is as usual before something happens. */
const BEFORE = HOUR / 3;

/** The hours around what happens, in a scenario of one incident: before it and after it there is nothing. */
export function incidentOf(scenario: Scenario): Span {
  const { fires } = scenario;
  const [first] = fires;
  if (first === undefined || isWhole(scenario)) return wholeOf(scenario);
  const begin = first.from - BEFORE;
  const slowest = Math.max(...fires.map(({ within }) => within));
  return [begin, begin + (slowest > 600 ? 2.5 : 1.5) * HOUR];
}
