import * as semconv from '../src/semconv.ts';
import type { AttributeConstant } from './attribute.ts';

/** Attributes and when each of them is there. */
export type Placements = Readonly<Partial<Record<AttributeConstant, string>>>;

/** One kind of span, or of event on a span. */
export interface Place {
  readonly name: string;
  readonly meaning: string;
  readonly attributes: Placements;
}

const ALWAYS = 'always';
const SET = 'the request sets it';
const FAILED = 'it failed';
const ABORTED = 'it was aborted';
const NAMED = 'option `name`';
const STREAM = 'a stream came';
const READ = 'any of a stream was read';
const AWAITED = 'one came, your code waiting for it';
const INFERENCE = '`messages.create`';
const SAID = 'the answer says so';
const REQUESTED = 'a model was asked for';
const RESPONDED = 'a response came';

/** What a call span has, ours or the SDK's own. */
export const CALL: Placements = {
  ATTR_METHOD: ALWAYS,
  ATTR_CALL_OUTCOME: ALWAYS,
  ATTR_ATTEMPTS: ALWAYS,
  ATTR_RETRIED: ALWAYS,
  ATTR_BACKOFF_TOTAL: ALWAYS,
  ATTR_RETRY_NESTED: 'it re-sent what the SDK had just given up on',
  ATTR_CLIENT_NAME: NAMED,
  ATTR_ERROR_CLASS: FAILED,
  ATTR_ABORT_REASON: ABORTED,
  ATTR_STREAM_END: STREAM,
  ATTR_USAGE_PARTIAL: 'the stream ended early',
  ATTR_RESPONSE_FINISH_REASONS: INFERENCE,
  ATTR_REQUEST_TEMPERATURE: SET,
  ATTR_REQUEST_TOP_P: SET,
  ATTR_REQUEST_TOP_K: SET,
};

/** What only a call span of ours gets from us: the SDK's own says it by itself. */
export const OWN_CALL: Placements = {
  ATTR_OPERATION_NAME: INFERENCE,
  ATTR_PROVIDER_NAME: ALWAYS,
  ATTR_REQUEST_MODEL: REQUESTED,
  ATTR_HTTP_ROUTE: "an adapter serves a route; the SDK's own span then has yours for the API's",
  ATTR_SERVER_ADDRESS: ALWAYS,
  ATTR_SERVER_PORT: ALWAYS,
  ATTR_REQUEST_STREAM: 'the answer is streamed',
  ATTR_REQUEST_MAX_TOKENS: SET,
  ATTR_REQUEST_REASONING_LEVEL: SET,
  ATTR_OUTPUT_TYPE: 'the request has a JSON schema',
  ATTR_ANTHROPIC_REQUEST_TIER: SET,
  ATTR_ANTHROPIC_THINKING_TYPE: SET,
  ATTR_ANTHROPIC_THINKING_BUDGET: SET,
  ATTR_ERROR_TYPE: FAILED,
  ATTR_RESPONSE_ID: SAID,
  ATTR_RESPONSE_MODEL: SAID,
  ATTR_ANTHROPIC_STOP_REASON: SAID,
  ATTR_TIME_TO_FIRST_CHUNK: AWAITED,
  ATTR_USAGE_INPUT: SAID,
  ATTR_USAGE_OUTPUT: SAID,
  ATTR_USAGE_CACHE_READ: SAID,
  ATTR_USAGE_CACHE_WRITE: SAID,
  ATTR_USAGE_REASONING: SAID,
  ATTR_ANTHROPIC_CACHE_5M: SAID,
  ATTR_ANTHROPIC_CACHE_1H: SAID,
  ATTR_ANTHROPIC_COMPACTION_INPUT: SAID,
  ATTR_ANTHROPIC_COMPACTION_OUTPUT: SAID,
  ATTR_ANTHROPIC_RESPONSE_TIER: SAID,
  ATTR_ANTHROPIC_COUNTED_TOKENS: '`messages.count_tokens`',
};

/** What the adapters write on the SERVER span of the HTTP request that made the calls. */
export const SERVER: Placements = {
  ATTR_REQUEST_CALLS: ALWAYS,
  ATTR_REQUEST_ATTEMPTS: ALWAYS,
  ATTR_REQUEST_RETRIES: ALWAYS,
  ATTR_REQUEST_BACKOFF: ALWAYS,
  ATTR_REQUEST_TIME_TO_FIRST_TOKEN: 'one came',
  ATTR_REQUEST_TIME_TO_FIRST_BYTE: 'one was written',
  ATTR_REQUEST_TOKENS_INPUT: 'a call that ended told them',
  ATTR_REQUEST_TOKENS_OUTPUT: 'a call that ended told them',
};

