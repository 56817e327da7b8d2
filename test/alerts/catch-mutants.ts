import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inhibition } from './alertmanager/inhibition.ts';
import { fleetsOf, type Played, playFleet } from './fleets.ts';
import type { Scenario } from './model/scenario.ts';
import { inParallel } from './parallel.ts';
import type { Fired } from './promtool/timeline.ts';
import { type Batch, batchOf } from './rules/batch.ts';
import type { Mutant } from './rules/mutants.ts';
import type { Rules } from './rules/rule-files.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { incidentOf } from './spans.ts';
import { judge } from './verdict.ts';

/** The scenario that caught each mutant. */
export type Caught = ReadonlyMap<Mutant, Scenario>;

/** Which scenario caught which mutant when `find-catchers.ts` last looked for them. */
export const CATCHERS_FILE: string = join(import.meta.dirname, 'rules/catchers.json');

/** Mutants that are played at once. */
const MOST = 40;

/** Plays each mutant to the scenario that is known to catch it. */
export async function catchKnown(
  rules: Rules,
  mutants: readonly Mutant[],
  onScenario: (scenario: Scenario, caught: Caught) => void = () => {},
): Promise<Map<Mutant, Scenario>> {
  const known: Record<string, string> = JSON.parse(readFileSync(CATCHERS_FILE, 'utf8'));
  const caught = new Map<Mutant, Scenario>();
  await inParallel(SCENARIOS, async (scenario) => {
    const wanted = mutants.filter(({ name }) => known[name] === scenario.name);
    for (const mutant of await caughtBy(scenario, rules, wanted)) caught.set(mutant, scenario);
    if (wanted.length > 0) onScenario(scenario, caught);
  });
  return caught;
}

/** As {@link catchKnown}; and plays what is left to all scenarios about its alerts, until one catches it. */
export async function searchCatchers(
  rules: Rules,
  mutants: readonly Mutant[],
  onScenario: (scenario: Scenario, caught: Caught) => void,
): Promise<Caught> {
  const caught = await catchKnown(rules, mutants, onScenario);
  const byEffort = SCENARIOS.toSorted((a, b) => effort(a) - effort(b));
  await inParallel(byEffort, async (scenario) => {
    const wanted = mutants.filter(
      (mutant) =>
        !caught.has(mutant) && isAbout(scenario, batchOf(rules, [mutant]).alertsOf(mutant)),
    );
    for (const mutant of await caughtBy(scenario, rules, wanted)) {
      if (!caught.has(mutant)) caught.set(mutant, scenario);
    }
    if (wanted.length > 0) onScenario(scenario, caught);
  });
  return caught;
}

const effort = (scenario: Scenario): number => {
  const [from, until] = incidentOf(scenario);
  return (until - from) / (scenario.evaluate ?? 15);
};

/** Whether it could show a difference in one of these alerts. */
function isAbout({ alerts, fires, tempts }: Scenario, changed: ReadonlySet<string>): boolean {
  const about = [...(alerts ?? []), ...(tempts ?? []), ...fires.map(({ alert }) => alert)];
  return about.some((alert) => changed.has(alert));
}

/** The mutants that one scenario catches. */
export async function caughtBy(
  scenario: Scenario,
  rules: Rules,
  mutants: readonly Mutant[],
): Promise<Mutant[]> {
  const caught: Mutant[] = [];
  for (let place = 0; place < mutants.length; place += MOST) {
    caught.push(...(await caughtTogether(scenario, rules, mutants.slice(place, place + MOST))));
  }
  return caught;
}

async function caughtTogether(
  scenario: Scenario,
  rules: Rules,
  mutants: readonly Mutant[],
): Promise<Mutant[]> {
  const unchanged = withoutMistake(rules, mutants);
  const batch = batchOf(rules, [...mutants, ...unchanged]);
  const { alerts: _, ...whole } = scenario;
  const [fleet = []] = fleetsOf([whole], 1);
  const [played] = await playFleet(fleet, batch.rules, { spanOf: incidentOf });
  if (played === undefined) return [];
  const sound = new Set(
    unchanged
      .filter((none) => problemsOf(played, batch, none) === 0)
      .flatMap((none) => [...batch.alertsOf(none)]),
  );
  return mutants.filter(
    (mutant) =>
      [...batch.alertsOf(mutant)].every((alert) => sound.has(alert)) &&
      problemsOf(played, batch, mutant) > 0,
  );
}

/** The alerts as they are: what fails already shows no mistake. */
function withoutMistake(rules: Rules, mutants: readonly Mutant[]): Mutant[] {
  const { alertsOf } = batchOf(rules, mutants);
  const alerts = new Set(mutants.flatMap((mutant) => [...alertsOf(mutant)]));
  return [...alerts].map((name) => {
    const own = rules.all.filter(({ alert }) => alert === name);
    return { name, changed: new Map(own.map((rule) => [rule, rule])) };
  });
}

/** How many things are not as expected of the alerts that the mutant changes. */
function problemsOf({ scenario, fired, shown }: Played, batch: Batch, mutant: Mutant): number {
  const alerts = batch.alertsOf(mutant);
  const own: Fired[] = [...alerts].flatMap((alert) =>
    fired
      .filter((one) => one.alert === batch.nameIn(mutant, alert))
      .map((one) => ({ ...one, alert })),
  );
  const fires = scenario.fires.filter(({ alert }) => alerts.has(alert));
  // What is paged depends on other alerts, too: that is for scenarios as a whole.
  return judge({ ...scenario, fires, pages: undefined }, own, shown, NOTHING).problems.length;
}

const NOTHING = new Inhibition([]);
