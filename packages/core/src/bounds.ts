/** What stands for all values beyond a bound. */
export const OTHER = '_OTHER';

/** How many names, such as models, are told apart for each client name. */
export const MOST_NAMES = 50;

/** A bounded set of names that comes from outside: the first ones are told apart, the rest are not. */
export class AdmittedNames {
  readonly #names = new Set<string>();
  readonly #most: number;

  constructor(most: number = MOST_NAMES) {
    this.#most = most;
  }

  /** Whether `name` is told apart. */
  admit(name: string): boolean {
    if (this.#names.has(name)) return true;
    if (this.#names.size >= this.#most) return false;
    this.#names.add(name);
    return true;
  }

  /** `name`, or what stands for all that are not told apart. */
  name(name: string): string {
    return this.admit(name) ? name : OTHER;
  }
}
