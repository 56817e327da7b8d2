import type { Step } from '../script/step.ts';
import type { RecordedRequest } from '../server/recorded-request.ts';

/** One line about a request and what it gets. */
export function requestLine({ method, path, call, attempt, step }: RecordedRequest): string {
  const whose = call === '' ? '' : `${call} #${attempt}: `;
  return `${method} ${path}  ${whose}${described(step)}`;
}

function described(step: Step): string {
  if (step.kind === 'status') return `status ${step.code}${step.message ? ` ${step.message}` : ''}`;
  if (step.kind === 'stream' && step.end !== undefined && step.end !== 'complete') {
    return `stream, ${step.end} after ${step.after ?? 3} events`;
  }
  return step.kind;
}
