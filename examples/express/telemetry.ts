// Loaded before everything else (`node --import ./telemetry.ts server.ts`), so that it sees node:http being loaded.
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { WaterfallExporter } from '@spanthropic/waterfall';
import { shutdown } from 'spanthropic';

const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME = 'express-chat' } = process.env;

// Traces in this terminal, and nothing else.
const here = {
  spanProcessors: [new SimpleSpanProcessor({ exporter: new WaterfallExporter() })],
  metricReaders: [],
  logRecordProcessors: [],
};

const sdk = new NodeSDK({
  serviceName: OTEL_SERVICE_NAME,
  instrumentations: [
    new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => url !== '/chat' }),
  ],
  // With an endpoint, traces and metrics go there as OTEL_* variables say.
  ...(OTEL_EXPORTER_OTLP_ENDPOINT ? {} : here),
});
sdk.start();

// Calls in flight end in telemetry too, so that they leave their traces.
const stop = async (): Promise<void> => {
  shutdown();
  await sdk.shutdown().catch((error) => console.error('Not all telemetry was sent:', error));
  process.exit();
};
process.once('SIGINT', stop).once('SIGTERM', stop);
