import { report } from '../guard.ts';
import type { ContentCapture } from './capture.ts';
import { type CopyLimit, copyJson } from './copy.ts';
import { type ContentPart, isPart } from './part.ts';

/**
 * What is to be written of a part, by the application's own judgement; undefined drops it. The part is
 * the application's to change, and what it returns is copied: it may be anything.
 */
export function redacted(
  part: ContentPart,
  { redact }: ContentCapture,
  limit: CopyLimit,
): ContentPart | undefined {
  if (redact === undefined) return part;
  try {
    const answer = redact(part);
    if (answer === undefined) return undefined;
    // Nobody waits for it, so nobody would learn of its failure.
    if (answer instanceof Promise) answer.catch(() => {});
    const copy = copyJson(answer, limit);
    if (isPart(copy)) return copy;
    throw new TypeError('redact() has to return a part, which has a type, or undefined');
  } catch (problem) {
    report(problem, 'hooks');
    return undefined;
  }
}
