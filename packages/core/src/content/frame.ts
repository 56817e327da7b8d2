import { fitParts } from './fit.ts';
import type { ContentPart } from './part.ts';
import { byteLength } from './text.ts';

/** A list of parts to be written, and the JSON that stands around it. */
export interface Frame {
  readonly before: string;
  readonly parts: readonly ContentPart[];
  readonly after: string;
}

/** A list of nothing but parts. */
export const listFrame = (parts: readonly ContentPart[]): Frame => ({
  before: '[',
  parts,
  after: ']',
});

/** A message; the reason why it is over is for those that were answered. */
export function messageFrame(
  role: string,
  parts: readonly ContentPart[],
  finishReason?: string,
): Frame {
  const reason =
    finishReason === undefined ? '' : `,"finish_reason":${JSON.stringify(finishReason)}`;
  return { before: `{"role":${JSON.stringify(role)},"parts":[`, parts, after: `]${reason}}` };
}

/** Frames as they are written. */
export interface FittedFrames {
  /** The JSON of each; undefined for one of whose parts nothing is left. */
  readonly json: readonly (string | undefined)[];
  /** Whether anything was cut or left out. */
  readonly cut: boolean;
}

/** The JSON of `frames`, in `room` bytes with a comma after each. */
export function fitFrames(frames: readonly Frame[], room: number): FittedFrames {
  const around = frames.reduce(
    (sum, { before, parts, after }) => sum + byteLength(before + after) + parts.length + 1,
    0,
  );
  const all = frames.flatMap(({ parts }) => parts);
  const fitted = fitParts(all, room - around);
  const waiting = [...fitted.json];
  const json = frames.map(({ before, parts, after }) => {
    const own = waiting.splice(0, parts.length).filter((part) => part !== undefined);
    if (around > room || (own.length === 0 && parts.length > 0)) return undefined;
    return before + own.join(',') + after;
  });
  return { json, cut: fitted.cut || around > room };
}
