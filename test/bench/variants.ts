import Anthropic from '@anthropic-ai/sdk';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { instrument } from 'spanthropic';

interface Setup {
  readonly title: string;
  /** Whether `instrument()` runs. */
  readonly observed?: boolean;
  /** Whether the SDK makes its own span of each call. */
  readonly sdkTracing?: boolean;
  /** Whether there is a provider for spans. */
  readonly spans?: boolean;
  /** Whether there is a provider for metrics. */
  readonly metrics?: boolean;
}

/** What is compared. The first is what all others are divided by, the second is the aim. */
export const VARIANTS = {
  bare: { title: 'bare SDK' },
  native: { title: "the SDK's own tracing: one span", sdkTracing: true, spans: true },
  spans: { title: 'two spans', observed: true, spans: true },
  full: { title: 'two spans and all metrics', observed: true, spans: true, metrics: true },
  adopted: {
    title: "the same, the SDK's span adopted",
    observed: true,
    sdkTracing: true,
    spans: true,
    metrics: true,
  },
  metrics: { title: 'all metrics, no spans', observed: true, metrics: true },
  'no-provider': { title: 'no provider', observed: true },
} as const satisfies Record<string, Setup>;
export type Variant = keyof typeof VARIANTS;

/** A client that is observed as a variant says. */
interface Prepared {
  readonly client: Anthropic;
  /** Delivers the spans that are still waiting. */
  readonly deliver: () => Promise<void>;
  /** Collects the metrics. */
  readonly collect: () => Promise<void>;
}

const nothing = async (): Promise<void> => {};

/** A client of `fetch` that is observed as the variant says. */
export function prepare(variant: Variant, fetch: () => Promise<Response>): Prepared {
  const setup: Setup = VARIANTS[variant];
  const deliver = setup.spans ? registerTracing() : nothing;
  const collect = setup.metrics ? registerMetrics() : nothing;
  const client = new Anthropic({
    apiKey: 'sk-bench',
    fetch,
    logLevel: 'off',
    ...(setup.sdkTracing ? {} : { openTelemetry: false }),
  });
  return { client: setup.observed ? instrument(client) : client, deliver, collect };
}

/** Registers what an application registers, up to an exporter that drops. */
function registerTracing(): () => Promise<void> {
  const exporter: SpanExporter = {
    export: (_spans, done) => done({ code: 0 }),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return () => provider.forceFlush();
}

/** Collects, and drops what it collected. */
class DroppingReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {
    await this.collect();
  }
  protected override async onShutdown(): Promise<void> {}
}

function registerMetrics(): () => Promise<void> {
  const provider = new MeterProvider({ readers: [new DroppingReader()] });
  metrics.setGlobalMeterProvider(provider);
  return () => provider.forceFlush();
}
