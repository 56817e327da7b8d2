import type { Attributes } from '@opentelemetry/api';

/** The value of an attribute that tells the counts of one metric apart; undefined leaves it out. */
type Value = string | number | boolean | undefined;

interface Count {
  readonly attributes: Attributes;
  value: number;
}

/**
 * The counts of one metric in one series: our own numbers, read at collection. A thirtieth of what a
 * counter of OpenTelemetry's costs each time, and zero before the first event.
 */
export class Counts {
  readonly #shared: Attributes;
  readonly #names: readonly string[];
  readonly #counts = new Map<string, Count>();

  /** `names`: the attributes that tell the counts apart, besides the `shared` ones. */
  constructor(shared: Attributes, names: readonly string[], zeros: readonly (readonly Value[])[]) {
    this.#shared = shared;
    this.#names = names;
    for (const values of zeros) this.#count(values[0], values[1]);
  }

  /** Counts one of these values. */
  add(first: Value, second?: Value): void {
    this.#count(first, second).value++;
  }

  /** Tells every count. */
  each(tell: (value: number, attributes: Attributes) => void): void {
    for (const { value, attributes } of this.#counts.values()) tell(value, attributes);
  }

  #count(first: Value, second: Value): Count {
    const key = second === undefined ? `${first}` : `${first} ${second}`;
    let count = this.#counts.get(key);
    if (count === undefined) {
      const [name, otherName] = this.#names;
      const attributes = { ...this.#shared };
      if (name !== undefined && first !== undefined) attributes[name] = first;
      if (otherName !== undefined && second !== undefined) attributes[otherName] = second;
      count = { attributes, value: 0 };
      this.#counts.set(key, count);
    }
    return count;
  }
}
