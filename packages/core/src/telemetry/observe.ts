import { context } from '@opentelemetry/api';
import type { CallObserver } from '../call/observer.ts';
import { guard } from '../guard.ts';
import type { Settings } from '../options.ts';
import { CallTrace } from './call-trace.ts';
import { currentTracer } from './tracing.ts';

/**
 * Begins to observe a call of a client with these settings, in the present context. Undefined while
 * there is nobody to tell: neither a tracer provider nor `onEvent`.
 */
export function observeCall(settings: Settings): CallObserver | undefined {
  return guard(() => {
    const tracer = currentTracer(settings.tracerProvider);
    if (tracer === undefined && settings.onEvent === undefined) return undefined;
    return new CallTrace(settings, tracer, context.active());
  });
}
