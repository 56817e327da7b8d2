export type { AbortReason, AttemptOutcome, CallOutcome } from './call/outcome.ts';
export type { CallPhase } from './call/progress.ts';
export type { ResponseFacts } from './call/response-facts.ts';
export type { Usage } from './call/usage.ts';
export type { ContentOptions } from './content/capture.ts';
export type { Json, JsonObject } from './content/json.ts';
export type { ContentPart } from './content/part.ts';
export type {
  AttemptEnd,
  AttemptHeaders,
  AttemptStart,
  BackoffEnd,
  BackoffSource,
  BackoffStart,
  CallEnd,
  CallEvent,
  CallStart,
  EventIdentity,
  FirstToken,
  ObservedEvent,
  RequestSettings,
  RetryReason,
  Stall,
} from './events.ts';
export type { CallInFlight } from './inspect/call-in-flight.ts';
export { inspect } from './inspect/inspect.ts';
export type { Inspection } from './inspect/inspection.ts';
export { instrument, shutdown, uninstrument } from './instrument.ts';
export type { RateLimit, RateLimitType } from './limits/rate-limit.ts';
export { logEvents } from './logs/log-events.ts';
export type { LogOptions } from './logs/log-options.ts';
export type { FieldLogger } from './logs/logger.ts';
export type { DescribedCall, InstrumentOptions } from './options.ts';
export type { ClaudeClient } from './seam/client.ts';
export type { StallPhase } from './stream/phase.ts';
export type { StreamEnd, StreamSummary } from './stream/summary.ts';
export { rateLimits } from './telemetry/rate-limits.ts';
