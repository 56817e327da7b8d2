import { AdmittedNames } from '../bounds.ts';
import { monotonic } from '../clock.ts';
import {
  clockOffset,
  type LimitHeaders,
  type LimitReading,
  limitsIn,
  readLimits,
} from './headers.ts';
import type { RateLimit, RateLimitType } from './rate-limit.ts';

/** When a response came, in milliseconds. */
interface Received {
  /** Since the epoch. */
  readonly receivedAt: number;
  /** Of the process. */
  readonly tick: number;
}

/** A response that nobody has read yet. */
interface Unread extends Received {
  readonly headers: LimitHeaders;
}

/** How many of them are kept for a method family and model: one look at a header costs more than that. */
const MOST_UNREAD = 8;

interface Reading extends LimitReading, Received {
  /** Milliseconds that the server's clock is ahead. */
  readonly offset: number;
}

/** The limits that calls of one method family and model met. */
interface Met {
  readonly method: string;
  readonly model: string | undefined;
  /** The newest last. */
  unread: Unread[];
  readonly readings: Map<RateLimitType, Reading>;
}

/** Where the limits of other methods than these two are kept, by resource. */
const OWN_LIMITS = new Set(['messages.create', 'messages.count_tokens']);

/** Messages, counting and batches have limits of their own. */
function familyOf(method: string): string {
  if (OWN_LIMITS.has(method)) return method;
  const dot = method.indexOf('.');
  return dot === -1 ? method : method.slice(0, dot);
}

/**
 * The rate limits of one client name, from the headers of its responses. Those are kept as they come
 * and parsed when somebody asks: a service asks once in a minute and is answered thousands of times.
 */
export class RateLimits {
  readonly clientName: string | undefined;
  /** By method family and model. */
  readonly #met = new Map<string, Map<string | undefined, Met>>();
  readonly #models = new AdmittedNames();
  #asked = false;

  constructor(clientName: string | undefined) {
    this.clientName = clientName;
  }

  /** A response came, error or not. */
  note(method: string, model: string | undefined, status: number, headers: LimitHeaders): void {
    // A model that does not exist has no limits.
    if (status === 404) return;
    const met = this.#metBy(familyOf(method), model);
    const { unread } = met;
    unread.push({ headers, receivedAt: Date.now(), tick: monotonic() });
    if (unread.length <= MOST_UNREAD) return;
    // As long as nobody has ever asked, nobody misses what an older one alone said.
    if (this.#asked) met.unread = telling(unread);
    else unread.shift();
  }

  /** Every limit as it stands at `now`, milliseconds since the epoch. */
  at(now: number): RateLimit[] {
    const { clientName } = this;
    this.#asked = true;
    const all = [...this.#met.values()].flatMap((family) => [...family.values()]);
    return all.flatMap((met) => {
      look(met);
      const { method, model } = met;
      return [...met.readings].map(([type, reading]) => ({
        type,
        clientName,
        method,
        model,
        ...standing(reading, now),
      }));
    });
  }

  #metBy(method: string, asked: string | undefined): Met {
    const model = asked && this.#models.name(asked);
    let family = this.#met.get(method);
    if (family === undefined) {
      family = new Map();
      this.#met.set(method, family);
    }
    let met = family.get(model);
    if (met === undefined) {
      met = { method, model, unread: [], readings: new Map() };
      family.set(model, met);
    }
    return met;
  }
}

/** Those of `unread` that say what no newer one says. */
function telling(unread: readonly Unread[]): Unread[] {
  let known = 0;
  return unread
    .toReversed()
    .filter(({ headers }) => {
      const bits = limitsIn(headers, known);
      known |= bits;
      return bits !== 0;
    })
    .reverse();
}

/** Reads what is unread, from the oldest to the newest. */
function look(met: Met): void {
  const unread = telling(met.unread);
  met.unread = [];
  for (const { headers, receivedAt, tick } of unread) {
    const offset = clockOffset(headers, receivedAt);
    for (const [type, reading] of readLimits(headers, limitsIn(headers, 0))) {
      met.readings.set(type, { ...reading, receivedAt, tick, offset });
    }
  }
}

function standing(
  reading: Reading,
  now: number,
): Pick<RateLimit, 'limit' | 'remaining' | 'headroom' | 'reset' | 'receivedAt'> {
  const { limit, remaining, reset, offset } = reading;
  const back = setBack(reading, now);
  const resetAt = reset === undefined ? undefined : reset - offset - back;
  const whole = resetAt !== undefined && resetAt <= now;
  const left = whole ? limit : remaining;
  return {
    limit,
    remaining: left,
    headroom: limit === undefined || left === undefined || limit === 0 ? undefined : left / limit,
    reset: resetAt === undefined ? undefined : new Date(resetAt),
    receivedAt: new Date(reading.receivedAt - back),
  };
}

/**
 * How far this machine's clock was set back since a response came, milliseconds: an application that
 * sheds load until the reset must not do so for as long again. Set forward, or frozen with its
 * machine, it makes the reading old, which is right or does no harm.
 */
function setBack({ receivedAt, tick }: Received, now: number): number {
  const back = monotonic() - tick - (now - receivedAt);
  return back > 1000 ? back : 0;
}
