import type { Scenario, Span } from './model/scenario.ts';
import { wholeOf } from './model/simulate.ts';

const HOUR = 3600;

/** Whether all of a scenario is needed to see what it is about. */
export function isWhole({ hours, fires, tempts }: Scenario): boolean {
  const takesHours = fires.some(({ within }) => within > HOUR);
  return hours >= 24 || takesHours || (fires.length > 0 && tempts !== undefined);
}

/** The hours around what happens, in a scenario of one incident: before it and after it there is nothing. */
export function incidentOf(scenario: Scenario): Span {
  const { hours, fires } = scenario;
  const [first] = fires;
  if (first === undefined || isWhole(scenario)) return wholeOf(scenario);
  return [first.from - HOUR, Math.min(first.from + 2 * HOUR, hours * HOUR)];
}
