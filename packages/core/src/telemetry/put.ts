import type { AttributeValue, Span } from '@opentelemetry/api';
import { countFailure } from '../failures.ts';

/** Sets one attribute; a value that is undefined sets none. */
export type Put = (name: string, value: AttributeValue | undefined) => void;

/**
 * Sets attributes on `span`, one by one: measured at half of what building objects for
 * `setAttributes()` costs, most of which would hold nothing.
 */
export function putOn(span: Span): Put {
  return (name, value) => {
    if (value !== undefined) span.setAttribute(name, value);
  };
}

/** Sets a duration, unless it cannot be: a clock that stepped back is no measurement. */
export function putSeconds(put: Put, name: string, seconds: number | undefined): void {
  if (seconds === undefined || seconds >= 0) put(name, seconds);
  else countFailure('clock');
}

/** Sets what the application added to a span. */
export function putAll(
  put: Put,
  added: Readonly<Record<string, AttributeValue | undefined>>,
): void {
  for (const name of Object.keys(added)) put(name, added[name]);
}
