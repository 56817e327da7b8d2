import { hasSubscribers, subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  type Context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  type Span,
} from '@opentelemetry/api';
import { guard } from '../guard.ts';
import { withSpan } from './layer.ts';

/** OpenTelemetry's own key for it: `createContextKey` goes by `Symbol.for`. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** undici, and so Node.js's `fetch`, publishes each request here just before it is written. */
const REQUEST_CREATED = 'undici:request:create';

/** The trace headers of the attempt `span`: lower-case name to value. */
export type TraceHeaders = ReadonlyMap<string, string>;

/**
 * The headers that carry the context of `span`, as the application's propagator writes them. Without
 * the application's baggage: nothing but the trace leaves that would not leave otherwise.
 */
export function traceHeaders(span: Span): TraceHeaders {
  const headers = new Map<string, string>();
  propagation.inject(withSpan(ROOT_CONTEXT, span), headers, {
    set: (carrier, name, value) => carrier.set(name.toLowerCase(), value),
  });
  return headers;
}

/** The names of all headers that a trace context may stand in. */
export function traceHeaderNames(): ReadonlySet<string> {
  const names = propagation.fields().map((name) => name.toLowerCase());
  return new Set(['traceparent', 'tracestate', ...names.filter((name) => name !== 'baggage')]);
}

/** `context` with OpenTelemetry's own mark that nothing below it is to be traced. */
export function suppressed(context: Context): Context {
  return context.setValue(SUPPRESS_TRACING, true);
}

/** The headers of attempts whose request may still be published, by the first of them. */
const unsent = new Map<string, TraceHeaders>();

const entry = (name: unknown, value: unknown): string => `${String(name).toLowerCase()}:${value}`;
/**
 * Where an HTTP instrumentation writes a trace context of its own onto the request, ours is taken off
 * again; where none does (another subscriber, a request it ignores), ours is the one that leaves.
 * Returns what to call once the request that carries `own` has left, or will not.
 */
export function yieldToOthers(own: TraceHeaders): (() => void) | undefined {
  const [header] = own;
  if (header === undefined || !hasSubscribers(REQUEST_CREATED)) return undefined;
  const first = entry(...header);
  unsent.set(first, own);
  // Subscribers run in order, and ours has to come after those that write headers.
  unsubscribe(REQUEST_CREATED, removeDuplicate);
  subscribe(REQUEST_CREATED, removeDuplicate);
  return () => {
    unsent.delete(first);
    if (unsent.size === 0) unsubscribe(REQUEST_CREATED, removeDuplicate);
  };
}

function removeDuplicate(message: unknown): void {
  guard(() => {
    const { request } = message as { request?: { headers?: unknown } };
    if (Array.isArray(request?.headers)) removeFromList(request.headers);
    else if (request && typeof request.headers === 'string') {
      request.headers = removeFromText(request.headers);
    }
  }, 'spans');
}

/** undici 6 and later: names and values in turn. */
function removeFromList(headers: unknown[]): void {
  const pairs: [name: string, value: unknown][] = [];
  for (let i = 0; i < headers.length; i += 2) {
    pairs.push([String(headers[i]).toLowerCase(), headers[i + 1]]);
  }
  for (const index of ownDuplicates(pairs).reverse()) headers.splice(index * 2, 2);
}

/** undici 5: lines. */
function removeFromText(headers: string): string {
  const lines = headers.split('\r\n');
  const pairs = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const dropped = new Set(ownDuplicates(pairs));
  return lines.filter((_, index) => !dropped.has(index)).join('\r\n');
}

/** Where ours stand among `pairs`, of those that somebody else wrote too. */
function ownDuplicates(pairs: readonly (readonly [name: string, value: unknown])[]): number[] {
  const own = pairs
    .map(([name, value]) => unsent.get(entry(name, value)))
    .find((found) => found !== undefined);
  if (!own) return [];
  return pairs.flatMap(([name, value], index) => {
    const others = pairs.filter((pair, at) => at !== index && pair[0] === name);
    return own.get(name) === value && others.length > 0 ? [index] : [];
  });
}
