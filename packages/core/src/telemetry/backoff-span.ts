import { type Context, type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import type { BackoffEnd, BackoffStart } from '../events.ts';
import * as names from '../semconv.ts';
import { putOn, putSeconds } from './put.ts';

/** The span of one backoff, which shows as a bar where people look. Times in milliseconds since the epoch. */
export class BackoffSpan {
  readonly span: Span;

  constructor(
    tracer: Tracer,
    parent: Context,
    { planned, source }: BackoffStart,
    startTime: number,
  ) {
    const attributes = {
      ...(planned !== undefined && { [names.ATTR_BACKOFF_PLANNED]: planned }),
      [names.ATTR_BACKOFF_SOURCE]: source,
    };
    const options = { kind: SpanKind.INTERNAL, startTime, attributes };
    this.span = tracer.startSpan(names.SPAN_BACKOFF, options, parent);
  }

  /** Ends it with what really passed. */
  end({ actual }: BackoffEnd, time: number): void {
    putSeconds(putOn(this.span), names.ATTR_BACKOFF_ACTUAL, actual);
    this.span.end(time);
  }
}

/** Writes the retry on the call's span when the sleep begins: a call that dies asleep still tells why. */
export function markRetry(callSpan: Span, event: BackoffStart, time: number): void {
  const attributes = {
    ...(event.planned !== undefined && { [names.ATTR_BACKOFF_PLANNED]: event.planned }),
    [names.ATTR_BACKOFF_SOURCE]: event.source,
    [names.ATTR_RETRY_REASON]: event.reason,
    [names.ATTR_ATTEMPT_NUMBER]: event.attempt,
    ...(event.status !== undefined && { [names.ATTR_HTTP_RESPONSE_STATUS_CODE]: event.status }),
    ...(event.errorType !== undefined && { [names.ATTR_ERROR_TYPE]: event.errorType }),
    ...(event.requestId !== undefined && { [names.ATTR_ANTHROPIC_REQUEST_ID]: event.requestId }),
  };
  callSpan.addEvent(names.EVENT_RETRY, attributes, time);
}
