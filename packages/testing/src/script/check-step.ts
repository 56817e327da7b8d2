import { makeMessage } from '../message/message.ts';
import { streamEvents } from '../message/stream-events.ts';
import { isRecord } from './field-checks.ts';
import type { Step, StreamStep } from './step.ts';
import { requiredFields, stepFields } from './step-fields.ts';

/** Says what is wrong with a step, or nothing. */
export function stepProblem(step: unknown): string | undefined {
  if (!isRecord(step)) return `must be an object with a "kind", got ${shown(step)}`;
  if (!isKind(step.kind)) {
    const kinds = Object.keys(stepFields).join(', ');
    return `has the unknown kind ${shown(step.kind)}; kinds are ${kinds}`;
  }
  return fieldProblem(step.kind, step) ?? streamProblem(step);
}

/** Whether a step can be played. */
export function isStep(step: unknown): step is Step {
  return stepProblem(step) === undefined;
}

function isKind(kind: unknown): kind is Step['kind'] {
  return typeof kind === 'string' && Object.hasOwn(stepFields, kind);
}

function fieldProblem(kind: Step['kind'], step: Record<string, unknown>): string | undefined {
  const fields = new Map(Object.entries(stepFields[kind]));
  for (const name of requiredFields[kind] ?? []) {
    if (step[name] === undefined) return `(${kind}) lacks the field "${name}"`;
  }
  for (const [name, value] of Object.entries(step)) {
    if (name === 'kind' || value === undefined) continue;
    const check = fields.get(name);
    if (check === undefined) {
      return `(${kind}) has the unknown field "${name}"; it takes ${[...fields.keys()].join(', ')}`;
    }
    if (!check.fits(value)) {
      return `(${kind}): the field "${name}" must be ${check.wanted}, got ${shown(value)}`;
    }
  }
  return undefined;
}

/** A stall or an end that the stream would never come to is a mistake in the script. */
function streamProblem(step: Record<string, unknown>): string | undefined {
  if (!isStreamStep(step)) return undefined;
  const { end = 'complete', after = 3, stall } = step;
  const events = streamEvents(makeMessage(step, undefined), step.deltas ?? 4).length;
  if (end === 'complete' && step.after !== undefined) {
    return '(stream): the field "after" needs an "end" other than "complete"';
  }
  if (end !== 'error' && step.error !== undefined) {
    return '(stream): the field "error" needs the "end" "error"';
  }
  if (end !== 'complete' && after >= events) {
    return `(stream): the field "after" must be less than the ${events} events of this stream, got ${after}`;
  }
  const last = end === 'complete' ? events - 1 : after;
  if (stall !== undefined && stall.at > last) {
    return `(stream): the field "stall" must have "at" from 0 to ${last} in this stream, got ${stall.at}`;
  }
  return undefined;
}

/** Only asked once all fields have passed their checks. */
function isStreamStep(step: object): step is StreamStep {
  return 'kind' in step && step.kind === 'stream';
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
