import { beforeAll, expect, it } from 'vitest';
import { Inhibition } from './alertmanager/inhibition.ts';
import { fleetsOf, type Play, type Played, playFleet } from './fleets.ts';
import type { Scenario } from './model/scenario.ts';
import { inParallel } from './parallel.ts';
import { Rules } from './rules/rule-files.ts';
import { judge } from './verdict.ts';

/** Jobs in one promtool: more of them take more memory, fewer take more time each. */
const MOST = 12;

/**
 * A test for each scenario: what fires and what is paged is what it says, and nothing else.
 *
 * @returns What was played, once the tests run.
 */
export function testScenarios(
  scenarios: readonly Scenario[],
  how: Play = {},
): ReadonlyMap<Scenario, Played> {
  const played = new Map<Scenario, Played>();
  beforeAll(async () => {
    const rules = Rules.shipped();
    await inParallel(fleetsOf(scenarios, MOST, how.spanOf), async (fleet) => {
      for (const one of await playFleet(fleet, rules, how)) played.set(one.scenario, one);
    });
  });
  const inhibition = Inhibition.shipped();
  for (const scenario of scenarios) {
    it(titleOf(scenario), () => {
      const one = played.get(scenario);
      if (one === undefined) throw new Error('It was not played');
      expect(judge(scenario, one.fired, one.shown, inhibition).problems).toEqual([]);
    });
  }
  return played;
}

function titleOf({ name, fires }: Scenario): string {
  const what = fires.map(
    ({ alert, severity, within }) => `${alert}${severity ? ` (${severity})` : ''} in ${within} s`,
  );
  return `${name}: ${what.join(', ') || 'nothing'}`;
}
