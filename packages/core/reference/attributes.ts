import {
  type Attribute,
  type AttributeConstant,
  count,
  flag,
  number,
  seconds,
  text,
  texts,
  tokens,
} from './attribute.ts';
import * as vocabularies from './vocabularies.ts';

type Some = Partial<Record<AttributeConstant, Attribute>>;

/** Of the conventions of OpenTelemetry. */
const CONVENTIONAL = {
  ATTR_ERROR_TYPE: text('What it failed with', vocabularies.ERROR_TYPES),
  ATTR_HTTP_REQUEST_METHOD: text('Upper case'),
  ATTR_HTTP_REQUEST_RESEND_COUNT: count('1 for the first retry'),
  ATTR_HTTP_RESPONSE_STATUS_CODE: count('The HTTP status'),
  ATTR_HTTP_ROUTE: text('The template of the route that your application serves, never the path'),
  ATTR_SERVER_ADDRESS: text("Host of the client's base URL"),
  ATTR_SERVER_PORT: count("Port of the client's base URL"),
  ATTR_URL_PATH: text('Path of the request, without its query'),

  ATTR_OPERATION_NAME: text('`chat`'),
  ATTR_PROVIDER_NAME: text('`anthropic`, or the platform that the client is for'),
  ATTR_OUTPUT_TYPE: text('`json`'),
  ATTR_REQUEST_MODEL: text('The model that was asked for'),
  ATTR_REQUEST_STREAM: flag('Only ever `true`'),
  ATTR_REQUEST_MAX_TOKENS: tokens('`max_tokens`'),
  ATTR_REQUEST_TEMPERATURE: number('`temperature`'),
  ATTR_REQUEST_TOP_P: number('`top_p`'),
  ATTR_REQUEST_TOP_K: count('`top_k`'),
  ATTR_REQUEST_REASONING_LEVEL: text('`output_config.effort`'),
  ATTR_RESPONSE_ID: text('`msg_...`'),
  ATTR_RESPONSE_MODEL: text('The model that answered'),
  ATTR_TIME_TO_FIRST_CHUNK: seconds("From the call's start, retries and backoffs included"),
  ATTR_RESPONSE_FINISH_REASONS: texts('One, why the answer ended', vocabularies.FINISH_REASONS),
  ATTR_USAGE_INPUT: tokens('Cached ones included, which the API leaves out'),
  ATTR_USAGE_OUTPUT: tokens('Thinking included'),
  ATTR_USAGE_CACHE_READ: tokens('A part of the input'),
  ATTR_USAGE_CACHE_WRITE: tokens('A part of the input'),
  ATTR_USAGE_REASONING: tokens('A part of the output'),
  ATTR_SYSTEM_INSTRUCTIONS: text('JSON: a list of parts'),
  ATTR_INPUT_MESSAGES: text('JSON: a list of messages, each with its parts'),
  ATTR_OUTPUT_MESSAGES: text('JSON: a list of one message; a streamed one as far as it came'),
  ATTR_TOOL_DEFINITIONS: text('JSON: a list of definitions, or of names where room is short'),
  ATTR_TOKEN_TYPE: text('`input`, `output`'),
  ATTR_TOKEN_MODALITY: text('`unknown`: the API does not say'),
} as const satisfies Some;

/** Of the SDK's own spans. */
const ANTHROPIC = {
  ATTR_ANTHROPIC_CONTENT_TRUNCATED: flag('Only ever `true`'),
  ATTR_ANTHROPIC_SDK_VERSION: text("The SDK's version"),
  ATTR_ANTHROPIC_REQUEST_ID: text('The request id of this one attempt'),
  ATTR_ANTHROPIC_STOP_REASON: text('As the API words it'),
  ATTR_ANTHROPIC_COUNTED_TOKENS: tokens('The result, which is no usage'),
  ATTR_ANTHROPIC_REQUEST_TIER: text('`service_tier`'),
  ATTR_ANTHROPIC_RESPONSE_TIER: text('The service tier that answered'),
  ATTR_ANTHROPIC_THINKING_TYPE: text('`thinking.type`'),
  ATTR_ANTHROPIC_THINKING_BUDGET: tokens('`thinking.budget_tokens`'),
  ATTR_ANTHROPIC_CACHE_5M: tokens('A part of what was written to the cache'),
  ATTR_ANTHROPIC_CACHE_1H: tokens('A part of what was written to the cache'),
  ATTR_ANTHROPIC_COMPACTION_INPUT: tokens('Of compaction, which is in no other sum'),
  ATTR_ANTHROPIC_COMPACTION_OUTPUT: tokens('Of compaction, which is in no other sum'),
} as const satisfies Some;

