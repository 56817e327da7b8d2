import { type KnownAttributes, textOf } from '../model/attributes.ts';
import { type Fact, fact } from './description.ts';

/** Enough to tell two apart by eye; a support ticket needs the whole. */
const SHORT = 8;

export function requestId(attributes: KnownAttributes): Fact[] {
  const id = textOf(attributes, 'anthropic.request.id');
  if (id === undefined) return [];
  return [id.length > SHORT ? fact('dim', id, `${id.slice(0, SHORT)}…`) : fact('dim', id)];
}
