import type { Attributes, MeterProvider } from '@opentelemetry/api';
import { RateLimits } from '../limits/rate-limits.ts';
import { MOST_SERIES, type SeriesOf } from './client-series.ts';
import { currentMetering } from './metered.ts';
import type { Metering } from './metering.ts';

/** What a client will call, so that its series begin at zero. */
export interface Expected {
  readonly clientName: string | undefined;
  readonly call: SeriesOf;
  readonly added: Attributes | undefined;
}

/** The clients that report to one meter provider, or to the global one, whichever that is. */
export class Fleet {
  /** How many there are, by the version of their SDK. */
  readonly clients = new Map<string, number>();
  readonly #given: MeterProvider | undefined;
  readonly #limits = new Map<string | undefined, RateLimits>();
  readonly #expected = new Map<string, Expected>();
  #joined: Metering | undefined;

  constructor(given: MeterProvider | undefined) {
    this.#given = given;
  }

  /** The present metering; undefined while there is no provider. */
  metering(): Metering | undefined {
    const metering = currentMetering(this.#given);
    if (metering !== this.#joined) {
      this.#joined?.fleets.delete(this);
      this.#joined = metering;
      metering?.fleets.add(this);
      for (const expected of this.#expected.values()) begin(metering, expected);
    }
    return metering;
  }

  /** Has the series of such calls begin, now or as soon as there is a provider. */
  expect(expected: Expected): void {
    const key = JSON.stringify(expected);
    // A client may be made for each request; and there is no room for more.
    if (this.#expected.has(key) || this.#expected.size >= MOST_SERIES) return;
    this.#expected.set(key, expected);
    begin(this.#joined, expected);
  }

  /** The rate limits that clients of one name met. */
  limits(clientName: string | undefined): RateLimits {
    let limits = this.#limits.get(clientName);
    if (limits === undefined) {
      limits = new RateLimits(clientName);
      this.#limits.set(clientName, limits);
    }
    return limits;
  }

  /** Of all client names. */
  get allLimits(): Iterable<RateLimits> {
    return this.#limits.values();
  }
}

function begin(metering: Metering | undefined, { clientName, call, added }: Expected): void {
  metering?.client(clientName).of(call, added);
}

const ofGlobal = new Fleet(undefined);
const ofGiven = new WeakMap<MeterProvider, Fleet>();

/** The fleet of `given`, or that of the global provider. */
export function fleetOf(given: MeterProvider | undefined): Fleet {
  if (given === undefined) return ofGlobal;
  let fleet = ofGiven.get(given);
  if (fleet === undefined) {
    fleet = new Fleet(given);
    ofGiven.set(given, fleet);
  }
  return fleet;
}
