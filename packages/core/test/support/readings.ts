import type { MeterProvider as AnyMeterProvider, Attributes } from '@opentelemetry/api';
import { type DataPoint, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

/** Reads when it is asked to, and at no other time. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** One number that an exporter would be given. */
export interface Reading {
  readonly attributes: Attributes;
  readonly value: number;
}

/** A meter provider, and what its instruments say when somebody asks. */
export function readings(): {
  readonly meterProvider: AnyMeterProvider;
  /** The numbers of one metric, at this moment; none where there is no such series. */
  read(name: string): Promise<readonly Reading[]>;
} {
  const reader = new Reader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  return {
    meterProvider,
    async read(name) {
      const { resourceMetrics } = await reader.collect();
      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      const points = metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
      return (points as DataPoint<number>[]).map(({ attributes, value }) => ({
        attributes,
        value,
      }));
    },
  };
}
