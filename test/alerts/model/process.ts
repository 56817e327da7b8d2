import type { Attributes } from '@opentelemetry/api';
import type { Metric } from '../../../packages/core/src/metrics/metric.ts';
import { Series } from '../../../packages/core/src/metrics/series.ts';
import * as names from '../../../packages/core/src/semconv.ts';
import type { Outcome } from './answer.ts';
import { Histogram } from './histogram.ts';
import type { LimitPlan, Reading } from './limit.ts';
import type { Caller } from './scenario.ts';

/** What a call in flight is doing; times in seconds from the scenario's start. */
export interface OpenCall {
  readonly since: number;
  sleep: { readonly planned: number; readonly until: number } | undefined;
  streaming: boolean;
}

/** All that is known of calls with one set of attributes: counts as our own code keeps them, zeros included. */
export class CallSet {
  readonly counts: Series;
  readonly open = new Set<OpenCall>();
  readonly #histograms = new Map<string, [Metric, Attributes, Histogram]>();

  constructor({ model, method = 'messages.create', route = '/chat', clientName }: Caller) {
    const attributes = {
      [names.ATTR_HTTP_ROUTE]: route,
      [names.ATTR_PROVIDER_NAME]: 'anthropic',
      ...(method === 'messages.create' && { [names.ATTR_REQUEST_MODEL]: model }),
      [names.ATTR_SERVER_ADDRESS]: 'api.anthropic.com',
      [names.ATTR_METHOD]: method,
      ...(clientName !== undefined && { [names.ATTR_CLIENT_NAME]: clientName }),
    };
    this.counts = new Series(attributes, []);
  }

  record(metric: Metric, seconds: number, own: Attributes = {}): void {
    const key = [metric.name, ...Object.values(own)].join(' ');
    let known = this.#histograms.get(key);
    if (known === undefined) {
      const attributes = { ...this.counts.attributes, ...own };
      known = [metric, attributes, new Histogram(metric.buckets ?? [])];
      this.#histograms.set(key, known);
    }
    known[2].record(seconds);
  }

  get histograms(): Iterable<readonly [Metric, Attributes, Histogram]> {
    return this.#histograms.values();
  }
}

/** One life of an instance: what its telemetry knows is gone when it ends. */
export class Process {
  readonly instance: string;
  readonly release: string;
  alive = true;
  telemetryErrors = 0;
  readonly sets = new Map<Caller, CallSet>();
  readonly readings = new Map<LimitPlan, Reading>();
  readonly #ended = new Map<Outcome, number>();

  constructor(instance: string, release: string) {
    this.instance = instance;
    this.release = release;
  }

  /** The set that calls of `caller` are counted in: there, at zero, from its first call on. */
  setOf(caller: Caller): CallSet {
    let set = this.sets.get(caller);
    if (set === undefined) {
      set = new CallSet(caller);
      this.sets.set(caller, set);
    }
    return set;
  }

  attemptEnded(set: CallSet, outcome: Outcome, status: number | undefined): void {
    set.counts.attempts.add(outcome, status);
    this.#ended.set(outcome, this.ended(outcome) + 1);
  }

  /** How many attempts have ended so. */
  ended(outcome: Outcome): number {
    return this.#ended.get(outcome) ?? 0;
  }
}
