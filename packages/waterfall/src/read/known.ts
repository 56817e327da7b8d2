import { isKnownAttribute, type KnownAttributes } from '../model/attributes.ts';
import type { KnownEvent } from '../model/span.ts';
import { cleanShort } from './clean.ts';

/** Adds an attribute when its name is known; the value of another one is not even looked at. */
export function keepKnown(known: KnownAttributes, name: unknown, value: () => unknown): void {
  if (typeof name !== 'string' || !isKnownAttribute(name)) return;
  const found = value();
  if (typeof found === 'string') known[name] = cleanShort(found);
  else if (typeof found === 'number' || typeof found === 'boolean') known[name] = found;
}

export function isKnownEvent(name: unknown): name is KnownEvent {
  return name === 'spanthropic.first_token' || name === 'spanthropic.stall';
}

/** The SDK calls a service without a name `unknown_service:node`, which says nothing. */
export function serviceName(value: unknown): string | undefined {
  const named = typeof value === 'string' && value !== '' && !value.startsWith('unknown_service');
  return named ? cleanShort(value) : undefined;
}
