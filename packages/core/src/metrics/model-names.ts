import { MOST_NAMES, OTHER } from '../bounds.ts';

/** What is longer is no name: whoever can choose the model of a public service can send any text. */
const LONGEST = 128;

/**
 * The models that are told apart, 50 of each client name: those that have answered. A name is told at
 * the start of its first call, so that its series begin at zero, before anybody knows whether there is
 * such a model; but never more than 50 that have not answered, and those take no place of the others.
 */
export class ModelNames {
  readonly #known = new Set<string>();
  readonly #unknown = new Set<string>();

  /** The name under which a call that begins is counted. */
  label(model: string): string {
    if (this.#known.has(model) || this.#unknown.has(model)) return model;
    const full = this.#known.size >= MOST_NAMES || this.#unknown.size >= MOST_NAMES;
    if (full || model.length > LONGEST) return OTHER;
    this.#unknown.add(model);
    return model;
  }

  /** The API has answered a call of `model`. A refusal, such as 404 or 429, says nothing of the model. */
  answered(model: string, status: number): void {
    if (status >= 300 || model.length > LONGEST || this.#known.has(model)) return;
    if (this.#known.size >= MOST_NAMES) return;
    this.#known.add(model);
    this.#unknown.delete(model);
  }
}
