// Loaded first, by `node --import`: OpenTelemetry as its environment variables say, if they name a backend.
import { NodeSDK } from '@opentelemetry/sdk-node';

const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME = 'batch-worker' } = process.env;

if (OTEL_EXPORTER_OTLP_ENDPOINT) {
  const sdk = new NodeSDK({ serviceName: OTEL_SERVICE_NAME });
  sdk.start();
  // The last spans and metrics are still here when the work is done.
  process.once('beforeExit', () => {
    sdk.shutdown().catch((error) => console.error('Not all telemetry was sent:', error));
  });
}
