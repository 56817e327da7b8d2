import { ProxyTracerProvider, type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import { VERSION } from '../version.ts';

const SCOPE = 'spanthropic';
const none: TracerProvider = new ProxyTracerProvider().getDelegate();
const tracers = new WeakMap<TracerProvider, Tracer>();

/**
 * The tracer of a client, or undefined while there is no provider to record anything. Asked anew for
 * each call: a provider may be registered, or replaced, long after `instrument()`.
 */
export function currentTracer(given: TracerProvider | undefined): Tracer | undefined {
  const provider = given ?? registered();
  if (provider === none) return undefined;
  let tracer = tracers.get(provider);
  if (tracer === undefined) {
    tracer = provider.getTracer(SCOPE, VERSION);
    tracers.set(provider, tracer);
  }
  return tracer;
}

/** The global provider behind the API's proxy. */
function registered(): TracerProvider {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
}
