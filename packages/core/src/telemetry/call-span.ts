import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  type Tracer,
} from '@opentelemetry/api';
import type { CallOutcome } from '../call/outcome.ts';
import type { CallEnd, CallStart } from '../events.ts';
import { guard } from '../guard.ts';
import * as names from '../semconv.ts';
import {
  type CallTotals,
  commonRequestAttributes,
  commonResponseAttributes,
  endAttributes,
  isInference,
  requestAttributes,
  samplingAttributes,
  totalAttributes,
} from './call-attributes.ts';
import { setStatus } from './status.ts';

/** The span of a call: our own, or the SDK's. */
export interface CallSpan {
  readonly span: Span;
  /** The call stands so, and will end so if nothing more is learned of it. */
  stands(totals: CallTotals, outcome: CallOutcome | undefined): void;
  /** A stream was handed to the application. */
  streams(): void;
  /** The call is over. */
  end(end: CallEnd, time: number): void;
}

/** Starts a call's own span, by the GenAI conventions for inference, else named as the SDK names its own. */
export function startCallSpan(
  tracer: Tracer,
  parent: Context,
  call: CallStart,
  added: Attributes | undefined,
  startTime: number,
): CallSpan {
  const attributes = samplingAttributes(call);
  const span = tracer.startSpan(
    spanName(call),
    { kind: SpanKind.CLIENT, startTime, attributes },
    parent,
  );
  return {
    span,
    stands() {},
    streams() {},
    end(end, time) {
      guard(() => {
        if (!span.isRecording()) return;
        span.setAttributes({
          ...endAttributes(call, end),
          ...commonResponseAttributes(end),
          ...requestAttributes(call),
          ...commonRequestAttributes(call),
          ...added,
        });
        setStatus(span, end.outcome);
      });
      span.end(time);
    },
  };
}

function spanName(call: CallStart): string {
  if (isInference(call)) return call.model === undefined ? 'chat' : `chat ${call.model}`;
  // `messages.batches` is folded to `batches` in our names; the SDK's spans have the whole path.
  return `anthropic.${call.method.replace(/^batches\./, 'messages.batches.')}`;
}

/**
 * Adds to the SDK's own span what it lacks. The SDK ends it, at several ends before the end is known
 * here: so each fact is written when it is known, and the end that would go unseen is written ahead.
 */
export function adoptCallSpan(
  span: Span,
  call: CallStart,
  added: Attributes | undefined,
): CallSpan {
  span.setAttributes({ ...requestAttributes(call), ...added });
  return {
    span,
    stands(totals, outcome) {
      span.setAttributes({ ...totalAttributes(totals), [names.ATTR_CALL_OUTCOME]: outcome });
    },
    streams() {
      // An application that leaves the stream early is seen by the SDK first, which then ends its span.
      span.setAttributes({
        [names.ATTR_CALL_OUTCOME]: 'aborted',
        [names.ATTR_STREAM_END]: 'closed',
      });
    },
    end(end) {
      span.setAttributes(endAttributes(call, end));
    },
  };
}
