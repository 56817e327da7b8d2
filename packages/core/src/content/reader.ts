import { report } from '../guard.ts';
import type { ContentCapture } from './capture.ts';
import { CopyLimit, copyJson, own } from './copy.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import type { ContentPart } from './part.ts';
import { redacted } from './redaction.ts';

/** Makes parts that may be written of content that may be anything, and leaves that as it is. */
export class PartReader {
  /** Whether anything was left out, as more than can be written in any case. */
  cut = false;
  readonly #capture: ContentCapture;

  constructor(capture: ContentCapture) {
    this.#capture = capture;
  }

  /** The part that `make` makes of a block; undefined where it cannot be read, or is not to be written. */
  read(
    blocks: readonly unknown[],
    index: number,
    make: (block: JsonObject) => ContentPart,
  ): ContentPart | undefined {
    const part = this.#within((limit) => {
      const block = copyJson(own(blocks, index), limit);
      return isJsonObject(block) ? make(block) : undefined;
    });
    return part && this.redact(part);
  }

  /** The part as it may be written. */
  redact(part: ContentPart): ContentPart | undefined {
    return this.#within((limit) => redacted(part, this.#capture, limit));
  }

  #within(step: (limit: CopyLimit) => ContentPart | undefined): ContentPart | undefined {
    // Each value takes a byte at least.
    const limit = new CopyLimit(this.#capture.maxBytes);
    try {
      return step(limit);
    } catch (problem) {
      report(problem, 'content');
      return undefined;
    } finally {
      this.cut ||= limit.reached;
    }
  }
}
