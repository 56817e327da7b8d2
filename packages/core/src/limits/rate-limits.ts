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

/** The newest response that said something, not looked at yet. */
interface Unread extends Received {
  readonly headers: LimitHeaders;
  readonly bits: number;
}

interface Reading extends LimitReading, Received {
  /** Milliseconds that the server's clock is ahead. */
  readonly offset: number;
}

/** The limits that calls of one method family and model met. */
interface Met {
  readonly method: string;
  readonly model: string | undefined;
  unread: Unread | undefined;
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
  readonly #met = new Map<string, Met>();
  readonly #models = new AdmittedNames();

  constructor(clientName: string | undefined) {
    this.clientName = clientName;
  }

  /** A response came, at `receivedAt` (milliseconds since the epoch), error or not. */
  note(
    method: string,
    model: string | undefined,
    status: number,
    headers: LimitHeaders,
    receivedAt: number,
  ): void {
    const bits = limitsIn(headers);
    // Gateways strip them; and a model that does not exist has no limits.
    if (bits === 0 || status === 404) return;
    const met = this.#metBy(familyOf(method), model);
    const { unread } = met;
    // It may say something that the new one does not.
    if (unread && (unread.bits & ~bits) !== 0) look(met, unread);
    met.unread = { headers, bits, receivedAt, tick: monotonic() };
  }

  /** Every limit as it stands at `now`, milliseconds since the epoch. */
  at(now: number): RateLimit[] {
    const { clientName } = this;
    return [...this.#met.values()].flatMap((met) => {
      if (met.unread) look(met, met.unread);
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
    const key = `${method} ${model}`;
    let met = this.#met.get(key);
    if (met === undefined) {
      met = { method, model, unread: undefined, readings: new Map() };
      this.#met.set(key, met);
    }
    return met;
  }
}

function look(met: Met, { headers, bits, receivedAt, tick }: Unread): void {
  met.unread = undefined;
  const offset = clockOffset(headers, receivedAt);
  for (const [type, reading] of readLimits(headers, bits)) {
    met.readings.set(type, { ...reading, receivedAt, tick, offset });
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
