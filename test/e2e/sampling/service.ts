// One of two instances of a service that live through the scenario: every second trace is this one's, as the
// first argument (0 or 1) says. Prints, as JSON, what its traces consist of.
import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { SpanKind, trace } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { instrument } from 'spanthropic';
import { PLAN, type Planned } from './scenario.ts';

/** What a service says about one of its traces: the ids of all spans that it exported of it. */
export interface MadeTrace {
  readonly id: string;
  readonly traceId: string;
  readonly spanIds: readonly string[];
  /** When its first span ended, and was about to be exported: milliseconds since the epoch. */
  readonly firstEnd: number;
}

const instance = Number(process.argv[2]);

const recorded = new Map<string, { readonly spanIds: string[]; readonly firstEnd: number }>();
const recorder = {
  onStart: () => {},
  onEnd(span: ReadableSpan): void {
    const { traceId, spanId } = span.spanContext();
    const trace = recorded.get(traceId) ?? { spanIds: [], firstEnd: Date.now() };
    trace.spanIds.push(spanId);
    recorded.set(traceId, trace);
  },
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};
const sdk = new NodeSDK({
  spanProcessors: [
    recorder,
    new BatchSpanProcessor({
      exporter: new OTLPTraceExporter(),
      scheduledDelayMillis: 250,
      maxQueueSize: 20_000,
    }),
  ],
  metricReaders: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
  logRecordProcessors: [],
});
sdk.start();
const client = instrument(new Anthropic());
const tracer = trace.getTracer('chat');

const began = performance.now();
const traces = await Promise.all(PLAN.filter((_, index) => index % 2 === instance).map(serve));
await sdk.shutdown();
console.log(JSON.stringify(traces satisfies MadeTrace[]));

async function serve({ id, begin, lingers, leaves }: Planned): Promise<MadeTrace> {
  await sleep(Math.max(0, began + begin - performance.now()));
  return await tracer.startActiveSpan('POST /chat', { kind: SpanKind.SERVER }, async (span) => {
    const answer = client.messages.stream(
      {
        model: 'claude-opus-5-5',
        max_tokens: 1024,
        messages: [{ role: 'user', content: 'Why is the sky blue?' }],
      },
      { headers: { 'x-fake-call': id } },
    );
    if (leaves) answer.once('text', () => answer.abort());
    await answer.done().catch(() => {}); // what became of it stands in its trace
    await sleep(lingers);
    span.end();
    const { traceId } = span.spanContext();
    return { id, traceId, ...(recorded.get(traceId) ?? { spanIds: [], firstEnd: 0 }) };
  });
}
