// An application as small as one can be: a request handler that streams an answer. Run as a process of its own.
import Anthropic from '@anthropic-ai/sdk';
import { SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { instrument } from 'spanthropic';

const sdk = new NodeSDK({
  serviceName: 'chat-service',
  traceExporter: new OTLPTraceExporter(),
  metricReaders: [],
  logRecordProcessors: [],
});
sdk.start();
const client = instrument(new Anthropic());

const tracer = trace.getTracer('program');
await tracer.startActiveSpan('POST /chat', { kind: SpanKind.SERVER }, async (span) => {
  const answer = client.messages.stream({
    model: 'claude-opus-5-5',
    max_tokens: 1024,
    messages: [{ role: 'user', content: 'Why is the sky blue?' }],
  });
  console.log(await answer.finalText());
  span.end();
});

await sdk.shutdown().catch((error: Error) => console.log(`not exported: ${error.message}`));