/** Our own. */
const OWN = {
  ATTR_METHOD: text(
    'The SDK method: `messages.create`, `batches.results`, ...; beta ones as stable',
  ),
  ATTR_MODEL: text('The model that was asked for'),
  ATTR_CLIENT_NAME: text('The option `name`'),
  ATTR_CALL_OUTCOME: text('How the call ended', vocabularies.OUTCOMES),
  ATTR_RETRIED: flag('Whether the SDK retried'),
  ATTR_ATTEMPTS: count('HTTP requests made'),
  ATTR_BACKOFF_TOTAL: seconds('Slept in all backoffs together'),
  ATTR_ATTEMPT_OUTCOME: text('How the attempt ended', vocabularies.OUTCOMES),
  ATTR_ATTEMPT_NUMBER: count('The attempt that failed; 1 for the first'),
  ATTR_ERROR_CLASS: text("Name of the SDK's error class: `RateLimitError`, ..."),
  ATTR_ABORT_REASON: text('Who ended it', vocabularies.ABORT_REASONS),
  ATTR_RETRY_AFTER: seconds('What the response asked to wait'),
  ATTR_RETRY_NESTED: flag('Only ever `true`'),
  ATTR_RETRY_REASON: text('Why the SDK retries', vocabularies.RETRY_REASONS),
  ATTR_TIME_TO_HEADERS: seconds('From being sent to response headers'),
  ATTR_TIME_TO_FIRST_TOKEN: seconds(
    "From the attempt's start to the first content delta of any kind",
  ),
  ATTR_TIME_TO_FIRST_TEXT: seconds("From the attempt's start to the first text"),
  ATTR_STREAM_DURATION: seconds('From response headers to the end of the stream'),
  ATTR_STREAM_END: text('How reading the stream ended', vocabularies.STREAM_ENDS),
  ATTR_STREAM_EVENTS: count('Events that were handed to the reader'),
  ATTR_STREAM_STALLS: count('Waits of `stallAfter` and longer'),
  ATTR_STREAM_MAX_GAP: seconds('The longest wait of the reader for the next bytes'),
  ATTR_STREAM_SERVER_WAIT: seconds('Your code waited for the stream'),
  ATTR_STREAM_APP_WAIT: seconds('The stream waited for your code'),
  ATTR_BACKOFF_PLANNED: seconds('What the SDK means to sleep'),
  ATTR_BACKOFF_ACTUAL: seconds('What really passed'),
  ATTR_BACKOFF_LONG: flag('Planned for more than 60 seconds'),
  ATTR_BACKOFF_SOURCE: text('Who set the length', vocabularies.BACKOFF_SOURCES),
  ATTR_STALL_PHASE: text('What the reader waits for', vocabularies.STALL_PHASES),
  ATTR_STALL_SILENCE: seconds('Waited so far'),
  ATTR_USAGE_PARTIAL: flag('Only ever `true`: the output tokens may be missing'),
  ATTR_RATE_LIMIT_TYPE: text('What the limit counts', vocabularies.RATE_LIMIT_TYPES),
  ATTR_REQUEST_CALLS: count('Calls that the request made'),
  ATTR_REQUEST_ATTEMPTS: count('HTTP requests to Claude'),
  ATTR_REQUEST_RETRIES: count('Attempts after the first of their call'),
  ATTR_REQUEST_BACKOFF: seconds('Slept between attempts, of all calls together'),
  ATTR_REQUEST_TIME_TO_FIRST_TOKEN: seconds("From its arrival to the model's first token"),
  ATTR_REQUEST_TIME_TO_FIRST_BYTE: seconds(
    'From its arrival to the first byte of the body that answers it',
  ),
  ATTR_REQUEST_TOKENS_INPUT: tokens('Of all calls together, cached ones included'),
  ATTR_REQUEST_TOKENS_OUTPUT: tokens('Of all calls together, thinking included'),
  ATTR_VERSION: text('The version of this package'),
  ATTR_TELEMETRY_COMPONENT: text('What failed or was bounded', vocabularies.COMPONENTS),
} as const satisfies Some;

/** Every attribute that this package writes. */
export const ATTRIBUTES: Readonly<Record<AttributeConstant, Attribute>> = {
  ...CONVENTIONAL,
  ...ANTHROPIC,
  ...OWN,
};
