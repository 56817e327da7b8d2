import type { Answers, Outcome } from './answer.ts';
import type { LimitPlan } from './limit.ts';
import type { RouteName } from './route.ts';

/** Seconds from the scenario's start, from the first to before the second. */
export type Span = readonly [from: number, until: number];

/** A service under named traffic, and what must come of it. All times in seconds from its start. */
export interface Scenario {
  /** Says what happens; also the label `job`, in which blanks are dashes. */
  readonly name: string;
  readonly seed: number;
  readonly hours: number;
  /** The way into Prometheus; scraped by default. */
  readonly route?: RouteName | undefined;
  /** Seconds between two scrapes, or two pushes; 15 by default. */
  readonly every?: number | undefined;
  /** Seconds between two evaluations of the rules; 15 by default, more where what is looked for takes hours. */
  readonly evaluate?: number | undefined;
  /** One that runs all the time, by default. */
  readonly instances?: readonly InstancePlan[] | undefined;
  readonly callers: readonly Caller[];
  readonly limits?: readonly LimitPlan[] | undefined;
  /** Failures of telemetry itself, in each instance. */
  readonly telemetryErrors?: readonly number[] | undefined;
  /** The alerts that it is about, where the rules of others cannot be evaluated so slowly; by default all. */
  readonly alerts?: readonly string[] | undefined;
  /** Alerts that it would be easy to fire for, and wrong. */
  readonly tempts?: readonly string[] | undefined;
  /** Whether it is about more than what follows soon after the first thing that must fire. */
  readonly whole?: boolean | undefined;
  /** What must fire. Empty: a calm scenario. */
  readonly fires: readonly Firing[];
  /** What may fire besides, as a consequence, inhibited or not. */
  readonly mayFire?: readonly Allowed[] | undefined;
  /** The alerts of each page that somebody gets, in order, after grouping and inhibition. Undefined where that is not the matter. */
  readonly pages: readonly (readonly string[])[] | undefined;
}

/** A process that is started again, by the same name, with all its counters at zero. */
export interface InstancePlan {
  readonly name: string;
  /** When it runs; always by default. */
  readonly lives?: readonly Span[] | undefined;
  /** When it runs and cannot be scraped. */
  readonly gaps?: readonly Span[] | undefined;
  /** When it runs and gets no calls. */
  readonly idle?: readonly Span[] | undefined;
  /** The release of ours that it has, 1.0.0 by default. */
  readonly release?: string | undefined;
}

/** One kind of call that the service makes. */
export interface Caller {
  readonly model: string;
  /** `messages.create` by default. */
  readonly method?: string | undefined;
  /** `/chat` by default. */
  readonly route?: string | undefined;
  readonly clientName?: string | undefined;
  /** Whether the answer is a stream; true by default. */
  readonly stream?: boolean | undefined;
  /** Calls that begin at random times, so many on average. */
  readonly perMinute?: ((at: number) => number) | undefined;
  /** Calls that begin just then. */
  readonly at?: readonly number[] | undefined;
  readonly answers: Answers;
  /** Seconds after which the application gives a call up; never by default. */
  readonly patience?: number | undefined;
  /** Retries of one call at most; 2 by default, as the SDK has it. */
  readonly maxRetries?: number | undefined;
}

/** What an alert fires for. */
export interface Allowed {
  readonly alert: string;
  readonly severity?: 'page' | 'ticket' | undefined;
  readonly model?: string | undefined;
  /** When its cause begins. */
  readonly from: number;
  /** When it has to be silent again. */
  readonly until: number;
  /** A ticket that nobody gets while that fires which it follows from. */
  readonly silenced?: boolean | undefined;
}

/** What must fire, and how soon. */
export interface Firing extends Allowed {
  /** Seconds from the first scrape that contains the cause, to firing. */
  readonly within: number;
  /** The cause: attempts that ended so. Without it, time counts from `from`. */
  readonly shownBy?: Outcome | undefined;
  /** Whether it must fire without a break; true by default. */
  readonly steadily?: boolean | undefined;
}
