import { countFailure } from '../failures.ts';

/** Tokens of one inference response, by the conventions' sums. Counts are of tokens. */
export interface Usage {
  /** Uncached + cache read + cache write: the API's own `input_tokens` leaves the cached ones out. */
  readonly input?: number | undefined;
  /** Thinking included. */
  readonly output?: number | undefined;
  /** A part of `input`. */
  readonly cacheRead?: number | undefined;
  /** A part of `input`. */
  readonly cacheWrite?: number | undefined;
  /** A part of `cacheWrite`: kept for 5 minutes. */
  readonly cacheWrite5m?: number | undefined;
  /** A part of `cacheWrite`: kept for an hour. */
  readonly cacheWrite1h?: number | undefined;
  /** A part of `output`. */
  readonly thinking?: number | undefined;
  /** Tokens that compaction used, which the API leaves out of the sums above. */
  readonly compactionInput?: number | undefined;
  /** As above. */
  readonly compactionOutput?: number | undefined;
  /** `standard`, `priority` or `batch`. */
  readonly serviceTier?: string | undefined;
}

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';

/** `value` if it is of its type. What is there and of another is left out, and counted. */
function checked<T>(value: unknown, fits: (value: unknown) => value is T): T | undefined {
  if (fits(value)) return value;
  if (value !== undefined && value !== null) countFailure('usage');
  return undefined;
}

const part = (value: unknown): Json => checked(value, isJson) ?? {};
const count = (value: unknown): number | undefined => checked(value, isCount);

/** Reads the API's `usage` object. A field of another type is left out, and with it what it belongs to. */
export function readUsage(usage: unknown): Usage | undefined {
  const given = checked(usage, isJson);
  if (given === undefined) return undefined;
  const uncached = count(given.input_tokens);
  const cacheRead = count(given.cache_read_input_tokens);
  const cacheWrite = count(given.cache_creation_input_tokens);
  const lifetimes = part(given.cache_creation);
  const compaction = compactions(given.iterations);
  return {
    input: sumOf(
      uncached,
      cacheRead ?? noneOf(given.cache_read_input_tokens),
      cacheWrite ?? noneOf(given.cache_creation_input_tokens),
    ),
    output: count(given.output_tokens),
    cacheRead,
    cacheWrite,
    cacheWrite5m: count(lifetimes.ephemeral_5m_input_tokens),
    cacheWrite1h: count(lifetimes.ephemeral_1h_input_tokens),
    thinking: count(part(given.output_tokens_details).thinking_tokens),
    compactionInput: compaction?.input,
    compactionOutput: compaction?.output,
    serviceTier: checked(given.service_tier, isText),
  };
}

/** 0 for a count that is absent; undefined for one of another type, without which a sum would be wrong. */
const noneOf = (value: unknown): number | undefined =>
  value === undefined || value === null ? 0 : undefined;

function sumOf(...counts: readonly (number | undefined)[]): number | undefined {
  return counts.reduce(
    (sum, each) => (sum === undefined || each === undefined ? undefined : sum + each),
    0,
  );
}

/**
 * Merges the usage of a `message_delta` into what came before: its counts are cumulative and replace,
 * null keeps the earlier value.
 */
export function mergeUsage(earlier: Json | undefined, later: unknown): Json | undefined {
  const given = checked(later, isJson);
  if (given === undefined) return earlier;
  const merged: Json = { ...earlier };
  for (const [field, value] of Object.entries(given)) {
    if (value !== null && value !== undefined) merged[field] = value;
  }
  return merged;
}

function compactions(iterations: unknown): { input: number; output: number } | undefined {
  const ofCompaction = (checked(iterations, isList) ?? [])
    .map(part)
    .filter((each) => each.type === 'compaction');
  if (ofCompaction.length === 0) return undefined;
  const sum = (field: string): number =>
    ofCompaction.reduce((total, each) => total + (count(each[field]) ?? 0), 0);
  return { input: sum('input_tokens'), output: sum('output_tokens') };
}
