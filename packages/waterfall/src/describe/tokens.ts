import { type AttributeName, isTrue, type KnownAttributes, numberOf } from '../model/attributes.ts';
import { type Fact, fact } from './description.ts';
import { formatCount } from './numbers.ts';

/** Tokens in and out, by the names of the two attributes; nothing where neither is known. */
export function tokens(
  attributes: KnownAttributes,
  input: AttributeName,
  output: AttributeName,
): Fact[] {
  const [into, out] = [numberOf(attributes, input), numberOf(attributes, output)];
  const say = (unit: string) => [
    ...(into === undefined ? [] : [`${formatCount(into)}${unit} in`]),
    ...(out === undefined ? [] : [`${formatCount(out)}${into === undefined ? unit : ''} out`]),
  ];
  const partial = isTrue(attributes, 'spanthropic.usage.partial') ? ' so far' : '';
  const long = say(' tokens').join(' / ');
  return long === '' ? [] : [fact('plain', long + partial, say('').join(' / '))];
}
