import { Agenda } from './agenda.ts';
import { Call, type World } from './call.ts';
import { Limit } from './limit.ts';
import { Process } from './process.ts';
import { Random } from './random.ts';
import { type Grid, Recording } from './recording.ts';
import { ROUTES } from './route.ts';
import type { Caller, Firing, InstancePlan, Scenario, Span } from './scenario.ts';

const ONE: readonly InstancePlan[] = [{ name: 'a:9464' }];

/** Longest time, in seconds, that a rate of calls is taken for constant. */
const PATIENCE = 5;

export interface Simulated {
  readonly recording: Recording;
  /** The first scrape that contains the cause of what must fire. */
  readonly shown: ReadonlyMap<Firing, number>;
}

/** The label `job` of a scenario. */
export const jobOf = ({ name }: Scenario): string => name.replaceAll(/[^a-z0-9%]+/gi, '-');

/** Seconds between two evaluations of the rules, and the grid that its samples stand on. */
export function gridOf({ hours, every = 15, evaluate = 15 }: Scenario): Grid {
  // Finer than scrapes, so that they fall between two evaluations, as they do in life.
  const step = evaluate > 15 ? every : 5;
  return { step, slots: (hours * 3600) / step };
}

/** Runs a service for the scenario's hours, and takes down what Prometheus gets of it. */
export function simulate(scenario: Scenario, seed: number, reads: (name: string) => boolean): Simulated {
  return new Simulation(scenario, seed, reads).run();
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #seed: number;
  readonly #agenda = new Agenda();
  readonly #random: Random;
  readonly #world: World;
  readonly #end: number;
  readonly #recording: Recording;
  readonly #running = new Map<InstancePlan, Process>();
  readonly #shown = new Map<Firing, number>();
  /** How many attempts each process had seen end so when the cause began. */
  readonly #before = new Map<Firing, Map<Process, number>>();

  constructor(scenario: Scenario, seed: number, reads: (name: string) => boolean) {
    this.#scenario = scenario;
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#end = scenario.hours * 3600;
    const { route = 'scrape', limits = [] } = scenario;
    this.#recording = new Recording(jobOf(scenario), ROUTES[route], gridOf(scenario), reads);
    this.#world = {
      agenda: this.#agenda,
      random: this.#random,
      limits: limits.map((plan) => new Limit(plan)),
    };
  }

  run(): Simulated {
    const { instances = ONE, callers, fires, telemetryErrors = [] } = this.#scenario;
    for (const [place, plan] of instances.entries()) this.#plan(plan, place);
    for (const caller of callers) {
      if (caller.perMinute) this.#agenda.add(0, () => this.#keepCalling(caller));
      for (const at of caller.at ?? []) this.#agenda.add(at, () => this.#call(caller));
    }
    for (const firing of fires) this.#agenda.add(firing.from, () => this.#watch(firing));
    for (const at of telemetryErrors) {
      this.#agenda.add(at, () => {
        for (const process of this.#running.values()) process.telemetryErrors++;
      });
    }
    this.#agenda.run(this.#end);
    return { recording: this.#recording, shown: this.#shown };
  }

  #plan(plan: InstancePlan, place: number): void {
    const { lives = [[0, Number.POSITIVE_INFINITY]], release = '1.0.0' } = plan;
    for (const [from, until] of lives) {
      this.#agenda.add(from, () => this.#running.set(plan, new Process(plan.name, release)));
      if (until !== Number.POSITIVE_INFINITY) this.#agenda.add(until, () => this.#stop(plan));
    }
    const first = lives[0]?.[0] ?? 0;
    const last = lives.at(-1)?.[1] ?? this.#end;
    const { step } = gridOf(this.#scenario);
    const every = this.#scenario.every ?? 15;
    const phase = step * ((place + this.#seed) % (every / step));
    const from = Math.ceil((first - phase) / every) * every + phase;
    this.#agenda.add(from, () => this.#sample(plan, Math.min(last, this.#end)));
  }

  #stop(plan: InstancePlan): void {
    const process = this.#running.get(plan);
    if (process) process.alive = false;
    this.#running.delete(plan);
  }

  /** Every so many seconds until `last`, a scrape; or a push, of which there are none when nobody is there. */
  #sample(plan: InstancePlan, last: number): void {
    const { now } = this.#agenda;
    if (now >= last) {
      if (last < this.#end) this.#recording.removed(plan.name, now);
      return;
    }
    const process = this.#running.get(plan);
    const failed = plan.gaps?.some((gap) => isIn(gap, now)) ?? false;
    if (process === undefined || failed) this.#recording.failed(plan.name, now);
    else {
      this.#recording.sample(process, now);
      this.#look(process);
    }
    this.#agenda.add(now + (this.#scenario.every ?? 15), () => this.#sample(plan, last));
  }

  #keepCalling(caller: Caller): void {
    const { now } = this.#agenda;
    const perMinute = caller.perMinute?.(now) ?? 0;
    const wait = perMinute > 0 ? this.#random.wait(60 / perMinute) : Number.POSITIVE_INFINITY;
    // What is to come has no memory: a long wait may be begun anew, with the rate of that time.
    if (wait > PATIENCE) {
      this.#agenda.add(now + PATIENCE, () => this.#keepCalling(caller));
      return;
    }
    this.#agenda.add(now + wait, () => {
      this.#call(caller);
      this.#keepCalling(caller);
    });
  }

  #call(caller: Caller): void {
    const [first, ...others] = this.#running.values();
    if (first) new Call(this.#world, this.#random.pick([first, ...others]), caller);
  }

  #watch(firing: Firing): void {
    const { shownBy } = firing;
    if (shownBy === undefined) {
      this.#shown.set(firing, firing.from);
      return;
    }
    const before = new Map<Process, number>();
    for (const process of this.#running.values()) before.set(process, process.ended(shownBy));
    this.#before.set(firing, before);
  }

  #look(process: Process): void {
    for (const [firing, before] of this.#before) {
      const { shownBy } = firing;
      if (shownBy === undefined || this.#shown.has(firing)) continue;
      if (process.ended(shownBy) > (before.get(process) ?? 0)) {
        this.#shown.set(firing, this.#agenda.now);
      }
    }
  }
}

const isIn = ([from, until]: Span, at: number): boolean => at >= from && at < until;
