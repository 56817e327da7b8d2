// Names of spans, events and attributes. Those of the conventions are copied, as the conventions ask
// instrumentations to do with unstable ones; `anthropic.*` are the SDK's own; `spanthropic.*` ours.

export const SPAN_ATTEMPT = 'claude.attempt';
export const SPAN_BACKOFF = 'claude.backoff';

export const EVENT_RETRY = 'spanthropic.retry';
export const EVENT_FIRST_TOKEN = 'spanthropic.first_token';
export const EVENT_STALL = 'spanthropic.stall';

export const ATTR_ERROR_TYPE = 'error.type';
export const ATTR_HTTP_REQUEST_METHOD = 'http.request.method';
export const ATTR_HTTP_REQUEST_RESEND_COUNT = 'http.request.resend_count';
/** The route's template, by the adapters. */
export const ATTR_HTTP_ROUTE = 'http.route';
export const ATTR_HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code';
export const ATTR_SERVER_ADDRESS = 'server.address';
export const ATTR_SERVER_PORT = 'server.port';
export const ATTR_URL_PATH = 'url.path';

export const ATTR_OPERATION_NAME = 'gen_ai.operation.name';
export const ATTR_PROVIDER_NAME = 'gen_ai.provider.name';
export const ATTR_OUTPUT_TYPE = 'gen_ai.output.type';
export const ATTR_REQUEST_MODEL = 'gen_ai.request.model';
export const ATTR_REQUEST_STREAM = 'gen_ai.request.stream';
export const ATTR_REQUEST_MAX_TOKENS = 'gen_ai.request.max_tokens';
export const ATTR_REQUEST_TEMPERATURE = 'gen_ai.request.temperature';
export const ATTR_REQUEST_TOP_P = 'gen_ai.request.top_p';
export const ATTR_REQUEST_TOP_K = 'gen_ai.request.top_k';
export const ATTR_REQUEST_REASONING_LEVEL = 'gen_ai.request.reasoning.level';
export const ATTR_RESPONSE_ID = 'gen_ai.response.id';
export const ATTR_RESPONSE_MODEL = 'gen_ai.response.model';
/** From the call's start, retries and backoffs included, as the SDK's own span has it. */
export const ATTR_TIME_TO_FIRST_CHUNK = 'gen_ai.response.time_to_first_chunk';
export const ATTR_RESPONSE_FINISH_REASONS = 'gen_ai.response.finish_reasons';
export const ATTR_USAGE_INPUT = 'gen_ai.usage.input_tokens';
export const ATTR_USAGE_OUTPUT = 'gen_ai.usage.output_tokens';
export const ATTR_USAGE_CACHE_READ = 'gen_ai.usage.cache_read.input_tokens';
export const ATTR_USAGE_CACHE_WRITE = 'gen_ai.usage.cache_write.input_tokens';
export const ATTR_USAGE_REASONING = 'gen_ai.usage.reasoning.output_tokens';

export const ATTR_TOKEN_TYPE = 'gen_ai.token.type';
export const ATTR_TOKEN_MODALITY = 'gen_ai.token.modality';

export const ATTR_SYSTEM_INSTRUCTIONS = 'gen_ai.system_instructions';
export const ATTR_INPUT_MESSAGES = 'gen_ai.input.messages';
export const ATTR_OUTPUT_MESSAGES = 'gen_ai.output.messages';
export const ATTR_TOOL_DEFINITIONS = 'gen_ai.tool.definitions';
/** Content was cut or left out to stay within its cap. */
export const ATTR_ANTHROPIC_CONTENT_TRUNCATED = 'anthropic.content.truncated';

export const ATTR_ANTHROPIC_SDK_VERSION = 'anthropic.sdk.version';
export const ATTR_ANTHROPIC_REQUEST_ID = 'anthropic.request.id';
export const ATTR_ANTHROPIC_STOP_REASON = 'anthropic.message.stop_reason';
export const ATTR_ANTHROPIC_COUNTED_TOKENS = 'anthropic.message.count_tokens.input_tokens';
export const ATTR_ANTHROPIC_REQUEST_TIER = 'anthropic.request.service_tier';
export const ATTR_ANTHROPIC_RESPONSE_TIER = 'anthropic.response.service_tier';
export const ATTR_ANTHROPIC_THINKING_TYPE = 'anthropic.thinking.type';
export const ATTR_ANTHROPIC_THINKING_BUDGET = 'anthropic.thinking.budget_tokens';
export const ATTR_ANTHROPIC_CACHE_5M = 'anthropic.usage.cache_creation.ephemeral_5m_input_tokens';
export const ATTR_ANTHROPIC_CACHE_1H = 'anthropic.usage.cache_creation.ephemeral_1h_input_tokens';
export const ATTR_ANTHROPIC_COMPACTION_INPUT = 'anthropic.usage.compaction.input_tokens';
export const ATTR_ANTHROPIC_COMPACTION_OUTPUT = 'anthropic.usage.compaction.output_tokens';

