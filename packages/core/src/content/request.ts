import { guard } from '../guard.ts';
import { partOf } from './block.ts';
import { own } from './copy.ts';
import type { JsonObject } from './json.ts';
import type { ContentPart } from './part.ts';
import type { PartReader } from './reader.ts';
import { definitionOf } from './tools.ts';

/** A message, with those of its parts that may be written. */
export interface ReadMessage {
  readonly role: string;
  readonly parts: readonly ContentPart[];
}

/** The system instructions of a request: the last `most` parts. */
export function readSystem(body: object, reader: PartReader, most: number): ContentPart[] {
  return readLast(field(body, 'system'), reader, most, partOf);
}

/** The messages of a request: the last ones, of `most` parts in all. */
export function readMessages(body: object, reader: PartReader, most: number): ReadMessage[] {
  const messages = field(body, 'messages');
  if (!Array.isArray(messages)) return [];
  const read: ReadMessage[] = [];
  let left = most;
  for (let i = messages.length - 1; i >= 0 && left > 0; i--) {
    const message = field(messages, i);
    if (typeof message !== 'object' || message === null) continue;
    const role = field(message, 'role');
    const parts = readLast(field(message, 'content'), reader, left, partOf);
    read.unshift({ role: isRole(role) ? role : 'unknown', parts });
    left -= Math.max(1, parts.length);
    if (left <= 0 && i > 0) reader.cut = true;
  }
  return read;
}

/** The tool definitions of a request: the last `most`. */
export function readTools(body: object, reader: PartReader, most: number): ContentPart[] {
  return readLast(field(body, 'tools'), reader, most, definitionOf);
}

/** The parts of the last `most` of `blocks`, which may also be a bare text. */
function readLast(
  blocks: unknown,
  reader: PartReader,
  most: number,
  make: (block: JsonObject) => ContentPart,
): ContentPart[] {
  if (typeof blocks === 'string')
    return readLast([{ type: 'text', text: blocks }], reader, most, make);
  if (!Array.isArray(blocks)) return [];
  const parts: ContentPart[] = [];
  const first = Math.max(0, blocks.length - most);
  if (first > 0) reader.cut = true;
  for (let i = blocks.length - 1; i >= first; i--) {
    const part = reader.read(blocks, i, make);
    if (part !== undefined) parts.push(part);
  }
  return parts.reverse();
}

/** A field of what may be no plain object, and may throw. */
const field = (holder: object, name: PropertyKey): unknown =>
  guard(() => own(holder, name), 'content');

const isRole = (role: unknown): role is string => typeof role === 'string' && role.length < 50;
