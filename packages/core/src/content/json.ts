/** A value that JSON can hold, made here: nobody else has it, and it does nothing when it is read. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [name: string]: Json };

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `value` if it is an object, else an empty one. */
export const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** `value` if it is a list, else an empty one. */
export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : [];

/** `value` if it is a string. */
export const stringOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** `fields` without those that are undefined. */
export function compact(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const present: JsonObject = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) present[name] = value;
  }
  return present;
}
