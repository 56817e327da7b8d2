import type { AbortReason, AttemptOutcome, CallOutcome } from './call/outcome.ts';
import type { ResponseFacts } from './call/response-facts.ts';
import type { StallPhase } from './stream/phase.ts';
import type { StreamSummary } from './stream/summary.ts';

/**
 * What happens to a call, in the order in which it happens. The only thing that crosses from
 * observation to telemetry; `onEvent` receives the same events. Durations are in seconds.
 */
export type CallEvent = ObservedEvent & EventIdentity;

/** A {@link CallEvent} before it is known which span it belongs to. */
export type ObservedEvent = (
  | CallStart
  | AttemptStart
  | AttemptHeaders
  | FirstToken
  | Stall
  | AttemptEnd
  | BackoffStart
  | BackoffEnd
  | CallEnd
) & {
  /** The same for all events of one call, unique in this process. */
  readonly callId: string;
  /** Milliseconds since the epoch, with sub-millisecond digits. */
  readonly time: number;
};

/** The span an event belongs to; both absent when there is none (no provider, `callSpan: 'none'`). */
export interface EventIdentity {
  /** 32 hexadecimal digits. */
  readonly traceId?: string | undefined;
  /** 16 hexadecimal digits: of the attempt, the backoff or the call that the event is about. */
  readonly spanId?: string | undefined;
}

/** An SDK method was called and what it will send is known. */
export interface CallStart {
  readonly type: 'call.start';
  /** The SDK method: `messages.create`, `models.list`, `post`, ... */
  readonly method: string;
  /** The model that was asked for; absent for methods without one. */
  readonly model?: string | undefined;
  /** Whether the answer is streamed. */
  readonly stream: boolean;
  /** `anthropic`, `aws.bedrock` or `gcp.vertex_ai`. */
  readonly provider: string;
  /** Host of the client's base URL. */
  readonly serverAddress?: string | undefined;
  /** Of the client's base URL; the scheme's own where that names none. */
  readonly serverPort?: number | undefined;
  /** The `name` that was given to `instrument()`. */
  readonly clientName?: string | undefined;
  /** Settings of the request that are neither text nor ids. */
  readonly request: RequestSettings;
  /**
   * The application re-sent a request (the same parameters or messages, by identity) whose retries by
   * the SDK had been exhausted in the last five minutes.
   */
  readonly nested: boolean;
}

/** Settings of an inference request, as the application gave them. */
export interface RequestSettings {
  /** `max_tokens`. */
  readonly maxTokens?: number | undefined;
  /** `temperature`. */
  readonly temperature?: number | undefined;
  /** `top_p`. */
  readonly topP?: number | undefined;
  /** `top_k`. */
  readonly topK?: number | undefined;
  /** `thinking.type`. */
  readonly thinkingType?: string | undefined;
  /** `thinking.budget_tokens`. */
  readonly thinkingBudget?: number | undefined;
  /** `output_config.effort`. */
  readonly effort?: string | undefined;
  /** `service_tier`. */
  readonly serviceTier?: string | undefined;
  /** `json` when the request asks for a JSON schema. */
  readonly outputType?: string | undefined;
}

/** An HTTP request is about to be sent. */
export interface AttemptStart {
  readonly type: 'attempt.start';
  /** 1 for the first HTTP request of the call. */
  readonly attempt: number;
  /** Upper case. */
  readonly httpMethod: string;
  /** Without its query. */
  readonly urlPath: string;
  /** Where the request goes: a middleware may send it elsewhere. */
  readonly serverAddress?: string | undefined;
  /** As above. */
  readonly serverPort?: number | undefined;
}

/** The response headers of an attempt are here. */
export interface AttemptHeaders {
  readonly type: 'attempt.headers';
  /** Which HTTP request of the call; 1 for the first. */
  readonly attempt: number;
  /** The HTTP status. */
  readonly status: number;
  /** `req_...`, of this response; absent where it has none. */
  readonly requestId?: string | undefined;
  /** What the response asked for, seconds. */
  readonly retryAfter?: number | undefined;
  /** From being sent to response headers, seconds. */
  readonly timeToHeaders: number;
}

/** The first `content_block_delta` reached a reader that was waiting for it. */
export interface FirstToken {
  readonly type: 'first_token';
  /** Which HTTP request of the call; 1 for the first. */
  readonly attempt: number;
  /** From the attempt's start, seconds. */
  readonly timeToFirstToken: number;
}

