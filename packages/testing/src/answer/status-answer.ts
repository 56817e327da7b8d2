import type { StatusStep } from '../script/step.ts';
import { type BodyAnswer, jsonAnswer } from './answer.ts';
import { apiErrorBody } from './api-error.ts';

/** A status step as it goes over the wire. */
export function statusAnswer(step: StatusStep, requestId: string): BodyAnswer {
  const options = { ...step, headers: { ...retryHeaders(step), ...step.headers } };
  if (typeof step.body === 'string') {
    const contentType = 'text/plain; charset=utf-8';
    return { kind: 'body', status: step.code, contentType, body: step.body, options };
  }
  return jsonAnswer(step.body ?? apiErrorBody(step.code, requestId, step), options, step.code);
}

function retryHeaders(step: StatusStep): Record<string, string> {
  const { retryAfter, retryAfterMs, retryAfterDate, shouldRetry } = step;
  return {
    ...(retryAfterDate === undefined ? {} : { 'retry-after': httpDate(retryAfterDate) }),
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(retryAfterMs === undefined ? {} : { 'retry-after-ms': String(retryAfterMs) }),
    ...(shouldRetry === undefined ? {} : { 'x-should-retry': String(shouldRetry) }),
  };
}

/** An HTTP date knows no fractions of a second: rounded up, so that nobody comes back too early. */
function httpDate(fromNow: number): string {
  return new Date(Math.ceil((Date.now() + fromNow) / 1000) * 1000).toUTCString();
}
