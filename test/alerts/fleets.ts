import { gridOf, jobOf, simulate } from './model/simulate.ts';
import type { Firing, Scenario } from './model/scenario.ts';
import type { Column } from './model/recording.ts';
import { type Promtool, play } from './promtool/run.ts';
import type { Fired } from './promtool/timeline.ts';
import type { Rules } from './rules/rule-files.ts';

/** What promtool said of one scenario. */
export interface Played {
  readonly scenario: Scenario;
  readonly fired: readonly Fired[];
  readonly shown: ReadonlyMap<Firing, number>;
}

/** Scenarios that can be played together, each as a job of its own: of the same length and pace. */
export function fleetsOf(scenarios: readonly Scenario[], most: number): Scenario[][] {
  const byPace = new Map<string, Scenario[]>();
  for (const scenario of scenarios) {
    const { hours, every, evaluate = 15 } = scenario;
    const pace = [hours, evaluate, evaluate > 15 ? every : ''].join(' ');
    byPace.set(pace, [...(byPace.get(pace) ?? []), scenario]);
  }
  return [...byPace.values()].flatMap((alike) =>
    Array.from({ length: Math.ceil(alike.length / most) }, (_, place) =>
      alike.slice(place * most, (place + 1) * most),
    ),
  );
}

/** Plays a fleet to the rules. `round` 0 is the scenario as its seed has it; others are of other chances. */
export async function playFleet(
  fleet: readonly Scenario[],
  rules: Rules,
  { round = 0, promtool = 'promtool' }: { round?: number; promtool?: Promtool } = {},
): Promise<Played[]> {
  const [first] = fleet;
  if (first === undefined) return [];
  const columns: Column[] = [];
  const shown = fleet.map((scenario) => {
    const simulated = simulate(scenario, scenario.seed + 1000 * round, rules.reads);
    columns.push(...simulated.recording.columns.values());
    return simulated.shown;
  });
  const { evaluate = 15 } = first;
  const fired = await play({ grid: gridOf(first), evaluate, columns }, rules.files, promtool);
  return fleet.map((scenario, place) => ({
    scenario,
    fired: fired.filter(({ job }) => job === jobOf(scenario)),
    shown: shown[place] ?? new Map(),
  }));
}
