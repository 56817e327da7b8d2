import { type Span, SpanStatusCode } from '@opentelemetry/api';
import type { CallOutcome } from '../call/outcome.ts';

/** A failure is an Error; success leaves the status unset, and so does an abort: the application wanted it. */
export function setStatus(span: Span, outcome: CallOutcome): void {
  if (outcome !== 'ok' && outcome !== 'aborted') span.setStatus({ code: SpanStatusCode.ERROR });
}
