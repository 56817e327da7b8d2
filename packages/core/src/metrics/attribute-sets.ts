import type { Attributes } from '@opentelemetry/api';
import { OTHER } from '../bounds.ts';

/** How many sets of added attributes are told apart, for each client name. */
const MOST_SETS = 100;

/** Attributes that were added to the metrics of a call, with what tells them from others. */
export interface AttributeSet {
  readonly key: string;
  readonly attributes: Attributes;
  /** It stands for all that are not told apart. */
  readonly folded: boolean;
}

/** A call to which nothing was added. */
const nothingAdded: AttributeSet = { key: '', attributes: {}, folded: false };

/** The sets that `attributes()` and the adapters added: the first 100 are told apart. */
export class AttributeSets {
  readonly #sets = new Map<string, AttributeSet>();
  #others: AttributeSet | undefined;

  /** The set under which a call with these attributes is counted. */
  admit(added: Attributes | undefined): AttributeSet {
    if (added === undefined) return nothingAdded;
    const entries = Object.entries(added);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(entries);
    const known = this.#sets.get(key);
    if (known) return known;
    if (this.#sets.size >= MOST_SETS) return this.#foldAll();
    const set = { key, attributes: Object.fromEntries(entries), folded: false };
    this.#sets.set(key, set);
    return set;
  }

  /** What stands for `set` where there is no room for it. */
  fold(set: AttributeSet): AttributeSet {
    return set === nothingAdded ? set : this.#foldAll();
  }

  /** One set for all: every name that is known, without its values. */
  #foldAll(): AttributeSet {
    this.#others ??= {
      key: OTHER,
      attributes: Object.fromEntries(
        [...this.#sets.values()].flatMap(({ attributes }) =>
          Object.keys(attributes).map((name) => [name, OTHER]),
        ),
      ),
      folded: true,
    };
    return this.#others;
  }
}
