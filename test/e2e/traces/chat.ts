// A service that makes the calls its arguments name, each for a request of its own, and prints their traces' ids.
import Anthropic from '@anthropic-ai/sdk';
import { SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { instrument } from 'spanthropic';

const [, , ...names] = process.argv;

const sdk = new NodeSDK({
  traceExporter: new OTLPTraceExporter(),
  metricReaders: [],
  logRecordProcessors: [],
  instrumentations: process.env.UNDICI === 'true' ? [new UndiciInstrumentation()] : [],
});
sdk.start();
const client = instrument(new Anthropic());

const tracer = trace.getTracer('chat');
const question = {
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Why is the sky blue?' }],
};
for (const name of names) {
  await tracer.startActiveSpan('POST /chat', { kind: SpanKind.SERVER }, async (span) => {
    const answer = client.messages.stream(question, { headers: { 'x-fake-call': name } });
    await answer.finalText().catch(() => {}); // what became of it stands in its trace
    span.end();
    console.log(span.spanContext().traceId);
  });
}
await sdk.shutdown();
