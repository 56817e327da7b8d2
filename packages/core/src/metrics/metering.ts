import type { Histogram, Meter, Observable } from '@opentelemetry/api';
import { guard } from '../guard.ts';
import { AllSeries } from './all-series.ts';
import { METRICS } from './catalog.ts';
import { ClientSeries } from './client-series.ts';
import { collect, type Observe } from './collect.ts';
import type { Fleet } from './fleet.ts';
import { GENAI_LATEST } from './genai-catalog.ts';
import type { Metric } from './metric.ts';

/** The metrics of one meter provider: its instruments, and the numbers that they are read from. */
export class Metering {
  /** Those whose clients report here. */
  readonly fleets = new Set<Fleet>();
  readonly series = new AllSeries();
  readonly #meter: Meter;
  readonly #histograms = new Map<Metric, Histogram>();
  readonly #clients = new Map<string | undefined, ClientSeries>();

  constructor(meter: Meter) {
    this.#meter = meter;
    // One that cannot be made costs itself alone.
    guard(() => this.#observe(), 'metrics');
  }

  /** A histogram, made when it is first needed. */
  histogram(metric: Metric): Histogram {
    let histogram = this.#histograms.get(metric);
    if (histogram === undefined) {
      const { name, unit, description, buckets = [] } = metric;
      const advice = { explicitBucketBoundaries: [...buckets] };
      histogram = this.#meter.createHistogram(name, { unit, description, advice });
      this.#histograms.set(metric, histogram);
    }
    return histogram;
  }

  /** The series of one client name. */
  client(name: string | undefined): ClientSeries {
    let client = this.#clients.get(name);
    if (client === undefined) {
      client = new ClientSeries(name, this.series);
      this.#clients.set(name, client);
    }
    return client;
  }

  /** Has the provider ask for what is not recorded as it happens. */
  #observe(): void {
    const observables = new Map<Metric, Observable>();
    for (const metric of [...Object.values(METRICS), ...Object.values(GENAI_LATEST)]) {
      if (metric.kind === 'histogram') continue;
      const observable = guard(() => this.#observable(metric), 'metrics');
      if (observable) observables.set(metric, observable);
    }
    this.#meter.addBatchObservableCallback(
      (result) => {
        const observe: Observe = (metric, value, attributes) => {
          const observable = observables.get(metric);
          if (observable) result.observe(observable, value, attributes);
        };
        guard(() => collect(this, observe), 'metrics');
      },
      [...observables.values()],
    );
  }

  #observable({ name, kind, unit, description }: Metric): Observable {
    switch (kind) {
      case 'counter':
        return this.#meter.createObservableCounter(name, { unit, description });
      case 'up-down counter':
        return this.#meter.createObservableUpDownCounter(name, { unit, description });
      default:
        return this.#meter.createObservableGauge(name, { unit, description });
    }
  }
}
