import { countFailure } from '../failures.ts';
import { RATE_LIMIT_TYPES, type RateLimitType } from './rate-limit.ts';

/** What response headers can be asked. */
export interface LimitHeaders {
  get(name: string): string | null;
  has(name: string): boolean;
}

/** What the headers of one response say of one limit. */
export interface LimitReading {
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** Milliseconds since the epoch, by the server's clock. */
  readonly reset: number | undefined;
}

// Names by platform.claude.com, "Rate limits": the standard ones, Priority Tier and fast mode.
const PREFIXES: readonly string[] = RATE_LIMIT_TYPES.map((type) =>
  /^(priority|fast)_/.test(type)
    ? `anthropic-${type.replaceAll('_', '-')}`
    : `anthropic-ratelimit-${type.replaceAll('_', '-')}`,
);
const REMAINING: readonly string[] = PREFIXES.map((prefix) => `${prefix}-remaining`);

/** Which limits `headers` speak of, besides those in `known`; as bits in the order of the types. */
export function limitsIn(headers: LimitHeaders, known: number): number {
  let bits = 0;
  for (let index = 0; index < REMAINING.length; index++) {
    const bit = 1 << index;
    if ((known & bit) === 0 && headers.has(REMAINING[index] as string)) bits |= bit;
  }
  return bits;
}

/** Reads what `headers` say of the limits in `bits`. A value that does not parse is left out and counted. */
export function readLimits(
  headers: LimitHeaders,
  bits: number,
): readonly (readonly [RateLimitType, LimitReading])[] {
  return RATE_LIMIT_TYPES.flatMap((type, index) => {
    if ((bits & (1 << index)) === 0) return [];
    const prefix = PREFIXES[index];
    const reading = {
      limit: read(headers, `${prefix}-limit`, count),
      remaining: read(headers, `${prefix}-remaining`, count),
      reset: read(headers, `${prefix}-reset`, instant),
    };
    return [[type, reading] as const];
  });
}

function read(
  headers: LimitHeaders,
  name: string,
  parse: (value: string) => number | undefined,
): number | undefined {
  const value = headers.get(name);
  if (value === null) return undefined;
  const parsed = parse(value.trim());
  if (parsed === undefined) countFailure('rate_limits');
  return parsed;
}

const count = (value: string): number | undefined =>
  /^\d{1,15}$/.test(value) ? Number(value) : undefined;

/** RFC 3339: without its offset a time would be read as one of this machine's zone. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const instant = (value: string): number | undefined => {
  const parsed = INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
};

/**
 * How far the server's clock is ahead of ours, milliseconds, by the `date` of a response that came at
 * `receivedAt`. That header has whole seconds and is as old as the response took to come, so a
 * difference below a second is none.
 */
export function clockOffset(headers: LimitHeaders, receivedAt: number): number {
  const date = Date.parse(headers.get('date') ?? '');
  const ahead = date + 500 - receivedAt;
  return Math.abs(ahead) >= 1500 ? ahead : 0;
}
