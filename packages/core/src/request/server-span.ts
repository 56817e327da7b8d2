import {
  context,
  createContextKey,
  isSpanContextValid,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { guard } from '../guard.ts';
import * as names from '../semconv.ts';
import type { RequestSummary } from './summary.ts';

/** OpenTelemetry's own key for it: `createContextKey` goes by `Symbol.for`, so it is the same in all versions of its core. */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/**
 * The SERVER span of the HTTP request that is being served: the one that an HTTP instrumentation
 * left in the context, as spans of frameworks lie below it, or the active one if it is one. Undefined
 * without an HTTP instrumentation.
 */
export function serverSpan(): Span | undefined {
  return guard(() => {
    const metadata = context.active().getValue(RPC_METADATA) as { span?: Span } | undefined;
    if (metadata?.span) return metadata.span;
    const active = trace.getActiveSpan();
    const { kind } = (active ?? {}) as { kind?: SpanKind };
    return kind === SpanKind.SERVER ? active : undefined;
  }, 'spans');
}

/** Writes the summary on the SERVER span, while it is open. No usage by its own names: backends would count it twice. */
export function putSummary(span: Span, summary: RequestSummary): void {
  if (!span.isRecording()) return;
  const put = (name: string, value: number | undefined): void => {
    if (value !== undefined) span.setAttribute(name, value);
  };
  put(names.ATTR_REQUEST_CALLS, summary.calls);
  put(names.ATTR_REQUEST_ATTEMPTS, summary.attempts);
  put(names.ATTR_REQUEST_RETRIES, summary.retries);
  put(names.ATTR_REQUEST_BACKOFF, summary.backoff);
  put(names.ATTR_REQUEST_TIME_TO_FIRST_TOKEN, summary.timeToFirstToken);
  put(names.ATTR_REQUEST_TIME_TO_FIRST_BYTE, summary.timeToFirstByte);
  // A call tells its tokens when it ends, which the span of an aborted one does not live to see: none is not known.
  put(names.ATTR_REQUEST_TOKENS_INPUT, summary.inputTokens || undefined);
  put(names.ATTR_REQUEST_TOKENS_OUTPUT, summary.outputTokens || undefined);
}

/** The answer broke off after its headers had said that all was well. */
export function putFailure(span: Span): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** The trace of `span`, if it has one. */
export function traceIdOf(span: Span | undefined): string | undefined {
  const identity = span && guard(() => span.spanContext(), 'spans');
  return identity && isSpanContextValid(identity) ? identity.traceId : undefined;
}

/** The trace that the present code is a part of, if there is one. */
export function activeTraceId(): string | undefined {
  return traceIdOf(guard(() => trace.getActiveSpan(), 'spans'));
}
