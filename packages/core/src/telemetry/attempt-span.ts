import { type Context, type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import type { AttemptEnd, AttemptStart, CallStart, FirstToken, Stall } from '../events.ts';
import { guard } from '../guard.ts';
import * as names from '../semconv.ts';
import { type Put, putOn, putSeconds } from './put.ts';
import { setStatus } from './status.ts';

/** The span of one attempt. Times in milliseconds since the epoch. */
export class AttemptSpan {
  readonly span: Span;
  readonly #call: CallStart | undefined;
  readonly #start: AttemptStart;

  /** Starts the span of an attempt of `call`. Attributes of the start would be cleaned twice, so all are written at the end. */
  constructor(
    tracer: Tracer,
    parent: Context,
    call: CallStart | undefined,
    start: AttemptStart,
    startTime: number,
  ) {
    const options = { kind: SpanKind.INTERNAL, startTime };
    this.span = tracer.startSpan(names.SPAN_ATTEMPT, options, parent);
    this.#call = call;
    this.#start = start;
  }

  /** Marks the moment at which the first token was handed over. */
  firstToken({ timeToFirstToken }: FirstToken, time: number): void {
    const isTime = timeToFirstToken >= 0;
    const said = isTime ? { [names.ATTR_TIME_TO_FIRST_TOKEN]: timeToFirstToken } : {};
    this.span.addEvent(names.EVENT_FIRST_TOKEN, said, time);
  }

  /** Marks a silence while it lasts. */
  stall({ phase, silence }: Stall, time: number): void {
    const said = { [names.ATTR_STALL_PHASE]: phase, [names.ATTR_STALL_SILENCE]: silence };
    this.span.addEvent(names.EVENT_STALL, said, time);
  }

  end(event: AttemptEnd, time: number): void {
    guard(() => {
      if (!this.span.isRecording()) return;
      const put = putOn(this.span);
      putEnd(put, event);
      putStart(put, this.#start, this.#call);
      setStatus(this.span, event.outcome);
    }, 'spans');
    this.span.end(time);
  }
}

function putStart(put: Put, start: AttemptStart, call: CallStart | undefined): void {
  if (start.attempt > 1) put(names.ATTR_HTTP_REQUEST_RESEND_COUNT, start.attempt - 1);
  put(names.ATTR_HTTP_REQUEST_METHOD, start.httpMethod);
  put(names.ATTR_URL_PATH, start.urlPath);
  put(names.ATTR_SERVER_ADDRESS, start.serverAddress);
  put(names.ATTR_SERVER_PORT, start.serverPort);
  put(names.ATTR_METHOD, call?.method);
  put(names.ATTR_PROVIDER_NAME, call?.provider);
  put(names.ATTR_MODEL, call?.model);
  put(names.ATTR_CLIENT_NAME, call?.clientName);
}

function putEnd(put: Put, end: AttemptEnd): void {
  put(names.ATTR_ATTEMPT_OUTCOME, end.outcome);
  put(names.ATTR_HTTP_RESPONSE_STATUS_CODE, end.status);
  put(names.ATTR_ERROR_TYPE, end.errorType);
  put(names.ATTR_ERROR_CLASS, end.errorClass);
  put(names.ATTR_ABORT_REASON, end.abortReason);
  put(names.ATTR_ANTHROPIC_REQUEST_ID, end.requestId);
  put(names.ATTR_RETRY_AFTER, end.retryAfter);
  putSeconds(put, names.ATTR_TIME_TO_HEADERS, end.timeToHeaders);
  const { stream } = end;
  if (stream === undefined) return;
  putSeconds(put, names.ATTR_TIME_TO_FIRST_TOKEN, stream.timeToFirstToken);
  putSeconds(put, names.ATTR_TIME_TO_FIRST_TEXT, stream.timeToFirstText);
  put(names.ATTR_STREAM_END, stream.end);
  putSeconds(put, names.ATTR_STREAM_DURATION, stream.duration);
  put(names.ATTR_STREAM_EVENTS, stream.events);
  put(names.ATTR_STREAM_STALLS, stream.stalls);
  putSeconds(put, names.ATTR_STREAM_MAX_GAP, stream.maxGap);
  putSeconds(put, names.ATTR_STREAM_SERVER_WAIT, stream.serverWait);
  putSeconds(put, names.ATTR_STREAM_APP_WAIT, stream.appWait);
}
