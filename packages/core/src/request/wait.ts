import { clockOffset, type LimitHeaders, limitsIn, readLimits } from '../limits/headers.ts';
import { requestedDelay } from '../seam/retry-after.ts';

/** Seconds: what an answer asks its client to wait at most. */
const LONGEST = 120;
/** Seconds, where the API does not say: 5 to 30. */
const SHORTEST_GUESS = 5;
const GUESSES = 25;
/** So that those who were refused together do not come back together. */
const JITTER = 0.2;

/**
 * How long a client should wait, in whole seconds: what the API's answer asked for, rounded up, 0 to 20 %
 * longer, 120 s at most. A wait that has passed is 1 s. `limited` when a rate limit was reached, so that its
 * reset counts where nothing else is said.
 */
export function waitOf(
  headers: LimitHeaders | undefined,
  limited: boolean,
  random: () => number,
): number {
  const asked = headers && (requestedSeconds(headers) ?? (limited ? resetIn(headers) : undefined));
  const seconds =
    asked === undefined
      ? SHORTEST_GUESS + GUESSES * random()
      : Math.max(1, Math.ceil(asked)) * (1 + JITTER * random());
  return Math.min(LONGEST, Math.round(seconds));
}

/** By `retry-after-ms` or `retry-after`; a date is the server's clock's. */
function requestedSeconds(headers: LimitHeaders): number | undefined {
  const requested = requestedDelay(headers);
  if (requested === undefined) return undefined;
  const isDate =
    requested.source === 'retry-after' && /^\s*[a-z]/i.test(headers.get('retry-after') ?? '');
  const { delay } = requested;
  return (isDate ? delay - clockOffset(headers, Date.now()) : delay) / 1000;
}

/** Seconds until the limits that are used up are whole again; where none is, the one that has least left. */
function resetIn(headers: LimitHeaders): number | undefined {
  const now = Date.now() + clockOffset(headers, Date.now());
  const limits = readLimits(headers, limitsIn(headers, 0)).flatMap(
    ([, { limit, remaining, reset }]) =>
      reset === undefined || remaining === undefined
        ? []
        : [{ left: limit ? remaining / limit : remaining, until: (reset - now) / 1000 }],
  );
  const least = Math.min(...limits.map(({ left }) => left));
  const waits = limits.filter(({ left }) => left === least).map(({ until }) => until);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}
