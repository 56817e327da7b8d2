import type { Attributes } from '@opentelemetry/api';
import type { CallOutcome } from '../call/outcome.ts';
import type { ResponseFacts } from '../call/response-facts.ts';
import type { CallEnd, CallStart } from '../events.ts';
import * as names from '../semconv.ts';

/** Whether the GenAI conventions for inference cover the call. */
export const isInference = (call: CallStart): boolean => call.method === 'messages.create';

/** What the conventions want there when a span starts, for samplers to see. */
export function samplingAttributes(call: CallStart): Attributes {
  return {
    [names.ATTR_PROVIDER_NAME]: call.provider,
    ...(isInference(call) && { [names.ATTR_OPERATION_NAME]: 'chat' }),
    ...(call.model !== undefined && { [names.ATTR_REQUEST_MODEL]: call.model }),
    ...(call.serverAddress !== undefined && { [names.ATTR_SERVER_ADDRESS]: call.serverAddress }),
    ...(call.serverPort !== undefined && { [names.ATTR_SERVER_PORT]: call.serverPort }),
  };
}

/** What the SDK's own span does not say of the request. */
export function requestAttributes(call: CallStart): Attributes {
  return {
    [names.ATTR_METHOD]: call.method,
    [names.ATTR_CLIENT_NAME]: call.clientName,
    [names.ATTR_REQUEST_TEMPERATURE]: call.request.temperature,
    [names.ATTR_REQUEST_TOP_P]: call.request.topP,
    [names.ATTR_REQUEST_TOP_K]: call.request.topK,
  };
}

/** What the SDK's own span says of the request too. */
export function commonRequestAttributes(call: CallStart): Attributes {
  const { request } = call;
  return {
    [names.ATTR_REQUEST_STREAM]: call.stream || undefined,
    [names.ATTR_REQUEST_MAX_TOKENS]: request.maxTokens,
    [names.ATTR_REQUEST_REASONING_LEVEL]: request.effort,
    [names.ATTR_OUTPUT_TYPE]: request.outputType,
    [names.ATTR_ANTHROPIC_REQUEST_TIER]: request.serviceTier,
    [names.ATTR_ANTHROPIC_THINKING_TYPE]: request.thinkingType,
    [names.ATTR_ANTHROPIC_THINKING_BUDGET]: request.thinkingBudget,
  };
}

/** How a call stands. */
export type CallTotals = Pick<CallEnd, 'attempts' | 'retried' | 'backoffTotal'>;

export function totalAttributes(totals: CallTotals): Attributes {
  return {
    [names.ATTR_ATTEMPTS]: totals.attempts,
    [names.ATTR_RETRIED]: totals.retried,
    [names.ATTR_BACKOFF_TOTAL]: totals.backoffTotal,
  };
}

/** What the SDK's own span does not say of the end. */
export function endAttributes(call: CallStart, end: CallEnd): Attributes {
  return {
    ...totalAttributes(end),
    [names.ATTR_CALL_OUTCOME]: end.outcome,
    [names.ATTR_ERROR_CLASS]: end.errorClass,
    [names.ATTR_ABORT_REASON]: end.abortReason,
    [names.ATTR_STREAM_END]: end.streamEnd,
    [names.ATTR_USAGE_PARTIAL]: end.response?.partial ? true : undefined,
    [names.ATTR_RESPONSE_FINISH_REASONS]: isInference(call)
      ? finishReasons(end.outcome, end.response)
      : undefined,
  };
}

/** What the SDK's own span says of the response too. */
export function commonResponseAttributes(end: CallEnd): Attributes {
  const { response } = end;
  const usage = response?.usage;
  return {
    [names.ATTR_ERROR_TYPE]: end.errorType,
    [names.ATTR_RESPONSE_ID]: response?.id,
    [names.ATTR_RESPONSE_MODEL]: response?.model,
    [names.ATTR_ANTHROPIC_STOP_REASON]: response?.stopReason,
    [names.ATTR_ANTHROPIC_COUNTED_TOKENS]: response?.countedTokens,
    [names.ATTR_USAGE_INPUT]: usage?.input,
    [names.ATTR_USAGE_OUTPUT]: usage?.output,
    [names.ATTR_USAGE_CACHE_READ]: usage?.cacheRead,
    [names.ATTR_USAGE_CACHE_WRITE]: usage?.cacheWrite,
    [names.ATTR_USAGE_REASONING]: usage?.thinking,
    [names.ATTR_ANTHROPIC_CACHE_5M]: usage?.cacheWrite5m,
    [names.ATTR_ANTHROPIC_CACHE_1H]: usage?.cacheWrite1h,
    [names.ATTR_ANTHROPIC_COMPACTION_INPUT]: usage?.compactionInput,
    [names.ATTR_ANTHROPIC_COMPACTION_OUTPUT]: usage?.compactionOutput,
    [names.ATTR_ANTHROPIC_RESPONSE_TIER]: usage?.serviceTier,
  };
}

/** The API's stop reasons in the conventions' words; what they have no word for stays as it is. */
const FINISH_REASONS: Record<string, string> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_call',
};

/** `error` where no reason ever arrived, as the conventions ask; nothing where the body was not seen. */
function finishReasons(
  outcome: CallOutcome,
  response: ResponseFacts | undefined,
): string[] | undefined {
  const reason = response?.stopReason;
  if (reason !== undefined) return [FINISH_REASONS[reason] ?? reason];
  return outcome === 'ok' ? undefined : ['error'];
}
