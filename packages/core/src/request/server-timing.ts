import type { RequestSummary } from './summary.ts';

/**
 * What browsers show in their developer tools, as the value of a `Server-Timing` header (W3C Server Timing;
 * milliseconds): seconds spent in Claude calls so far, in backoff, and to the first token. Undefined
 * before the first call.
 */
export function serverTiming(summary: RequestSummary): string | undefined {
  const { calls, attempts, retries } = summary;
  if (calls === 0) return undefined;
  const desc = `${count(calls, 'call')}, ${count(attempts, 'attempt')}`;
  const metrics = [`claude;dur=${milliseconds(summary.callDuration)};desc="${desc}"`];
  if (retries > 0) {
    metrics.push(
      `claude-backoff;dur=${milliseconds(summary.backoff)};desc="${count(retries, 'retry', 'retries')}"`,
    );
  }
  if (summary.timeToFirstToken !== undefined) {
    metrics.push(`claude-ttft;dur=${milliseconds(summary.timeToFirstToken)}`);
  }
  return metrics.join(', ');
}

const milliseconds = (seconds: number): string => (seconds * 1000).toFixed(1);

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
