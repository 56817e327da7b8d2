import * as semconv from '../src/semconv.ts';
import type { Vocabulary } from './vocabularies.ts';

/** The constants of `semconv.ts` that name an attribute. */
export type AttributeConstant = Extract<keyof typeof semconv, `ATTR_${string}`>;

/** What the reference says of one attribute, wherever it stands. */
export interface Attribute {
  readonly type: 'string' | 'string[]' | 'int' | 'double' | 'boolean';
  /** Of a number; none for a bare count. */
  readonly unit?: 's' | 'tokens' | 'bytes' | undefined;
  readonly meaning: string;
  /** The values that it can have, where a list of them says something. */
  readonly values?: Vocabulary | undefined;
}

export const text = (meaning: string, values?: Vocabulary): Attribute => ({
  type: 'string',
  meaning,
  values,
});
export const texts = (meaning: string, values?: Vocabulary): Attribute => ({
  type: 'string[]',
  meaning,
  values,
});
export const seconds = (meaning: string): Attribute => ({ type: 'double', unit: 's', meaning });
export const number = (meaning: string): Attribute => ({ type: 'double', meaning });
export const count = (meaning: string): Attribute => ({ type: 'int', meaning });
export const tokens = (meaning: string): Attribute => ({ type: 'int', unit: 'tokens', meaning });
export const flag = (meaning: string): Attribute => ({ type: 'boolean', meaning });

const names = { ...semconv };

/** The name that a constant stands for. */
export const nameOf = (constant: AttributeConstant): string => names[constant];

const constants = new Map(
  Object.entries(names).map(([constant, name]) => [name, constant as AttributeConstant]),
);

/** The constant of an attribute's name. */
export function constantOf(name: string): AttributeConstant {
  const constant = constants.get(name as AttributeName);
  if (constant === undefined) throw new Error(`semconv.ts has no constant for ${name}`);
  return constant;
}

type AttributeName = (typeof semconv)[keyof typeof semconv];
