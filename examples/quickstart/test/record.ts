import type { RecordedRequest } from '@spanthropic/testing';
import { median, type Summary } from '../demo/summary.ts';

/** The same sums as the closing table has, from what the fake API received and sent, by its own clock. */
export function recordOf(requests: readonly RecordedRequest[]): Omit<Summary, 'outcomes'> {
  const retries = requests.filter(isRetry);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    calls: requests.length - retries.length,
    attempts: requests.length,
    retries: retries.length,
    backoff: sum(retries.map((retry) => pauseBefore(retry, requests))) / 1000,
    firstToken: median(requests.flatMap(firstToken)),
    inputTokens: sum(requests.map(inputTokens)),
    outputTokens: sum(requests.map(outputTokens)),
  };
}

/** The SDK says so itself. */
function isRetry({ headers }: RecordedRequest): boolean {
  return headers['x-stainless-retry-count'] !== '0';
}

/** Milliseconds between the end of the attempt before and this one's arrival. */
function pauseBefore(retry: RecordedRequest, requests: readonly RecordedRequest[]): number {
  const before = requests.find(
    ({ call, attempt }) => call === retry.call && attempt === retry.attempt - 1,
  );
  return retry.receivedAt - (before?.endedAt ?? before?.clientLeftAt ?? Number.NaN);
}

/** Seconds from the request's arrival to the first delta, where there was one. */
function firstToken({ receivedAt, events }: RecordedRequest): number[] {
  const first = events.find(({ name }) => name === 'content_block_delta');
  return first === undefined ? [] : [(first.at - receivedAt) / 1000];
}

/** A message says its input tokens at once. */
function inputTokens(request: RecordedRequest): number {
  return usage(request, 'input_tokens', ['json', 'message_start']);
}

/** A stream says its output tokens near its end. */
function outputTokens(request: RecordedRequest): number {
  return usage(request, 'output_tokens', ['json', 'message_delta']);
}

function usage(
  { status, step, events }: RecordedRequest,
  field: 'input_tokens' | 'output_tokens',
  saidIn: readonly string[],
): number {
  const isSaid = status === 200 && events.some(({ name }) => saidIn.includes(name));
  return (isSaid && 'usage' in step && step.usage?.[field]) || 0;
}
