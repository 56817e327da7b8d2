import { gunzipSync } from 'node:zlib';
import { canariesOf } from './canaries.ts';

/** How deep one encoding may stand within another. */
const DEPTH = 3;

/** The canaries in `bytes`, each once: in plain text, and in whatever is encoded or compressed there. */
export function canariesIn(bytes: Uint8Array): string[] {
  const found = new Set<string>();
  for (const layer of layers(Buffer.from(bytes), DEPTH)) {
    for (const each of canariesOf(layer.toString('latin1'))) found.add(each);
  }
  return [...found].sort();
}

/** `bytes`, and what can be read out of them. */
function* layers(bytes: Buffer, depth: number): Generator<Buffer> {
  yield bytes;
  if (depth === 0) return;
  const text = bytes.toString('latin1');
  // UTF-16, whose every other byte is 0 in such a text.
  if (text.includes('\0')) yield Buffer.from(text.replaceAll('\0', ''), 'latin1');
  for (const [run] of text.matchAll(/[0-9a-f]{20,}/gi)) {
    for (const shift of [0, 1]) yield* layers(Buffer.from(run.slice(shift), 'hex'), depth - 1);
  }
  // The byte before it, such as its length in protobuf, may look like a part of it.
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{16,}/g)) {
    for (const shift of [0, 1, 2, 3]) {
      yield* layers(Buffer.from(run.slice(shift), 'base64'), depth - 1);
    }
  }
  const inflated = inflate(bytes);
  if (inflated) yield* layers(inflated, depth - 1);
}

function inflate(bytes: Buffer): Buffer | undefined {
  const start = bytes.indexOf(Buffer.from([0x1f, 0x8b, 0x08]));
  if (start === -1) return undefined;
  try {
    return gunzipSync(bytes.subarray(start));
  } catch {
    return undefined;
  }
}
