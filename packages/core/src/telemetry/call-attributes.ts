import type { Attributes } from '@opentelemetry/api';
import type { CallOutcome } from '../call/outcome.ts';
import type { ResponseFacts } from '../call/response-facts.ts';
import type { CallEnd, CallStart } from '../events.ts';
import { finishReasonOf } from '../finish-reason.ts';
import { isInference } from '../inference.ts';
import * as names from '../semconv.ts';
import { type Put, putSeconds } from './put.ts';

/** What the conventions want there when a span starts, for samplers to see. */
export function samplingAttributes(call: CallStart): Attributes {
  const attributes: Attributes = { [names.ATTR_PROVIDER_NAME]: call.provider };
  if (isInference(call)) attributes[names.ATTR_OPERATION_NAME] = 'chat';
  if (call.model !== undefined) attributes[names.ATTR_REQUEST_MODEL] = call.model;
  if (call.serverAddress !== undefined) {
    attributes[names.ATTR_SERVER_ADDRESS] = call.serverAddress;
    attributes[names.ATTR_SERVER_PORT] = call.serverPort;
  }
  return attributes;
}

/** What the SDK's own span does not say of the request. */
export function putRequest(put: Put, call: CallStart): void {
  const { request } = call;
  put(names.ATTR_METHOD, call.method);
  if (call.nested) put(names.ATTR_RETRY_NESTED, true);
  put(names.ATTR_CLIENT_NAME, call.clientName);
  put(names.ATTR_REQUEST_TEMPERATURE, request.temperature);
  put(names.ATTR_REQUEST_TOP_P, request.topP);
  put(names.ATTR_REQUEST_TOP_K, request.topK);
}

/** What the SDK's own span says of the request too. */
export function putCommonRequest(put: Put, call: CallStart): void {
  const { request } = call;
  if (call.stream) put(names.ATTR_REQUEST_STREAM, true);
  put(names.ATTR_REQUEST_MAX_TOKENS, request.maxTokens);
  put(names.ATTR_REQUEST_REASONING_LEVEL, request.effort);
  put(names.ATTR_OUTPUT_TYPE, request.outputType);
  put(names.ATTR_ANTHROPIC_REQUEST_TIER, request.serviceTier);
  put(names.ATTR_ANTHROPIC_THINKING_TYPE, request.thinkingType);
  put(names.ATTR_ANTHROPIC_THINKING_BUDGET, request.thinkingBudget);
}

/** How a call stands. */
export type CallTotals = Pick<CallEnd, 'attempts' | 'retried' | 'backoffTotal'>;

export function putTotals(put: Put, totals: CallTotals): void {
  put(names.ATTR_ATTEMPTS, totals.attempts);
  put(names.ATTR_RETRIED, totals.retried);
  putSeconds(put, names.ATTR_BACKOFF_TOTAL, totals.backoffTotal);
}

/** What the SDK's own span does not say of the end. */
export function putEnd(put: Put, call: CallStart, end: CallEnd): void {
  putTotals(put, end);
  put(names.ATTR_CALL_OUTCOME, end.outcome);
  put(names.ATTR_ERROR_CLASS, end.errorClass);
  put(names.ATTR_ABORT_REASON, end.abortReason);
  put(names.ATTR_STREAM_END, end.streamEnd);
  if (end.response?.partial) put(names.ATTR_USAGE_PARTIAL, true);
  if (isInference(call)) {
    put(names.ATTR_RESPONSE_FINISH_REASONS, finishReasons(end.outcome, end.response));
  }
}

/** What the SDK's own span says of the response too. */
export function putCommonResponse(put: Put, end: CallEnd): void {
  put(names.ATTR_ERROR_TYPE, end.errorType);
  const { response } = end;
  if (response === undefined) return;
  put(names.ATTR_RESPONSE_ID, response.id);
  put(names.ATTR_RESPONSE_MODEL, response.model);
  put(names.ATTR_ANTHROPIC_STOP_REASON, response.stopReason);
  put(names.ATTR_ANTHROPIC_COUNTED_TOKENS, response.countedTokens);
  const { usage } = response;
  if (usage === undefined) return;
  put(names.ATTR_USAGE_INPUT, usage.input);
  put(names.ATTR_USAGE_OUTPUT, usage.output);
  put(names.ATTR_USAGE_CACHE_READ, usage.cacheRead);
  put(names.ATTR_USAGE_CACHE_WRITE, usage.cacheWrite);
  put(names.ATTR_USAGE_REASONING, usage.thinking);
  put(names.ATTR_ANTHROPIC_CACHE_5M, usage.cacheWrite5m);
  put(names.ATTR_ANTHROPIC_CACHE_1H, usage.cacheWrite1h);
  put(names.ATTR_ANTHROPIC_COMPACTION_INPUT, usage.compactionInput);
  put(names.ATTR_ANTHROPIC_COMPACTION_OUTPUT, usage.compactionOutput);
  put(names.ATTR_ANTHROPIC_RESPONSE_TIER, usage.serviceTier);
}

/** `error` where no reason ever arrived, as the conventions ask; nothing where the body was not seen. */
function finishReasons(
  outcome: CallOutcome,
  response: ResponseFacts | undefined,
): string[] | undefined {
  const reason = response?.stopReason;
  if (reason !== undefined) return [finishReasonOf(reason)];
  return outcome === 'ok' ? undefined : ['error'];
}
