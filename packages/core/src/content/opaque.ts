import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { base64Size } from './reference.ts';
import { byteLength } from './text.ts';

/** The application's own words, whatever their names. */
const OPEN = new Set(['input', 'input_schema']);
/** What only the API reads, and what nobody else may: never the application's words. */
const CLOSED = new Set(['signature', 'authorization_token', 'cache_control']);

/**
 * `value`, of the API's own shape, without what is of no use to a reader, at any depth: encrypted
 * fields, signatures, credentials, and the data of images and documents, of which the size is left.
 */
export function withoutOpaque(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutOpaque);
  return isJsonObject(value) ? withoutOpaqueFields(value) : value;
}

/** As {@link withoutOpaque}, of an object. */
export function withoutOpaqueFields(value: JsonObject): JsonObject {
  const fields = Object.entries(value).filter(
    ([name]) => !name.startsWith('encrypted_') && !CLOSED.has(name),
  );
  const kept = fields.flatMap(([name, field]): [string, Json][] => {
    if (OPEN.has(name)) return [[name, field]];
    if (!isData(value, name, field)) return [[name, withoutOpaque(field)]];
    if (value.type === 'redacted_thinking') return [];
    return [['size', value.type === 'text' ? byteLength(field) : base64Size(field)]];
  });
  return Object.fromEntries(kept);
}

/** A source of an image or a document, redacted thinking, and a view of a file that is not text. */
function isData(holder: JsonObject, name: string, field: Json): field is string {
  if (typeof field !== 'string') return false;
  if (name === 'content') return holder.file_type === 'image' || holder.file_type === 'pdf';
  if (name !== 'data') return false;
  return 'media_type' in holder || holder.type === 'base64' || holder.type === 'redacted_thinking';
}