/** What a call span has where content is captured; what the SDK writes on its own is left to it. */
export const CONTENT: Placements = {
  ATTR_SYSTEM_INSTRUCTIONS: SET,
  ATTR_INPUT_MESSAGES: INFERENCE,
  ATTR_TOOL_DEFINITIONS: SET,
  ATTR_OUTPUT_MESSAGES: 'any of an answer came',
  ATTR_ANTHROPIC_CONTENT_TRUNCATED: 'something was cut or left out to stay within `maxBytes`',
};

export const ATTEMPT: Place = {
  name: semconv.SPAN_ATTEMPT,
  meaning: 'One HTTP request of a call, from being sent to its body being read to the end.',
  attributes: {
    ATTR_ATTEMPT_OUTCOME: ALWAYS,
    ATTR_HTTP_RESPONSE_STATUS_CODE: RESPONDED,
    ATTR_ERROR_TYPE: FAILED,
    ATTR_ERROR_CLASS: FAILED,
    ATTR_ABORT_REASON: ABORTED,
    ATTR_ANTHROPIC_REQUEST_ID: RESPONDED,
    ATTR_HTTP_REQUEST_RESEND_COUNT: 'from the second attempt on',
    ATTR_RETRY_AFTER: 'the response asked for it',
    ATTR_TIME_TO_HEADERS: RESPONDED,
    ATTR_TIME_TO_FIRST_TOKEN: AWAITED,
    ATTR_TIME_TO_FIRST_TEXT: AWAITED,
    ATTR_STREAM_END: STREAM,
    ATTR_STREAM_DURATION: STREAM,
    ATTR_STREAM_EVENTS: STREAM,
    ATTR_STREAM_STALLS: STREAM,
    ATTR_STREAM_MAX_GAP: READ,
    ATTR_STREAM_SERVER_WAIT: READ,
    ATTR_STREAM_APP_WAIT: 'the same, by no helper of the SDK',
    ATTR_METHOD: ALWAYS,
    ATTR_MODEL: REQUESTED,
    ATTR_PROVIDER_NAME: ALWAYS,
    ATTR_CLIENT_NAME: NAMED,
    ATTR_HTTP_REQUEST_METHOD: ALWAYS,
    ATTR_URL_PATH: ALWAYS,
    ATTR_SERVER_ADDRESS: ALWAYS,
    ATTR_SERVER_PORT: ALWAYS,
  },
};

export const BACKOFF: Place = {
  name: semconv.SPAN_BACKOFF,
  meaning: 'The pause between two attempts, from the decision to retry to the next attempt.',
  attributes: {
    ATTR_BACKOFF_PLANNED: 'the SDK lets it be known',
    ATTR_BACKOFF_ACTUAL: ALWAYS,
    ATTR_BACKOFF_SOURCE: ALWAYS,
  },
};

const RETRY: Place = {
  name: semconv.EVENT_RETRY,
  meaning:
    'On the call span, written when the sleep begins: a call that dies asleep still says why.',
  attributes: {
    ATTR_ATTEMPT_NUMBER: ALWAYS,
    ATTR_RETRY_REASON: ALWAYS,
    ATTR_BACKOFF_SOURCE: ALWAYS,
    ATTR_BACKOFF_PLANNED: 'the SDK lets it be known',
    ATTR_HTTP_RESPONSE_STATUS_CODE: RESPONDED,
    ATTR_ERROR_TYPE: 'an attempt was made',
    ATTR_ANTHROPIC_REQUEST_ID: RESPONDED,
  },
};

const FIRST_TOKEN: Place = {
  name: semconv.EVENT_FIRST_TOKEN,
  meaning: 'On the attempt span, when the first content delta came, your code waiting for it.',
  attributes: { ATTR_TIME_TO_FIRST_TOKEN: ALWAYS },
};

const STALL: Place = {
  name: semconv.EVENT_STALL,
  meaning:
    'On the attempt span, once for each wait of a reader that lasts `stallAfter`, while it lasts.',
  attributes: { ATTR_STALL_PHASE: ALWAYS, ATTR_STALL_SILENCE: ALWAYS },
};

/** The events on spans. */
export const SPAN_EVENTS: readonly Place[] = [RETRY, FIRST_TOKEN, STALL];
