import { type Attribute, type AttributeConstant, nameOf } from './attribute.ts';
import { ATTRIBUTES } from './attributes.ts';
import { code, linkTo, table } from './markdown.ts';
import type { Placements } from './spans.ts';

/** A type with its unit: `double, s`. */
export const typeOf = ({ type, unit }: Attribute): string =>
  unit === undefined ? type : `${type}, ${unit}`;

/** What an attribute says, and where its values are listed. */
export const meaningOf = ({ meaning, values }: Attribute): string =>
  values === undefined ? meaning : `${meaning}: ${linkTo(values.title)}`;

/** Attributes with their constants and when they are there, in the order of `placements`. */
export const placed = (
  placements: Placements,
): readonly (readonly [constant: AttributeConstant, when: string])[] =>
  Object.entries(placements).map(([constant, when]) => [constant as AttributeConstant, when]);

/** The table of the attributes of a span or of an event. */
export const attributeTable = (placements: Placements): string =>
  table(
    ['attribute', 'type', 'there when', 'meaning'],
    placed(placements).map(([constant, when]) => {
      const attribute = ATTRIBUTES[constant];
      return [code(nameOf(constant)), typeOf(attribute), when, meaningOf(attribute)];
    }),
  );
