import type { Answer } from './answer.ts';
import { AssembledPart } from './assembled-part.ts';
import { partOf } from './block.ts';
import type { ContentCapture } from './capture.ts';
import { CopyLimit, copyJson } from './copy.ts';
import { isJsonObject } from './json.ts';
import { isPart } from './part.ts';

/**
 * With a `redact` this much more is kept than can be written, in characters: so it sees what stands
 * at the cut, a key for instance, as a whole.
 */
export const OVERHANG = 4_096;

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/**
 * Assembles an answer from the events of its stream: as far as it came, and no more of it than can be
 * written. Holds nothing of the events, which the SDK's helpers go on to change.
 */
export class AnswerAssembler {
  readonly #limit: CopyLimit;
  readonly #parts = new Map<unknown, AssembledPart>();
  #begun = false;
  #stopReason: string | undefined;

  constructor({ maxBytes, redact }: ContentCapture) {
    this.#limit = new CopyLimit(maxBytes, maxBytes + (redact ? OVERHANG : 0));
  }

  /** The next event, as the SDK parses it. Runs for each of thousands. */
  event(event: unknown): void {
    const { type, index, delta, content_block, message } = fieldsOf(event);
    switch (type) {
      case 'content_block_delta':
        if (!this.#limit.reached) this.#parts.get(index)?.delta(fieldsOf(delta), this.#limit);
        return;
      case 'content_block_start':
        if (!this.#limit.reached) this.#begin(index, content_block);
        return;
      case 'message_start':
        this.#begun = isObject(message);
        return;
      case 'message_delta': {
        const { stop_reason } = fieldsOf(delta);
        if (typeof stop_reason === 'string') this.#stopReason = stop_reason;
        return;
      }
    }
  }

  /** The answer so far; undefined before its beginning. */
  answer(): Answer | undefined {
    if (!this.#begun) return undefined;
    const parts = [...this.#parts.values()].map((part) => part.whole());
    return { parts, stopReason: this.#stopReason, cut: this.#limit.reached };
  }

  #begin(index: unknown, block: unknown): void {
    // Data and encrypted fields are not kept, so they do not count.
    const copy = copyJson(block, new CopyLimit(this.#limit.values));
    const part = isJsonObject(copy) ? copyJson(partOf(copy), this.#limit) : undefined;
    if (isPart(part)) this.#parts.set(index, new AssembledPart(part));
  }
}
