import { cpus } from 'node:os';
import type { Column } from './model/recording.ts';
import type { Firing, Scenario, Span } from './model/scenario.ts';
import { gridOf, jobOf, simulate, wholeOf } from './model/simulate.ts';
import { type Promtool, play } from './promtool/run.ts';
import type { Fired } from './promtool/timeline.ts';
import type { Rules } from './rules/rule-files.ts';

/** What promtool said of one scenario. */
export interface Played {
  readonly scenario: Scenario;
  readonly fired: readonly Fired[];
  readonly shown: ReadonlyMap<Firing, number>;
}

/** The part of a scenario's time that is played. */
export type SpanOf = (scenario: Scenario) => Span;

/** Scenarios that can be played together, each as a job of its own: of the same length and pace. */
export function fleetsOf(
  scenarios: readonly Scenario[],
  most: number,
  spanOf: SpanOf = wholeOf,
): Scenario[][] {
  const byPace = new Map<string, Scenario[]>();
  for (const scenario of scenarios) {
    const { every, evaluate = 15, alerts } = scenario;
    const [from, until] = spanOf(scenario);
    const pace = [until - from, evaluate, evaluate > 15 ? every : '', alerts].join(' ');
    byPace.set(pace, [...(byPace.get(pace) ?? []), scenario]);
  }
  return [...byPace.values()].flatMap((alike) => evenly(alike, most)).sort(byEffort);
}

/** In parts of the same size, so that as many as there are processors end at the same time. */
function evenly(alike: readonly Scenario[], most: number): Scenario[][] {
  const together = alike.length > most ? cpus().length : 1;
  const parts = together * Math.ceil(alike.length / most / together);
  const size = Math.ceil(alike.length / parts);
  return Array.from({ length: parts }, (_, place) =>
    alike.slice(place * size, (place + 1) * size),
  ).filter((fleet) => fleet.length > 0);
}

/** The longest first: what is begun last should not be waited for. */
function byEffort(a: readonly Scenario[], b: readonly Scenario[]): number {
  const effort = ([first, ...others]: readonly Scenario[]) =>
    first ? (first.hours / (first.evaluate ?? 15)) * (others.length + 1) : 0;
  return effort(b) - effort(a);
}

export interface Play {
  /** 0 is the scenario as its seed has it; others are of other chances. */
  readonly round?: number | undefined;
  /** The part of their time that is played; by default all. */
  readonly spanOf?: SpanOf | undefined;
  readonly promtool?: Promtool | undefined;
}

/** Plays a fleet to the rules. */
export async function playFleet(
  fleet: readonly Scenario[],
  rules: Rules,
  { round = 0, spanOf = wholeOf, promtool = 'promtool' }: Play = {},
): Promise<Played[]> {
  const [first] = fleet;
  if (first === undefined) return [];
  const { evaluate = 15, alerts } = first;
  const concerned = alerts ? rules.only(alerts) : rules;
  const columns: Column[] = [];
  const shown = fleet.map((scenario) => {
    const chances = { seed: scenario.seed + 1000 * round, span: spanOf(scenario) };
    const simulated = simulate(scenario, chances, concerned.reads);
    columns.push(...simulated.recording.columns.values());
    return simulated.shown;
  });
  const traffic = { grid: gridOf(first, spanOf(first)), evaluate, columns };
  const fired = await play(traffic, concerned, promtool);
  return fleet.map((scenario, place) => ({
    scenario,
    fired: later(
      fired.filter(({ job }) => job === jobOf(scenario)),
      spanOf(scenario)[0],
    ),
    shown: shown[place] ?? new Map(),
  }));
}

/** What fired, by the scenario's clock: promtool's begins with what is played. */
function later(fired: readonly Fired[], seconds: number): Fired[] {
  return fired.map((one) => ({
    ...one,
    spans: one.spans.map(([from, until]) => [from + seconds, until + seconds] as const),
  }));
}