/** A stream is silent: its reader has waited `stallAfter`, and still waits. Once for each silence. */
export interface Stall {
  readonly type: 'stall';
  /** Which HTTP request of the call; 1 for the first. */
  readonly attempt: number;
  /** What was being waited for. */
  readonly phase: StallPhase;
  /** Seconds waited so far. */
  readonly silence: number;
}

/** An attempt is over: its body was read, thrown away, broken or left. */
export interface AttemptEnd {
  readonly type: 'attempt.end';
  /** Which HTTP request of the call; 1 for the first. */
  readonly attempt: number;
  /** How it ended. */
  readonly outcome: AttemptOutcome;
  /** Absent when no response came. */
  readonly status?: number | undefined;
  /** The API's error type when it sent one; absent when the attempt did not fail. */
  readonly errorType?: string | undefined;
  /** Name of the SDK's error class; absent when there was no error. */
  readonly errorClass?: string | undefined;
  /** Who ended it; absent when it was not aborted. */
  readonly abortReason?: AbortReason | undefined;
  /** `req_...`; absent when no response came, or it had none. */
  readonly requestId?: string | undefined;
  /** What the response asked for, seconds. */
  readonly retryAfter?: number | undefined;
  /** Whole attempt, seconds. */
  readonly duration: number;
  /** From being sent to response headers, seconds; absent when no response came. */
  readonly timeToHeaders?: number | undefined;
  /** Present for a body that was read as a stream. */
  readonly stream?: StreamSummary | undefined;
}

/** The SDK has decided to retry, and sleeps. */
export interface BackoffStart {
  readonly type: 'backoff.start';
  /** The attempt that failed; 0 when the call failed before its first request. */
  readonly attempt: number;
  /** How long the SDK means to sleep, seconds; absent where this SDK does not let it be known. */
  readonly planned: number | undefined;
  /** Who set the length. */
  readonly source: BackoffSource;
  /** Why the SDK retries. */
  readonly reason: RetryReason;
  /** Of the attempt that failed. */
  readonly outcome?: AttemptOutcome | undefined;
  /** Its HTTP status; absent when no response came. */
  readonly status?: number | undefined;
  /** Its error type. */
  readonly errorType?: string | undefined;
  /** Its request id. */
  readonly requestId?: string | undefined;
}

/** The sleep is over, by its length or by an abort. */
export interface BackoffEnd {
  readonly type: 'backoff.end';
  /** The attempt that failed; 0 when the call failed before its first request. */
  readonly attempt: number;
  /** How long the SDK meant to sleep, seconds; absent where this SDK does not let it be known. */
  readonly planned: number | undefined;
  /** Who set the length. */
  readonly source: BackoffSource;
  /** Of the attempt that failed. */
  readonly outcome?: AttemptOutcome | undefined;
  /** What really passed, seconds. */
  readonly actual: number;
}

/** The call is over: its value was delivered, its stream ended, or it failed. */
export interface CallEnd {
  readonly type: 'call.end';
  /** How it ended. */
  readonly outcome: CallOutcome;
  /** HTTP requests made. */
  readonly attempts: number;
  /** Whether the SDK retried. */
  readonly retried: boolean;
  /** Slept in all backoffs together, seconds. */
  readonly backoffTotal: number;
  /** Whole call, seconds. */
  readonly duration: number;
  /** The API's error type when it sent one; absent when the call did not fail. */
  readonly errorType?: string | undefined;
  /** Name of the SDK's error class; absent when there was no error. */
  readonly errorClass?: string | undefined;
  /** Who ended it; absent when it was not aborted. */
  readonly abortReason?: AbortReason | undefined;
  /** How reading its stream ended; absent for a call without one. */
  readonly streamEnd?: StreamSummary['end'] | undefined;
  /** What the API answered; absent but for `messages.create` and `messages.count_tokens`. */
  readonly response?: ResponseFacts | undefined;
}

/** Which rule of the SDK gave the length of a backoff. */
export type BackoffSource = 'retry-after-ms' | 'retry-after' | 'default';

/** Why the SDK retries: the response's status or `x-should-retry` header, or no response at all. */
export type RetryReason = 'status' | 'x-should-retry' | 'connection' | 'timeout';
