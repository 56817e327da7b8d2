import { Inhibition } from './alertmanager/inhibition.ts';
import { fleetsOf, playFleet } from './fleets.ts';
import type { Scenario, Span } from './model/scenario.ts';
import { wholeOf } from './model/simulate.ts';
import { inParallel } from './parallel.ts';
import { Rules } from './rules/rule-files.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { incidentOf, isWhole } from './spans.ts';
import { type Row, writeTable } from './table.ts';
import { judge } from './verdict.ts';

const HOUR = 3600;
/** Jobs in one promtool. */
const MOST = 20;

/**
 * Plays so many days of each scenario, each day with other chances, and writes the table of the package's
 * README. The first time all of it is played; of each further day the hours around what happens, and of a calm one an
 * hour that differs each day; what takes days is played once.
 * With `only`, only scenarios with such names, and only their rows.
 *
 * @returns The exit code: 1 when something was not as expected.
 */
export async function measure(days: number, only?: RegExp): Promise<number> {
  const began = Date.now();
  const rules = Rules.shipped();
  const inhibition = Inhibition.shipped();
  const scenarios = SCENARIOS.filter(({ name }) => only?.test(name) ?? true);
  const rows = new Map(scenarios.map((scenario) => [scenario, newRow(scenario)]));
  const tasks = scenarios.flatMap((scenario) =>
    Array.from({ length: roundsOf(scenario, days) }, (_, round) => ({ scenario, round })),
  );
  const fleets: { fleet: Scenario[]; round: number }[] = [];
  for (let round = 0; round < days; round++) {
    const today = tasks.filter((task) => task.round === round).map(({ scenario }) => scenario);
    const spanOf = (scenario: Scenario) => spanIn(scenario, round);
    for (const fleet of fleetsOf(today, MOST, spanOf)) fleets.push({ fleet, round });
  }
  let failed = 0;
  let left = fleets.length;
  await inParallel(fleets, async ({ fleet, round }) => {
    const spanOf = (scenario: Scenario) => spanIn(scenario, round);
    for (const played of await playFleet(fleet, rules, { round, spanOf })) {
      const { scenario, fired, shown } = played;
      const verdict = judge(scenario, fired, shown, inhibition);
      rows.get(scenario)?.add(verdict, spanOf(scenario));
      for (const problem of verdict.problems) {
        failed++;
        console.error(`${scenario.name}, round ${round}: ${problem}`);
      }
    }
    console.log(`${--left} to go after ${seconds(began)} s`);
  });
  await writeTable(
    [...rows.values()].map((row) => row.row),
    { seconds: seconds(began), days, some: only !== undefined },
  );
  return failed === 0 ? 0 : 1;
}

const seconds = (since: number): number => Math.round((Date.now() - since) / 1000);

/** How often a scenario is played: once a day; or now and then, where all of it is needed. */
function roundsOf(scenario: Scenario, days: number): number {
  return isWhole(scenario) ? Math.ceil(days / scenario.hours) : days;
}

/** The part of a scenario's time that is played in a round. */
function spanIn(scenario: Scenario, round: number): Span {
  if (round === 0) return wholeOf(scenario);
  if (isWhole(scenario) || scenario.fires.length > 0) return incidentOf(scenario);
  // An hour that begins at another time each day.
  const from = ((round * 37) % (4 * scenario.hours - 3)) * (HOUR / 4);
  return [from, from + HOUR];
}

function newRow(scenario: Scenario): {
  row: Row;
  add: (verdict: ReturnType<typeof judge>, span: Span) => void;
} {
  const row: Row = {
    name: scenario.name,
    hours: 0,
    rounds: 0,
    falsePages: 0,
    fires: scenario.fires.map(({ alert, severity, within }) => ({
      alert,
      severity,
      within,
      slowest: undefined,
      missed: 0,
    })),
  };
  return {
    row,
    add: ({ seconds: took, falsePages }, [from, until]) => {
      row.hours += (until - from) / HOUR;
      row.rounds++;
      row.falsePages += falsePages;
      for (const [place, firing] of scenario.fires.entries()) {
        const measured = row.fires[place];
        const time = took.get(firing);
        if (measured === undefined) continue;
        if (time === undefined) measured.missed++;
        else measured.slowest = Math.max(measured.slowest ?? 0, time);
      }
    },
  };
}
