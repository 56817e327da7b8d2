import { checkOptions, type OptionRule } from '../check-options.ts';
import { inspect } from '../inspect/inspect.ts';
import type { RateLimit } from '../limits/rate-limit.ts';
import type { ClaudeClient } from '../seam/client.ts';
import { rateLimits } from '../telemetry/rate-limits.ts';

/**
 * When a client is not ready. Both are off by default, and with reason: the limits are the
 * organisation's, so all instances of a service would stop being ready at once.
 */
export interface HeadroomOptions {
  /** Not ready while more calls than this are asleep between two attempts. @default any number */
  readonly maxAsleep?: number | undefined;
  /** Not ready while a limit read in the last minute has less than this left, 0 to 1. @default nothing need be left */
  readonly minHeadroom?: number | undefined;
}

/** How much more a client can take. */
export interface Headroom {
  /** Always true without a threshold in the options. */
  readonly ready: boolean;
  /** Calls between two attempts. */
  readonly asleep: number;
  /** How long the longest of these sleeps still lasts, seconds; absent where nobody sleeps. */
  readonly longestSleep: number | undefined;
  /** The lowest first; those of unknown headroom last. */
  readonly limits: readonly RateLimit[];
  /** Why it is not ready, for people. */
  readonly reasons: readonly string[];
}

/** Older readings say little: others have used the limit since. Milliseconds. */
const FRESH = 60_000;

const RULES: Record<keyof HeadroomOptions, OptionRule> = {
  maxAsleep: {
    takes: 'a number of calls from 0',
    fits: (value) => typeof value === 'number' && value >= 0,
  },
  minHeadroom: {
    takes: 'a number from 0 to 1',
    fits: (value) => typeof value === 'number' && value >= 0 && value <= 1,
  },
};

/**
 * How much more `client` and its copies can take, for a `/ready` route. Only reports, unless the options
 * say when it is not ready:
 *
 *     const { ready, ...rest } = headroom(client, { maxAsleep: 20 });
 *     res.status(ready ? 200 : 503).json(rest);
 *
 * @throws {TypeError} for a wrong option, naming it.
 */
export function headroom(client: ClaudeClient, options: HeadroomOptions = {}): Headroom {
  checkOptions('headroom', options, RULES);
  const sleepers = inspect(client).calls.filter(({ phase }) => phase === 'asleep');
  const asleep = sleepers.length;
  const limits = rateLimits(client).toSorted(byHeadroom);
  const reasons = [
    ...tooManyAsleep(asleep, options.maxAsleep),
    ...tooLow(limits, options.minHeadroom, Date.now()),
  ];
  return {
    ready: reasons.length === 0,
    asleep,
    longestSleep: longest(sleepers.map(({ wakesIn }) => wakesIn)),
    limits,
    reasons,
  };
}

const byHeadroom = (a: RateLimit, b: RateLimit): number =>
  (a.headroom ?? Number.POSITIVE_INFINITY) - (b.headroom ?? Number.POSITIVE_INFINITY) || 0;

function longest(sleeps: readonly (number | undefined)[]): number | undefined {
  const known = sleeps.filter((sleep) => sleep !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function tooManyAsleep(asleep: number, most: number | undefined): string[] {
  if (most === undefined || asleep <= most) return [];
  return [`${asleep} ${asleep === 1 ? 'call' : 'calls'} asleep, at most ${most} wanted`];
}

function tooLow(limits: readonly RateLimit[], least: number | undefined, now: number): string[] {
  if (least === undefined) return [];
  return limits.flatMap(({ type, method, model, headroom: left, receivedAt }) =>
    left !== undefined && left < least && now - receivedAt.getTime() <= FRESH
      ? [`${type} of ${model ?? method}: ${percent(left)} left, at least ${percent(least)} wanted`]
      : [],
  );
}

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