export const ATTR_METHOD = 'spanthropic.method';
export const ATTR_MODEL = 'spanthropic.model';
export const ATTR_CLIENT_NAME = 'spanthropic.client.name';
export const ATTR_CALL_OUTCOME = 'spanthropic.call.outcome';
export const ATTR_RETRIED = 'spanthropic.retried';
export const ATTR_ATTEMPTS = 'spanthropic.attempts';
export const ATTR_BACKOFF_TOTAL = 'spanthropic.backoff.total';
export const ATTR_ATTEMPT_OUTCOME = 'spanthropic.attempt.outcome';
/** On the retry event: which attempt it follows. */
export const ATTR_ATTEMPT_NUMBER = 'spanthropic.attempt.number';
export const ATTR_ERROR_CLASS = 'spanthropic.error.class';
export const ATTR_ABORT_REASON = 'spanthropic.abort.reason';
export const ATTR_RETRY_AFTER = 'spanthropic.retry_after';
/** The application re-sent a request whose SDK retries had just been exhausted. */
export const ATTR_RETRY_NESTED = 'spanthropic.retry.nested';
export const ATTR_RETRY_REASON = 'spanthropic.retry.reason';
export const ATTR_TIME_TO_HEADERS = 'spanthropic.time_to_headers';
export const ATTR_TIME_TO_FIRST_TOKEN = 'spanthropic.time_to_first_token';
export const ATTR_TIME_TO_FIRST_TEXT = 'spanthropic.time_to_first_text';
export const ATTR_STREAM_DURATION = 'spanthropic.stream.duration';
export const ATTR_STREAM_END = 'spanthropic.stream.end';
export const ATTR_STREAM_EVENTS = 'spanthropic.stream.events';
export const ATTR_STREAM_STALLS = 'spanthropic.stream.stalls';
export const ATTR_STREAM_MAX_GAP = 'spanthropic.stream.max_gap';
export const ATTR_STREAM_SERVER_WAIT = 'spanthropic.stream.server_wait';
export const ATTR_STREAM_APP_WAIT = 'spanthropic.stream.app_wait';
export const ATTR_BACKOFF_PLANNED = 'spanthropic.backoff.planned';
export const ATTR_BACKOFF_ACTUAL = 'spanthropic.backoff.actual';
/** Planned for over a minute. */
export const ATTR_BACKOFF_LONG = 'spanthropic.backoff.long';
export const ATTR_BACKOFF_SOURCE = 'spanthropic.backoff.source';
export const ATTR_STALL_PHASE = 'spanthropic.stall.phase';
export const ATTR_STALL_SILENCE = 'spanthropic.stall.silence';
export const ATTR_USAGE_PARTIAL = 'spanthropic.usage.partial';
export const ATTR_RATE_LIMIT_TYPE = 'spanthropic.rate_limit.type';
export const ATTR_VERSION = 'spanthropic.version';
export const ATTR_TELEMETRY_COMPONENT = 'spanthropic.telemetry.component';

/** On the SERVER span of the HTTP request that made the calls, by the adapters. */
export const ATTR_REQUEST_CALLS = 'spanthropic.request.calls';
export const ATTR_REQUEST_ATTEMPTS = 'spanthropic.request.attempts';
export const ATTR_REQUEST_RETRIES = 'spanthropic.request.retries';
export const ATTR_REQUEST_BACKOFF = 'spanthropic.request.backoff';
export const ATTR_REQUEST_TIME_TO_FIRST_TOKEN = 'spanthropic.request.time_to_first_token';
export const ATTR_REQUEST_TIME_TO_FIRST_BYTE = 'spanthropic.request.time_to_first_byte';
export const ATTR_REQUEST_TOKENS_INPUT = 'spanthropic.request.tokens.input';
export const ATTR_REQUEST_TOKENS_OUTPUT = 'spanthropic.request.tokens.output';
