// One of two instances of a service that live through the scenario: every second trace is this one's, as the
// first argument (0 or 1) says. Prints, as JSON, what its traces consist of.
import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
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
  /** Seconds: the longest that one of its attempts took to its first token. */
  readonly firstToken: number;
}

const instance = Number(process.argv[2]);

const recorded = new Map<string, { spanIds: string[]; firstEnd: number; firstToken: number }>();
const recorder = {
  onStart: () => {},
  onEnd(span: ReadableSpan): void {
    const { traceId, spanId } = span.spanContext();
    const firstToken = Number(span.attributes['spanthropic.time_to_first_token'] ?? 0);
    const trace = recorded.get(traceId) ?? { spanIds: [], firstEnd: Date.now(), firstToken };
    trace.spanIds.push(spanId);
    trace.firstToken = Math.max(trace.firstToken, firstToken);
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

const mine = PLAN.filter((_, index) => index % 2 === instance);
const made = await live(mine.filter(({ kind }) => kind !== 'incident'));
await sleep(2_000); // so that the incident has the budget of its seconds for itself
made.push(...(await live(mine.filter(({ kind }) => kind === 'incident'))));
await sdk.shutdown();
const traces = made.map(({ id, traceId }): MadeTrace => {
  return { id, traceId, ...(recorded.get(traceId) ?? { spanIds: [], firstEnd: 0, firstToken: 0 }) };
});
console.log(JSON.stringify(traces));

/** What does not last is done by sixteen hands: on a busy machine it then takes longer, and each call does not. */
async function live(plan: readonly Planned[]): Promise<{ id: string; traceId: string }[]> {
  const began = performance.now();
  const short = plan.filter(({ lasts }) => !lasts);
  const lanes = [
    ...Array.from({ length: 16 }, (_, lane) => short.filter((_, index) => index % 16 === lane)),
    ...plan.filter(({ lasts }) => lasts).map((one) => [one]),
  ];
  const done = lanes.map(async (lane) => {
    const traces: { id: string; traceId: string }[] = [];
    for (const planned of lane) {
      await sleep(Math.max(0, began + planned.begin - performance.now()));
      traces.push({ id: planned.id, traceId: await serve(planned) });
    }
    return traces;
  });
  return (await Promise.all(done)).flat();
}

async function serve({ id, lingers = 0, leaves, fails }: Planned): Promise<string> {
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
    if (fails) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    return span.spanContext().traceId;
  });
}
