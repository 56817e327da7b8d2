import { guard } from '../guard.ts';
import { partOf } from './block.ts';
import type { ContentCapture } from './capture.ts';
import { CopyLimit, copyJson, own } from './copy.ts';
import { isJsonObject } from './json.ts';
import type { ContentPart } from './part.ts';

/** An answer of the model, before anything of it is redacted. */
export interface Answer {
  readonly parts: readonly ContentPart[];
  /** The API's word; undefined where it never came. */
  readonly stopReason: string | undefined;
  /** The last part is not whole: there was more than can be written. */
  readonly cut: boolean;
}

/** Reads a message as the API sent it. Undefined for any other value. */
export function readAnswer(value: unknown, { maxBytes }: ContentCapture): Answer | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const content = own(value, 'content');
  if (own(value, 'type') !== 'message' || !Array.isArray(content)) return undefined;
  const reason = own(value, 'stop_reason');
  const limit = new CopyLimit(maxBytes);
  const parts = content.flatMap((block) => {
    const copy = guard(() => copyJson(block, limit), 'content');
    return isJsonObject(copy) ? [partOf(copy)] : [];
  });
  return {
    parts,
    stopReason: typeof reason === 'string' ? reason : undefined,
    cut: limit.reached,
  };
}
