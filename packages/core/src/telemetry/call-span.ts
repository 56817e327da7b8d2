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
import { isInference } from '../inference.ts';
import * as names from '../semconv.ts';
import {
  type CallTotals,
  putCommonRequest,
  putCommonResponse,
  putEnd,
  putRequest,
  putTotals,
  samplingAttributes,
} from './call-attributes.ts';
import { putAll, putOn, putSeconds } from './put.ts';
import { setStatus } from './status.ts';

/** The span of a call: our own, or the SDK's. */
export interface CallSpan {
  readonly span: Span;
  /** The call stands so, and ends so if nothing more is learned of it. */
  stands(totals: CallTotals, outcome: CallOutcome): void;
  /** A stream was handed to the application. */
  streams(): void;
  /** The first token was handed over, at `time`. */
  firstToken(time: number): void;
  /** The call is over, at `time`, milliseconds since the epoch. */
  end(end: CallEnd, time: number): void;
}

/** A span of our own, by the GenAI conventions for inference, else named as the SDK names its own. */
export class OwnCallSpan implements CallSpan {
  readonly span: Span;
  readonly #call: CallStart;
  readonly #added: Attributes | undefined;
  readonly #startTime: number;
  #firstToken: number | undefined;

  constructor(
    tracer: Tracer,
    parent: Context,
    call: CallStart,
    added: Attributes | undefined,
    startTime: number,
  ) {
    const options = { kind: SpanKind.CLIENT, startTime, attributes: samplingAttributes(call) };
    this.span = tracer.startSpan(spanName(call), options, parent);
    this.#call = call;
    this.#added = added;
    this.#startTime = startTime;
  }

  stands(): void {}

  streams(): void {}

  firstToken(time: number): void {
    this.#firstToken = time;
  }

  end(end: CallEnd, time: number): void {
    guard(() => {
      if (!this.span.isRecording()) return;
      const put = putOn(this.span);
      putEnd(put, this.#call, end);
      putCommonResponse(put, end);
      putRequest(put, this.#call);
      putCommonRequest(put, this.#call);
      if (this.#firstToken !== undefined) {
        const firstChunk = (this.#firstToken - this.#startTime) / 1000;
        putSeconds(put, names.ATTR_TIME_TO_FIRST_CHUNK, firstChunk);
      }
      if (this.#added) putAll(put, this.#added);
      setStatus(this.span, end.outcome);
    }, 'spans');
    this.span.end(time);
  }
}

function spanName(call: CallStart): string {
  if (isInference(call)) return call.model === undefined ? 'chat' : `chat ${call.model}`;
  // `messages.batches` is folded to `batches` in our names; the SDK's spans have the whole path.
  return `anthropic.${call.method.replace(/^batches\./, 'messages.batches.')}`;
}

/**
 * The SDK's own span, with what it lacks. The SDK ends it, at several ends before the end is known
 * here: so each fact is written when it is known, and an end that would go unseen is written ahead.
 */
export class AdoptedCallSpan implements CallSpan {
  readonly span: Span;
  readonly #call: CallStart;

  constructor(span: Span, call: CallStart, added: Attributes | undefined) {
    this.span = span;
    this.#call = call;
    const put = putOn(span);
    putRequest(put, call);
    if (added) putAll(put, added);
  }

  stands(totals: CallTotals, outcome: CallOutcome): void {
    const put = putOn(this.span);
    putTotals(put, totals);
    put(names.ATTR_CALL_OUTCOME, outcome);
  }

  streams(): void {
    // An application that leaves the stream early is seen by the SDK first, which then ends its span.
    this.span.setAttribute(names.ATTR_CALL_OUTCOME, 'aborted');
    this.span.setAttribute(names.ATTR_STREAM_END, 'closed');
  }

  firstToken(): void {}

  end(end: CallEnd): void {
    if (this.span.isRecording()) putEnd(putOn(this.span), this.#call, end);
  }
}
