import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  type Tracer,
} from '@opentelemetry/api';
import type { AttemptEnd, AttemptStart, CallStart, FirstToken, Stall } from '../events.ts';
import { guard } from '../guard.ts';
import * as names from '../semconv.ts';
import { setStatus } from './status.ts';

/** The span of one attempt. Times in milliseconds since the epoch. */
export interface AttemptSpan {
  readonly span: Span;
  /** Marks the moment at which the first token was handed over. */
  firstToken(event: FirstToken, time: number): void;
  /** Marks a silence while it lasts. */
  stall(event: Stall, time: number): void;
  end(event: AttemptEnd, time: number): void;
}

/** Starts the span of an attempt of `call`. A sampler sees the method, all else is written at the end. */
export function startAttemptSpan(
  tracer: Tracer,
  parent: Context,
  call: CallStart | undefined,
  start: AttemptStart,
  startTime: number,
): AttemptSpan {
  const attributes = { [names.ATTR_METHOD]: call?.method };
  const span = tracer.startSpan(
    names.SPAN_ATTEMPT,
    { kind: SpanKind.INTERNAL, startTime, attributes },
    parent,
  );
  return {
    span,
    firstToken(event, time) {
      const said = { [names.ATTR_TIME_TO_FIRST_TOKEN]: event.timeToFirstToken };
      span.addEvent(names.EVENT_FIRST_TOKEN, said, time);
    },
    stall(event, time) {
      const said = {
        [names.ATTR_STALL_PHASE]: event.phase,
        [names.ATTR_STALL_SILENCE]: event.silence,
      };
      span.addEvent(names.EVENT_STALL, said, time);
    },
    end(event, time) {
      guard(() => {
        if (!span.isRecording()) return;
        span.setAttributes({ ...endAttributes(event), ...startAttributes(start, call) });
        setStatus(span, event.outcome);
      });
      span.end(time);
    },
  };
}

function startAttributes(start: AttemptStart, call: CallStart | undefined): Attributes {
  return {
    [names.ATTR_HTTP_REQUEST_RESEND_COUNT]: start.attempt > 1 ? start.attempt - 1 : undefined,
    [names.ATTR_HTTP_REQUEST_METHOD]: start.httpMethod,
    [names.ATTR_URL_PATH]: start.urlPath,
    [names.ATTR_SERVER_ADDRESS]: start.serverAddress,
    [names.ATTR_SERVER_PORT]: start.serverPort,
    [names.ATTR_PROVIDER_NAME]: call?.provider,
    [names.ATTR_MODEL]: call?.model,
    [names.ATTR_CLIENT_NAME]: call?.clientName,
  };
}

function endAttributes(end: AttemptEnd): Attributes {
  const { stream } = end;
  return {
    [names.ATTR_ATTEMPT_OUTCOME]: end.outcome,
    [names.ATTR_HTTP_RESPONSE_STATUS_CODE]: end.status,
    [names.ATTR_ERROR_TYPE]: end.errorType,
    [names.ATTR_ERROR_CLASS]: end.errorClass,
    [names.ATTR_ABORT_REASON]: end.abortReason,
    [names.ATTR_ANTHROPIC_REQUEST_ID]: end.requestId,
    [names.ATTR_RETRY_AFTER]: end.retryAfter,
    [names.ATTR_TIME_TO_HEADERS]: end.timeToHeaders,
    [names.ATTR_TIME_TO_FIRST_TOKEN]: stream?.timeToFirstToken,
    [names.ATTR_TIME_TO_FIRST_TEXT]: stream?.timeToFirstText,
    [names.ATTR_STREAM_END]: stream?.end,
    [names.ATTR_STREAM_DURATION]: stream?.duration,
    [names.ATTR_STREAM_EVENTS]: stream?.events,
    [names.ATTR_STREAM_STALLS]: stream?.stalls,
    [names.ATTR_STREAM_MAX_GAP]: stream?.maxGap,
    [names.ATTR_STREAM_SERVER_WAIT]: stream?.serverWait,
    [names.ATTR_STREAM_APP_WAIT]: stream?.appWait,
  };
}
