import { MOST_NAMES, OTHER } from '../bounds.ts';
import { countOverflow } from './overflow.ts';

/**
 * The models that are told apart, 50 of each client name. A name is taken at the start of its first
 * call, so that its series begin at zero, and given back when the API does not know it (404): whoever
 * can choose the model of a public service can invent thousands of names. Another 50 such names at
 * most ever become series.
 */
export class ModelNames {
  readonly #known = new Set<string>();
  readonly #unproven = new Set<string>();
  readonly #refused = new Set<string>();

  /** The name under which a call that begins is counted. */
  label(model: string): string {
    if (this.#known.has(model) || this.#unproven.has(model)) return model;
    const taken = this.#known.size + this.#unproven.size;
    const wasted = this.#unproven.size + this.#refused.size;
    if (taken >= MOST_NAMES || wasted >= MOST_NAMES || this.#refused.has(model)) {
      countOverflow('models');
      return OTHER;
    }
    this.#unproven.add(model);
    return model;
  }

  /** The API has answered a call of `model`. */
  answered(model: string, status: number): void {
    if (this.#known.has(model)) return;
    if (status === 404) {
      if (this.#unproven.delete(model)) this.#refused.add(model);
    } else if (this.#known.size < MOST_NAMES) {
      this.#unproven.delete(model);
      this.#refused.delete(model);
      this.#known.add(model);
    }
  }
}
