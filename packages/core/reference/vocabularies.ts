import type { AbortReason, CallOutcome } from '../src/call/outcome.ts';
import type { BackoffSource, RetryReason } from '../src/events.ts';
import type { Component } from '../src/failures.ts';
import type { RateLimitType } from '../src/limits/rate-limit.ts';
import type { Bounded } from '../src/metrics/overflow.ts';
import type { StallPhase } from '../src/stream/phase.ts';
import type { StreamEnd } from '../src/stream/summary.ts';

/** The values that an attribute can have. Where the code has a type of them, one more or one less does not compile. */
export interface Vocabulary {
  /** Its heading. */
  readonly title: string;
  /** What else may stand there: the API's own words. Absent for a closed set. */
  readonly besides?: string;
  readonly values: Readonly<Record<string, string>>;
}

const vocabulary = <Value extends string>(
  title: string,
  values: Readonly<Record<Value, string>>,
): Vocabulary => ({ title, values });

export const OUTCOMES: Vocabulary = vocabulary<CallOutcome>('Outcomes', {
  ok: 'A success status, and the body was read.',
  rate_limited: '429.',
  spend_limited: '429 with a spend-limit error code in its body: no retry helps.',
  overloaded: '529, or `overloaded_error` inside a 200 stream.',
  server_error: '409 and other 5xx.',
  timeout: "The SDK's timeout, 408 or 504.",
  connection: 'Network failure, reset, truncated stream.',
  rejected: 'Another 4xx: the request or the account was refused.',
  aborted: 'The application ended it; its abort reason says how.',
  client_error:
    'Calls only: it failed before anything was sent, or got a 200 that cannot be parsed.',
});

/** `client_disconnected` is for adapters of web servers: core by itself never says it. */
export const ERROR_TYPES: Vocabulary = {
  title: 'Error types',
  besides: "The API's own: `rate_limit_error`, `overloaded_error`, ...",
  values: {
    connection_error: 'No response: the network.',
    client_timeout_error: "No response in time: the SDK's timeout.",
    client_error: 'Failed before anything was sent, or got a 200 that cannot be parsed.',
    api_error: 'A stream that ended before `message_stop` (and a word of the API, too).',
    '418': 'A status for which the API has no type: here, and for any other, its digits.',
  },
};

export const FINISH_REASONS: Vocabulary = {
  title: 'Finish reasons',
  besides: 'The stop reasons for which the conventions have no word: `refusal`, `pause_turn`, ...',
  values: {
    stop: '`end_turn` or `stop_sequence`.',
    length: '`max_tokens`.',
    tool_call: '`tool_use`.',
    error: 'The call failed, or was left, before a stop reason came.',
  },
};

export const ABORT_REASONS: Vocabulary = vocabulary<AbortReason>('Abort reasons', {
  client_disconnected: 'The client of the HTTP request that made the call went away.',
  signal: 'The `signal` of the request was aborted.',
  closed: 'The stream was left early: `break`, `return()`, `cancel()`, its controller.',
  abandoned: 'The application dropped the stream or the promise, and it was collected.',
  shutdown: '`shutdown()` or `uninstrument()` ended it in telemetry; the call itself went on.',
});

export const STREAM_ENDS: Vocabulary = vocabulary<StreamEnd>('Stream ends', {
  completed: '`message_stop` was read, or, for streams of other events, the end of the body.',
  failed: 'Reading threw: an `error` event, a broken connection, bytes that do not parse.',
  truncated: 'The body ended without `message_stop`.',
  aborted: "The request's signal or the stream's controller was aborted.",
  closed: 'The application left early: `break`, `return()`, `cancel()`.',
  abandoned: 'The application dropped the stream without closing it.',
});

export const STALL_PHASES: Vocabulary = vocabulary<StallPhase>('Stall phases', {
  headers: 'The response headers.',
  first_token: 'The first content delta.',
  thinking: 'More thinking.',
  text: 'More text.',
  tool_input: "More of a tool call's input.",
});

export const BACKOFF_SOURCES: Vocabulary = vocabulary<BackoffSource>('Backoff sources', {
  'retry-after-ms': "The response's header of this name.",
  'retry-after': "The response's header of this name.",
  default: 'The SDK itself: exponential, 8 seconds at most, with jitter.',
});

export const RETRY_REASONS: Vocabulary = vocabulary<RetryReason>('Retry reasons', {
  status: "The response's status.",
  'x-should-retry': "The response's header of this name, which overrules the status.",
  connection: 'No response: the network.',
  timeout: "No response in time: the SDK's timeout.",
});

export const RATE_LIMIT_TYPES: Vocabulary = vocabulary<RateLimitType>('Rate limit types', {
  requests: 'Requests.',
  tokens: 'The most restrictive of the token limits in force.',
  input_tokens: 'Input tokens.',
  output_tokens: 'Output tokens.',
  priority_input_tokens: 'Input tokens of Priority Tier.',
  priority_output_tokens: 'Output tokens of Priority Tier.',
  fast_input_tokens: 'Input tokens of fast mode.',
  fast_output_tokens: 'Output tokens of fast mode.',
});

/** Of `spanthropic.telemetry.errors` and of `.overflow`. */
export const COMPONENTS: Vocabulary = vocabulary<Component | Bounded>('Components', {
  seam: 'Errors in following the SDK.',
  spans: 'Errors in making spans: a processor, a sampler, a tracer that throws.',
  metrics: 'Errors in making metrics: a meter that throws.',
  hooks: 'Errors of a hook of yours: `attributes`, `onEvent`.',
  content: 'Errors in capturing content.',
  rate_limits: 'A rate-limit header that does not parse, and was left out.',
  usage: "A usage field of another type than the API's, which was left out.",
  clock: 'A duration that cannot be, and was left out: a clock stepped back.',
  models: 'Overflow: more than 50 model names of one client name.',
  attributes: 'Overflow: more than 100 sets of added attributes of one client name.',
});

/** In the order of the page. */
export const VOCABULARIES: readonly Vocabulary[] = [
  OUTCOMES,
  ERROR_TYPES,
  FINISH_REASONS,
  ABORT_REASONS,
  STREAM_ENDS,
  STALL_PHASES,
  BACKOFF_SOURCES,
  RETRY_REASONS,
  RATE_LIMIT_TYPES,
  COMPONENTS,
];
