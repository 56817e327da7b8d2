import { type Attributes, metrics } from '@opentelemetry/api';
import {
  type DataPoint,
  DataPointType,
  type Histogram,
  MeterProvider,
  type MetricData,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, expect } from 'vitest';
import { expectAsDesigned } from './designed-metrics.ts';

/** Collects when it is asked to, and at no other time. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** One number that an exporter would be given. */
export interface Point {
  readonly attributes: Attributes;
  readonly value: number;
}

/** One histogram that an exporter would be given. */
export interface Distribution {
  readonly attributes: Attributes;
  readonly count: number;
  readonly sum: number;
}

/** What an exporter would be given at one moment. */
export class Collection {
  readonly metrics: readonly MetricData[];

  constructor(collected: readonly MetricData[]) {
    this.metrics = collected;
  }

  get names(): string[] {
    return this.metrics.map(({ descriptor }) => descriptor.name).sort();
  }

  /** How many series there are of all metrics together. */
  get size(): number {
    return this.metrics.reduce((total, { dataPoints }) => total + dataPoints.length, 0);
  }

  /** The numbers of a counter or gauge whose attributes include `some`. */
  points(name: string, some: Attributes = {}): Point[] {
    return this.#dataPoints(name, some).flatMap(({ attributes, value }) =>
      typeof value === 'number' ? [{ attributes, value }] : [],
    );
  }

  /** The histograms whose attributes include `some`. */
  distributions(name: string, some: Attributes = {}): Distribution[] {
    return this.#dataPoints(name, some).flatMap(({ attributes, value }) => {
      if (typeof value === 'number') return [];
      return [{ attributes, count: value.count, sum: value.sum ?? Number.NaN }];
    });
  }

  /** The sum of the numbers whose attributes include `some`; there has to be one. */
  value(name: string, some?: Attributes): number {
    const points = this.points(name, some);
    if (points.length === 0) throw new Error(`no ${name} of ${JSON.stringify(some)}`);
    return points.reduce((total, { value }) => total + value, 0);
  }

  /** The values of one attribute in the series of a metric that are not 0, each with its number. */
  counts(name: string, ...attributes: string[]): unknown[][] {
    return this.points(name)
      .filter(({ value }) => value !== 0)
      .map((point) => [...attributes.map((each) => point.attributes[each]), point.value]);
  }

  #dataPoints(name: string, some: Attributes): readonly DataPoint<number | Histogram>[] {
    const found = this.metrics.find(({ descriptor }) => descriptor.name === name);
    const points: readonly DataPoint<number | Histogram>[] =
      found?.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM ? [] : (found?.dataPoints ?? []);
    return points.filter(({ attributes }) => includes(attributes, some));
  }
}

const includes = (attributes: Attributes, some: Attributes): boolean =>
  Object.entries(some).every(([name, value]) => attributes[name] === value);

/** A provider of meters as an application makes one, and what its instruments say. */
export class Meters {
  readonly #reader = new Reader();
  readonly provider = new MeterProvider({ readers: [this.#reader] });

  /** What an exporter would be given now: all that Spanthropic measures, held against the design. */
  async read(): Promise<Collection> {
    const { resourceMetrics, errors } = await this.#reader.collect();
    expect(errors).toEqual([]);
    const scopes = resourceMetrics.scopeMetrics.map(({ scope }) => scope.name);
    expect(scopes).toEqual(scopes.length > 0 ? ['spanthropic'] : []);
    const collection = new Collection(resourceMetrics.scopeMetrics.flatMap((of) => of.metrics));
    expectAsDesigned(collection.metrics);
    return collection;
  }
}

/** What says how many there are of something at this moment. */
const LIVE = [
  'spanthropic.calls.active',
  'spanthropic.calls.sleeping',
  'spanthropic.calls.oldest',
  'spanthropic.backoff.wake_in',
  'spanthropic.streams.open',
];

/** That nothing is told to go on. */
async function expectIdle(meters: Meters): Promise<void> {
  const seen = await meters.read();
  const live = LIVE.flatMap((name) =>
    seen.counts(name, 'spanthropic.method').map((of) => [name, of]),
  );
  expect(live, 'what is told to go on when everything has ended').toEqual([]);
}

/**
 * Registers a new provider of meters before each test, as an application does, and takes it back
 * after it; holds then that nothing is told to go on that has ended.
 */
export function recordMetrics(): Pick<Meters, 'read'> & { readonly provider: MeterProvider } {
  let meters = new Meters();
  beforeEach(() => {
    meters = new Meters();
    metrics.setGlobalMeterProvider(meters.provider);
  });
  afterEach(async () => {
    metrics.disable();
    await expectIdle(meters);
    await meters.provider.shutdown();
  });
  return {
    read: () => meters.read(),
    get provider() {
      return meters.provider;
    },
  };
}
