import { guard } from '../guard.ts';
import type { ContentCapture } from './capture.ts';
import { CopyLimit, copyJson, own } from './copy.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import type { ContentPart } from './part.ts';
import { redacted } from './redaction.ts';

/** Eight times the values that can be written are read, from the last on: what is before takes too long. */
const EFFORT = 8;

/** Makes parts that may be written of content that may be anything, and leaves that as it is. */
export class PartReader {
  /** Whether anything was left out, as more than can be written in any case. */
  cut = false;
  readonly #capture: ContentCapture;
  /** Values that may still be read. */
  #values: number;

  constructor(capture: ContentCapture) {
    this.#capture = capture;
    this.#values = EFFORT * capture.maxBytes;
  }

  /** The part that `make` makes of a block; undefined where it cannot be read, or is not to be written. */
  read(
    blocks: readonly unknown[],
    index: number,
    make: (block: JsonObject) => ContentPart,
  ): ContentPart | undefined {
    // Each value takes a byte at least.
    const most = Math.min(this.#capture.maxBytes, this.#values);
    const limit = new CopyLimit(most);
    const part = guard(() => {
      const block = copyJson(own(blocks, index), limit);
      return isJsonObject(block) ? make(block) : undefined;
    }, 'content');
    this.#values -= most - limit.values;
    this.cut ||= limit.reached;
    return part && this.redact(part);
  }

  /** The part as it may be written. */
  redact(part: ContentPart): ContentPart | undefined {
    const limit = new CopyLimit(this.#capture.maxBytes);
    const answer = redacted(part, this.#capture, limit);
    this.cut ||= limit.reached;
    return answer;
  }
}
