import { type Attributes, context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { type DataPoint, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect } from 'vitest';

/** Reads when it is asked to, and at no other time. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

let exporter = new InMemorySpanExporter();
let reader = new Reader();
let rejected: unknown[] = [];

/** The spans that a test caused and that have ended. */
export function spans(): {
  readonly all: readonly ReadableSpan[];
  readonly calls: readonly ReadableSpan[];
  readonly attempts: readonly ReadableSpan[];
} {
  const all = exporter.getFinishedSpans();
  return {
    all,
    calls: all.filter(({ name }) => name.startsWith('chat ')),
    attempts: all.filter(({ name }) => name === 'claude.attempt'),
  };
}

/** The attributes of each series of a metric, at this moment. */
export async function seriesOf(metric: string): Promise<Attributes[]> {
  const { resourceMetrics } = await reader.collect();
  const found = resourceMetrics.scopeMetrics
    .flatMap((scope) => scope.metrics)
    .find(({ descriptor }) => descriptor.name === metric);
  return ((found?.dataPoints ?? []) as DataPoint<unknown>[]).map(({ attributes }) => attributes);
}

const onRejection = (reason: unknown): number => rejected.push(reason);

/** Records spans and metrics during each test, and holds after it that nothing was rejected unhandled. */
export function recordTelemetry(): void {
  beforeEach(() => {
    exporter = new InMemorySpanExporter();
    reader = new Reader();
    rejected = [];
    process.on('unhandledRejection', onRejection);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const spanProcessors = [new SimpleSpanProcessor({ exporter })];
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  });

  afterEach(async () => {
    // Unhandled rejections are announced after the microtasks of a turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onRejection);
    for (const api of [context, propagation, trace, metrics]) api.disable();
    expect(rejected, 'unhandled rejections').toEqual([]);
  });
}
