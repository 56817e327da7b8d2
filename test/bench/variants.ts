import Anthropic from '@anthropic-ai/sdk';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { instrument } from 'spanthropic';

/** What is compared. The first is what all others are divided by, the second is the aim. */
export const VARIANTS = {
  bare: 'bare SDK',
  native: "the SDK's own tracing",
  standalone: 'spanthropic, standalone',
  adopted: "spanthropic, the SDK's span adopted",
  'no-provider': 'spanthropic, no provider',
} as const;
export type Variant = keyof typeof VARIANTS;

/** A client of `fetch` that is observed as the variant says, and what delivers the spans still waiting. */
export function prepare(
  variant: Variant,
  fetch: () => Promise<Response>,
): { readonly client: Anthropic; readonly flush: () => Promise<void> } {
  const traced = variant !== 'bare' && variant !== 'no-provider';
  const flush = traced ? registerTelemetry() : async (): Promise<void> => {};
  const ownTracing = variant === 'native' || variant === 'adopted';
  const client = new Anthropic({
    apiKey: 'sk-bench',
    fetch,
    logLevel: 'off',
    ...(ownTracing ? {} : { openTelemetry: false }),
  });
  const observed = variant !== 'bare' && variant !== 'native';
  return { client: observed ? instrument(client) : client, flush };
}

/** Registers what an application registers, up to an exporter that drops. */
function registerTelemetry(): () => Promise<void> {
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
