import { diag } from '@opentelemetry/api';
import { type Component, countFailure } from './failures.ts';

const logger = diag.createComponentLogger({ namespace: 'spanthropic' });

/**
 * Runs one step of observing. What it throws is counted, goes to OpenTelemetry's `diag` and no
 * further: a failure of telemetry never fails a call.
 */
export function guard<T>(step: () => T, component: Component = 'seam'): T | undefined {
  try {
    return step();
  } catch (problem) {
    report(problem, component);
    return undefined;
  }
}

/** Counts and reports a failure of telemetry itself, by name and place. */
export function report(problem: unknown, component: Component = 'seam'): void {
  countFailure(component);
  try {
    logger.debug('could not record telemetry', whatAndWhere(problem));
  } catch {
    // The application's own diag logger threw: there is nobody left to tell.
  }
}

/** Not its message: that of a hook may name a key, and that of `JSON.parse` quotes the text. */
function whatAndWhere(problem: unknown): string {
  if (!(problem instanceof Error)) return `a ${typeof problem} that was thrown`;
  const { name, message, stack = '' } = problem;
  const start = stack.indexOf(message);
  const places = start === -1 ? '' : stack.slice(start + message.length);
  const nearest = places.split('\n').filter((line) => /^ +at /.test(line));
  return [/^\w+$/.test(name) ? name : 'Error', ...nearest.slice(0, 3)].join('\n');
}

const said = new Set<string>();

/** Says once for each process what cannot be observed, and what that costs. */
export function warnOnce(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  try {
    logger.warn(message);
  } catch {
    // As above.
  }
}
