import { Agenda } from './agenda.ts';
import { Call, type World } from './call.ts';
import { Limit } from './limit.ts';
import { Process } from './process.ts';
import { Random } from './random.ts';
import { type Grid, Recording } from './recording.ts';
import { ROUTES } from './route.ts';
import type { Caller, Firing, InstancePlan, Scenario, Span } from './scenario.ts';

const ONE: readonly InstancePlan[] = [{ name: 'a:9464' }];

const ALWAYS: Span = [0, Number.POSITIVE_INFINITY];

/** Longest time, in seconds, that a rate of calls is taken for constant. */
const PATIENCE = 5;

export interface Simulated {
  readonly recording: Recording;
  /** The first scrape that contains the cause of what must fire. */
  readonly shown: ReadonlyMap<Firing, number>;
}

/** The label `job` of a scenario. */
export const jobOf = ({ name }: Scenario): string => name.replaceAll(/[^a-z0-9%]+/gi, '-');

/** All of a scenario. */
export const wholeOf = ({ hours }: Scenario): Span => [0, hours * 3600];

/** The grid that the samples of a scenario stand on, in a part of its time. */
export function gridOf({ every = 15, evaluate = 15 }: Scenario, [from, until]: Span): Grid {
  // Finer than scrapes, so that they fall between two evaluations, as they do in life.
  const step = evaluate > 15 ? every : 5;
  return { step, slots: (until - from) / step };
}

export interface Chances {
  readonly seed: number;
  /** The part of its time that is played. */
  readonly span: Span;
}

/** Runs a service for some of a scenario's time, and takes down what Prometheus gets of it. */
export function simulate(
  scenario: Scenario,
  chances: Chances,
  reads: (name: string) => boolean,
): Simulated {
  return new Simulation(scenario, chances, reads).run();
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #seed: number;
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #world: World;
  readonly #begin: number;
  readonly #end: number;
  readonly #recording: Recording;
  readonly #running = new Map<InstancePlan, Process>();
  readonly #shown = new Map<Firing, number>();
  /** How many attempts each process had seen end so when the cause began. */
  readonly #before = new Map<Firing, Map<Process, number>>();

  constructor(scenario: Scenario, { seed, span }: Chances, reads: (name: string) => boolean) {
    this.#scenario = scenario;
    this.#seed = seed;
    this.#random = new Random(seed);
    [this.#begin, this.#end] = span;
    this.#agenda = new Agenda(this.#begin);
    const { route = 'scrape', limits = [] } = scenario;
    const grid = gridOf(scenario, span);
    this.#recording = new Recording(jobOf(scenario), ROUTES[route], grid, this.#begin, reads);
    this.#world = {
      agenda: this.#agenda,
      random: this.#random,
      limits: limits.map((plan) => new Limit(plan)),
    };
  }

  run(): Simulated {
    const { instances = ONE, callers, fires, telemetryErrors = [] } = this.#scenario;
    for (const [place, plan] of instances.entries()) this.#run(plan, place);
    for (const caller of callers) {
      if (caller.perMinute) this.#agenda.add(this.#begin, () => this.#keepCalling(caller));
      for (const at of caller.at ?? []) this.#plan(at, () => this.#call(caller));
    }
    for (const firing of fires) this.#plan(firing.from, () => this.#watch(firing));
    for (const at of telemetryErrors) {
      this.#plan(at, () => {
        for (const process of this.#running.values()) process.telemetryErrors++;
      });
    }
    this.#agenda.run(this.#end);
    return { recording: this.#recording, shown: this.#shown };
  }

  /** What happens then, unless that is before what is played. */
  #plan(at: number, act: () => void): void {
    if (at >= this.#begin) this.#agenda.add(at, act);
  }

  #run(plan: InstancePlan, place: number): void {
    const { lives = [ALWAYS], release = '1.0.0' } = plan;
    const played = lives.filter(([, until]) => until > this.#begin);
    const [first, last] = [played[0], played.at(-1)];
    if (!first || !last) return;
    for (const [from, until] of played) {
      const begin = Math.max(from, this.#begin);
      this.#agenda.add(begin, () => this.#running.set(plan, new Process(plan.name, release)));
      if (until !== Number.POSITIVE_INFINITY) this.#agenda.add(until, () => this.#stop(plan));
    }
    const { step } = gridOf(this.#scenario, [this.#begin, this.#end]);
    const { every = 15 } = this.#scenario;
    const phase = step * ((place + this.#seed) % (every / step));
    const begin = Math.max(first[0], this.#begin);
    const from = Math.ceil((begin - phase) / every) * every + phase;
    this.#agenda.add(from, () => this.#sample(plan, Math.min(last[1], this.#end)));
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
    const [first, ...others] = this.#serving();
    if (first) new Call(this.#world, this.#random.pick([first, ...others]), caller);
  }

  /** The processes that get calls. */
  #serving(): Process[] {
    const { now } = this.#agenda;
    return [...this.#running].flatMap(([{ idle }, process]) =>
      idle?.some((span) => isIn(span, now)) ? [] : [process],
    );
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
