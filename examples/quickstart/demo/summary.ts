import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** What some calls came to. */
export interface Summary {
  readonly calls: number;
  readonly attempts: number;
  readonly retries: number;
  /** Seconds that the SDK slept between attempts. */
  readonly backoff: number;
  /** From an attempt's start to its first token, seconds; in the median, where several streamed. */
  readonly firstToken: number | undefined;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** How the calls ended, each word once. */
  readonly outcomes: readonly string[];
}

/** Adds up what the exported spans of calls, attempts and backoffs say. */
export function summarize(spans: readonly ReadableSpan[]): Summary {
  const calls = spans.filter((span) => outcomeOf(span) !== undefined);
  const attempts = spans.filter(({ name }) => name === 'claude.attempt');
  const backoffs = spans.filter(({ name }) => name === 'claude.backoff');
  return {
    calls: calls.length,
    attempts: attempts.length,
    retries: numbers(attempts, 'http.request.resend_count').length,
    backoff: sum(numbers(backoffs, 'spanthropic.backoff.actual')),
    firstToken: median(numbers(attempts, 'spanthropic.time_to_first_token')),
    inputTokens: sum(numbers(calls, 'gen_ai.usage.input_tokens')),
    outputTokens: sum(numbers(calls, 'gen_ai.usage.output_tokens')),
    outcomes: [...new Set(calls.map(outcomeOf))].filter((outcome) => outcome !== undefined),
  };
}

function outcomeOf({ attributes }: ReadableSpan): string | undefined {
  const outcome = attributes['spanthropic.call.outcome'];
  return typeof outcome === 'string' ? outcome : undefined;
}

function numbers(spans: readonly ReadableSpan[], attribute: string): number[] {
  return spans
    .map(({ attributes }) => attributes[attribute])
    .filter((value) => typeof value === 'number');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
