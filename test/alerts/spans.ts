import type { Firing, Scenario, Span } from './model/scenario.ts';
import { wholeOf } from './model/simulate.ts';

const HOUR = 3600;

/** Whether what must fire may take hours to. */
export const takesHours = (fires: readonly Firing[]): boolean =>
  fires.some(({ within }) => within > HOUR);

/** The hours around what happens, in a scenario of one incident: before it and after it there is nothing. */
export function incidentOf(scenario: Scenario): Span {
  const { hours, fires } = scenario;
  const [first] = fires;
  if (first === undefined || hours >= 24 || takesHours(fires)) return wholeOf(scenario);
  return [first.from - HOUR, Math.min(first.from + 2 * HOUR, hours * HOUR)];
}
