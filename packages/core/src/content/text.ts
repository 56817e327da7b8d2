// Text as it is exported: JSON, in UTF-8.

/** Bytes of `json` in UTF-8. */
export const byteLength = (json: string): number => Buffer.byteLength(json);

/** Bytes of the JSON of `text`, without its quotation marks. */
export const escapedLength = (text: string): number => byteLength(JSON.stringify(text)) - 2;

/** Bytes of the JSON of one character. A lone half of a surrogate pair is escaped: UTF-8 has none. */
function bytesOf(point: number): number {
  if (point < 0x20) return '\b\t\n\f\r'.includes(String.fromCharCode(point)) ? 2 : 6;
  if (point === 0x22 || point === 0x5c) return 2;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  if (point >= 0xd800 && point <= 0xdfff) return 6;
  return point < 0x10000 ? 3 : 4;
}

/** The longest start of `text` whose JSON, without quotation marks, is at most `room` bytes; never half a character. */
export function startWithin(text: string, room: number): string {
  let bytes = 0;
  let end = 0;
  while (end < text.length) {
    const point = text.codePointAt(end) ?? 0;
    bytes += bytesOf(point);
    if (bytes > room) break;
    end += point > 0xffff ? 2 : 1;
  }
  return startOf(text, end);
}

/** The first `length` characters of `text`, never half a pair, and not as a slice, which would hold on to all of it. */
export function startOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const isPair = (text.codePointAt(length - 1) ?? 0) > 0xffff;
  const start = text.slice(0, Math.max(0, isPair ? length - 1 : length));
  return Buffer.from(start, 'utf16le').toString('utf16le');
}
