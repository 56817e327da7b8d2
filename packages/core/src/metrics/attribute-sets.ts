import type { Attributes } from '@opentelemetry/api';
import { OTHER } from '../bounds.ts';
import { countOverflow } from './overflow.ts';

/** How many sets of added attributes are told apart, for each client name. */
const MOST_SETS = 100;

/** Attributes that were added to the metrics of a call, with what tells them from others. */
export interface AttributeSet {
  readonly key: string;
  readonly attributes: Attributes;
}

/** A call to which nothing was added. */
const nothingAdded: AttributeSet = { key: '', attributes: {} };

/** The sets that `attributes()` and the adapters added: the first 100 are told apart. */
export class AttributeSets {
  readonly #sets = new Map<string, AttributeSet>();
  readonly #names = new Set<string>();

  /** The set under which a call with these attributes is counted. */
  admit(added: Attributes | undefined): AttributeSet {
    if (added === undefined) return nothingAdded;
    const entries = Object.entries(added).filter(([, value]) => value !== undefined);
    if (entries.length === 0) return nothingAdded;
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(entries);
    const known = this.#sets.get(key);
    if (known) return known;
    if (this.#sets.size >= MOST_SETS) return this.fold(added);
    for (const [name] of entries) this.#names.add(name);
    const set = { key, attributes: Object.fromEntries(entries) };
    this.#sets.set(key, set);
    return set;
  }

  /** What stands for all further sets: the names that are known, without their values. */
  fold(added: Attributes | undefined): AttributeSet {
    if (added === undefined) return nothingAdded;
    countOverflow('attributes');
    const names = Object.keys(added).filter((name) => this.#names.has(name));
    names.sort();
    return {
      key: `${OTHER} ${names}`,
      attributes: Object.fromEntries(names.map((name) => [name, OTHER])),
    };
  }
}
