import {
  createNoopMeter,
  type Histogram,
  type Meter,
  type MeterProvider,
  type ObservableResult,
} from '@opentelemetry/api';
import type { Fault } from './telemetry.ts';

/** A provider of meters, and how often something was recorded with it. */
export interface CountingMeters {
  readonly provider: MeterProvider;
  readonly count: () => number;
}

/** One that works, and is collected at every turn: what is read at collection is read in the midst of calls. */
export function collectingMeters(): CountingMeters {
  let recorded = 0;
  const histogram: Histogram = {
    record: () => {
      recorded += 1;
    },
  };
  const result = { observe: () => {} } as ObservableResult & { observe(): void };
  const meter: Meter = {
    ...whatever(),
    createHistogram: () => histogram,
    addBatchObservableCallback: (collect) => {
      setInterval(() => collect(result), 5).unref();
    },
  };
  return { provider: { getMeter: () => meter }, count: () => recorded };
}

/** One whose instruments throw, each time they are used. */
export function throwingMeters(fault: Fault): MeterProvider {
  const meter: Meter = { ...whatever(), createHistogram: () => ({ record: () => fault.throw() }) };
  return { getMeter: () => meter };
}

/** A meter that makes instruments which do nothing. Another object than the API's own, which stands for none. */
function whatever(): Meter {
  const nothing = createNoopMeter();
  return {
    createGauge: () => nothing.createGauge(''),
    createHistogram: () => nothing.createHistogram(''),
    createCounter: () => nothing.createCounter(''),
    createUpDownCounter: () => nothing.createUpDownCounter(''),
    createObservableGauge: () => nothing.createObservableGauge(''),
    createObservableCounter: () => nothing.createObservableCounter(''),
    createObservableUpDownCounter: () => nothing.createObservableUpDownCounter(''),
    addBatchObservableCallback: () => {},
    removeBatchObservableCallback: () => {},
  };
}
