import { createRequire } from 'node:module';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { shutdown } from 'spanthropic';
import { ROUTES } from './service.ts';

/**
 * Traces and metrics, to where `OTEL_*` variables say. Without `service.instance.id` two instances would look like
 * one whose counters are reset, so each start makes one up.
 *
 * @returns what sends the rest and stops it
 */
export function startTelemetry(): () => Promise<void> {
  process.env.OTEL_NODE_RESOURCE_DETECTORS ??= 'env,serviceinstance';
  const { OTEL_SERVICE_NAME = 'demo' } = process.env;
  const sdk = new NodeSDK({
    serviceName: OTEL_SERVICE_NAME,
    instrumentations: [
      // The service, and neither the page beside it nor the fake API in the same process.
      new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => !isRoute(url) }),
    ],
  });
  sdk.start();
  // node:http is instrumented when it is required; imports of it went before.
  createRequire(import.meta.url)('node:http');
  return async () => {
    shutdown();
    await sdk.shutdown().catch((error) => console.error('Not all telemetry was sent:', error));
  };
}

function isRoute(url = ''): boolean {
  return ROUTES.some((route) => url === route);
}
