import { type Context, context, type Span } from '@opentelemetry/api';
import type { Departure } from '../call/observer.ts';
import { guard, report } from '../guard.ts';
import type { Settings } from '../options.ts';
import { withSpan } from './layer.ts';
import {
  suppressed,
  type TraceHeaders,
  traceHeaderNames,
  traceHeaders,
  yieldToOthers,
} from './propagation.ts';

/** Puts the context of the attempt `span` on its request, so that exactly one trace context leaves. */
export function traced(
  span: Span,
  mode: Settings['traceparent'],
  init: RequestInit | undefined,
): Departure {
  const own = mode === 'none' ? undefined : guard(() => traceHeaders(span), 'spans');
  const removed = mode === 'none' ? guard(traceHeaderNames, 'spans') : undefined;
  const observed = guard(() => withHeaders(init, own, removed), 'spans') ?? init;
  const active = withSpan(context.active(), span);
  const within = mode === 'attempt' ? suppressed(active) : active;
  const settled = mode === 'auto' && own ? guard(() => yieldToOthers(own), 'spans') : undefined;
  return {
    send: (send) => runWithin(within, () => send(observed)),
    done() {
      guard(() => settled?.(), 'spans');
    },
  };
}

/** Runs `send` in `within`; a context manager that fails costs the context, never the request. */
function runWithin<T>(within: Context, send: () => T): T {
  let begun = false;
  try {
    return context.with(within, () => {
      begun = true;
      return send();
    });
  } catch (error) {
    if (begun) throw error;
    report(error, 'spans');
    return send();
  }
}

/** Sets the headers in place where they are the SDK's own `Headers`; an object of the application's is copied. */
function withHeaders(
  init: RequestInit | undefined,
  own: TraceHeaders | undefined,
  removed: ReadonlySet<string> | undefined,
): RequestInit | undefined {
  const given = init?.headers;
  // Without headers of its own the request may be a `Request`, whose headers new ones would replace.
  if (given === undefined || (!own?.size && !removed)) return init;
  const headers = given instanceof Headers ? given : new Headers(given);
  for (const name of removed ?? []) headers.delete(name);
  for (const [name, value] of own ?? []) headers.set(name, value);
  return headers === given ? init : { ...init, headers };
}
