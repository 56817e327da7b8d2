import { ProxyTracerProvider, type Tracer, trace } from '@opentelemetry/api';
import { VERSION } from '../version.ts';

const SCOPE = 'spanthropic';
const noop = new ProxyTracerProvider().getDelegate();
let proxied: Tracer | undefined;

/**
 * The tracer of a client, or undefined while there is no provider to record anything. The API's
 * tracers are proxies: one that was taken early records once a provider is registered.
 */
export function currentTracer(
  given: { getTracer: typeof trace.getTracer } | undefined,
): Tracer | undefined {
  if (given) return given.getTracer(SCOPE, VERSION);
  const provider = trace.getTracerProvider();
  if (provider instanceof ProxyTracerProvider && provider.getDelegate() === noop) return undefined;
  proxied ??= new ProxyTracerProvider().getTracer(SCOPE, VERSION);
  return proxied;
}
