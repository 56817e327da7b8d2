import type { Span } from '../model/span.ts';
import { readJsonValues } from '../read/json-values.ts';
import { readOtlpJson } from '../read/otlp-json.ts';
import { Failure } from './failure.ts';

export interface ParsedSpans {
  readonly spans: readonly Span[];
  /** What could not be read, in words, when some of it could. */
  readonly complaint: string | undefined;
}

/** Reads all spans of a text. Throws a `Failure` when there is none; `name` says in it where the text is from. */
export function parseSpans(text: string, name: string): ParsedSpans {
  const { values, brokenLines } = readJsonValues(text);
  const read = values.map(readOtlpJson);
  const spans = read.flatMap((some) => some ?? []);
  const foreign = read.includes(undefined);
  if (spans.length === 0) {
    const isOtlp = values.length > 0 && brokenLines.length === 0 && !foreign;
    throw new Failure(isOtlp ? `${name} has no spans` : `${name} is not OTLP JSON`);
  }
  return { spans, complaint: complain(name, brokenLines, foreign) };
}

function complain(
  name: string,
  brokenLines: readonly number[],
  foreign: boolean,
): string | undefined {
  const [line] = brokenLines;
  if (line !== undefined) return `${name} is not OTLP JSON in line ${line}; the rest was drawn`;
  return foreign ? `${name} is not OTLP JSON in parts; the rest was drawn` : undefined;
}
