// A service in the middle of three calls: one streams, one waits for its answer, one is asleep before its
// retry. It says "busy" once all three are there, and what it does when it is told to stop is its argument.
import Anthropic from '@anthropic-ai/sdk';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { type CallEvent, instrument, shutdown } from 'spanthropic';

const [, , stopping] = process.argv;

const sdk = new NodeSDK({
  serviceName: 'chat-service',
  traceExporter: new OTLPTraceExporter(),
  metricReaders: [],
  logRecordProcessors: [],
});
sdk.start();

process.once('SIGTERM', async () => {
  if (stopping === 'shutdown') shutdown();
  try {
    await sdk.shutdown();
  } finally {
    process.exit();
  }
});

const question = {
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Why is the sky blue?' }],
};

async function streaming(): Promise<void> {
  const client = instrument(new Anthropic({ openTelemetry: false }));
  const answer = client.messages.stream({ ...question, model: 'claude-streams' });
  await new Promise((resolve) => answer.once('text', resolve));
}

async function reaching(type: CallEvent['type'], model: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const onEvent = (event: CallEvent): void => {
      if (event.type === type) resolve();
    };
    const client = instrument(new Anthropic({ openTelemetry: false }), { onEvent });
    void client.messages.create({ ...question, model });
  });
}

await Promise.all([
  streaming(),
  reaching('attempt.start', 'claude-waits'),
  reaching('backoff.start', 'claude-sleeps'),
]);
console.log('busy');
