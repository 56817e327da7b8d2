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

/** Counts and reports a failure of telemetry itself, by name and message: never by its values. */
export function report(problem: unknown, component: Component = 'seam'): void {
  countFailure(component);
  try {
    const { name, message } = problem as Error;
    logger.debug('could not record telemetry', `${name}: ${message}`);
  } catch {
    // The application's own diag logger threw: there is nobody left to tell.
  }
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
