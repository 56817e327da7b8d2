import { DemoError } from './demo-error.ts';
import type { Environment } from './environment.ts';

/** What is sent to a backend. */
type Signal = 'traces' | 'metrics';

/** Long enough for a backend that is there, short enough to wait for at the end of a demo. */
const timeoutMillis = 3_000;

/**
 * The address that OpenTelemetry's environment variables give for `signal`, if they give one.
 *
 * @throws {DemoError} for one that is no URL
 */
export function endpointOf(signal: Signal, env: Environment): string | undefined {
  const name = signal.toUpperCase();
  if (env[`OTEL_${name}_EXPORTER`]?.trim() === 'none') return undefined;
  const own = env[`OTEL_EXPORTER_OTLP_${name}_ENDPOINT`]?.trim();
  const ofAll = env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim();
  const endpoint = own || (ofAll ? `${ofAll.replace(/\/$/, '')}/v1/${signal}` : undefined);
  if (endpoint === undefined || URL.canParse(endpoint)) return endpoint;
  // The exporter would silently take its default instead.
  throw new DemoError(`The OTLP endpoint in the environment is not a URL: ${own || ofAll}`);
}

/** What an exporter of `signal` is told: how long to wait, unless the environment says it. */
export function patienceFor(signal: Signal, env: Environment): { timeoutMillis?: number } {
  const own = env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_TIMEOUT`];
  return (own ?? env.OTEL_EXPORTER_OTLP_TIMEOUT) === undefined ? { timeoutMillis } : {};
}

/** Why something did not arrive. The error of a connection that was tried at several addresses has a code and no message. */
export function reasonOf(error: (Error & { code?: unknown }) | undefined): string {
  return error?.message || String(error?.code ?? 'no reason given');
}
