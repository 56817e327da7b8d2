/** Tokens of one inference response, by the conventions' sums. All counts of tokens. */
export interface Usage {
  /** Uncached + cache read + cache write: the API's own `input_tokens` leaves the cached ones out. */
  readonly input?: number | undefined;
  /** Thinking included. */
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly cacheWrite5m?: number | undefined;
  readonly cacheWrite1h?: number | undefined;
  /** A part of `output`. */
  readonly thinking?: number | undefined;
  /** Tokens that compaction used, which the API leaves out of the sums above. */
  readonly compactionInput?: number | undefined;
  readonly compactionOutput?: number | undefined;
  /** `standard`, `priority` or `batch`. */
  readonly serviceTier?: string | undefined;
}

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const part = (value: unknown): Json => (isJson(value) ? value : {});
const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
const word = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** Reads the API's `usage` object. A field of another type is left out, and with it what it belongs to. */
export function readUsage(usage: unknown): Usage | undefined {
  if (!isJson(usage)) return undefined;
  const uncached = count(usage.input_tokens);
  const cacheRead = count(usage.cache_read_input_tokens);
  const cacheWrite = count(usage.cache_creation_input_tokens);
  const lifetimes = part(usage.cache_creation);
  const compaction = compactions(usage.iterations);
  return {
    input: uncached === undefined ? undefined : uncached + (cacheRead ?? 0) + (cacheWrite ?? 0),
    output: count(usage.output_tokens),
    cacheRead,
    cacheWrite,
    cacheWrite5m: count(lifetimes.ephemeral_5m_input_tokens),
    cacheWrite1h: count(lifetimes.ephemeral_1h_input_tokens),
    thinking: count(part(usage.output_tokens_details).thinking_tokens),
    compactionInput: compaction?.input,
    compactionOutput: compaction?.output,
    serviceTier: word(usage.service_tier),
  };
}

/**
 * Merges the usage of a `message_delta` into what came before: its counts are cumulative and replace,
 * null keeps the earlier value.
 */
export function mergeUsage(earlier: Json | undefined, later: unknown): Json | undefined {
  if (!isJson(later)) return earlier;
  const merged: Json = { ...earlier };
  for (const [field, value] of Object.entries(later)) {
    if (value !== null && value !== undefined) merged[field] = value;
  }
  return merged;
}

function compactions(iterations: unknown): { input: number; output: number } | undefined {
  if (!Array.isArray(iterations)) return undefined;
  const ofCompaction = iterations.map(part).filter((each) => each.type === 'compaction');
  if (ofCompaction.length === 0) return undefined;
  const sum = (field: string): number =>
    ofCompaction.reduce((total, each) => total + (count(each[field]) ?? 0), 0);
  return { input: sum('input_tokens'), output: sum('output_tokens') };
}
