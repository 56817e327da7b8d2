import { warnOnce } from '../guard.ts';
import type { ContentPart } from './part.ts';

/** How content is captured. */
export interface ContentOptions {
  /**
   * The most content that one span carries: bytes of UTF-8, of all its content attributes together.
   * What is beyond is cut or left out, and the span says so. A whole number, at least 1.
   *
   * The default lets a full export of OpenTelemetry's batch processor (512 spans, of which one in two
   * is a call) stay within the 20 MiB that a collector takes at once, and its full queue within 64 MiB
   * of memory. The SDK's own content mode has 750 000.
   * @default 65536
   */
  readonly maxBytes?: number | undefined;
  /**
   * Sees each part before anything of it is written, and returns what is to be written: the part, which
   * is its own to change, or another one; undefined drops it. So does throwing, which is reported to
   * `diag`. Called once a part, from the last to the first of a request; one for which there is no room
   * in any case it does not see.
   * @default none
   */
  readonly redact?: ((part: ContentPart) => ContentPart | undefined) | undefined;
}

/** Content is captured so. */
export interface ContentCapture {
  /** Bytes. */
  readonly maxBytes: number;
  readonly redact: ((part: ContentPart) => unknown) | undefined;
}

const MAX_BYTES = 65_536;
const VARIABLE = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
const ON = new Set(['true', '1', 'span', 'span_only', 'span_and_event']);
// `event_only` asks for events, and content is written on spans.
const OFF = new Set(['', 'false', '0', 'none', 'no_content', 'event_only']);

/**
 * How content is captured; undefined where it is not. An option that is given makes the environment
 * irrelevant.
 */
export function resolveCapture(
  option: boolean | ContentOptions | undefined,
): ContentCapture | undefined {
  if (option === false || (option === undefined && !isAskedFor(process.env[VARIABLE]))) {
    return undefined;
  }
  const { maxBytes = MAX_BYTES, redact } = typeof option === 'object' ? option : {};
  return { maxBytes, redact };
}

/** By the values that OpenTelemetry's own instrumentations take, in any case. */
function isAskedFor(value: string | undefined): boolean {
  const mode = value?.trim().toLowerCase() ?? '';
  if (ON.has(mode)) return true;
  if (!OFF.has(mode)) {
    warnOnce(`${VARIABLE} has a value that is not known: no content is captured`);
  }
  return false;
}

const TAKES = new Set(['maxBytes', 'redact']);

/** Whether `value` is an option that {@link resolveCapture} takes. */
export function isCaptureOption(value: unknown): boolean {
  if (typeof value === 'boolean') return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { maxBytes, redact } = value as Record<string, unknown>;
  return (
    Object.keys(value).every((name) => TAKES.has(name)) &&
    (maxBytes === undefined || (Number.isSafeInteger(maxBytes) && Number(maxBytes) >= 1)) &&
    (redact === undefined || typeof redact === 'function')
  );
}

/** What {@link isCaptureOption} takes, in words. */
export const CAPTURE_OPTION =
  'a boolean, or { maxBytes, redact }: a whole number of bytes from 1, and a function from a part to a part or undefined';
