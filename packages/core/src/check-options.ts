/** What an option takes. */
export interface OptionRule {
  /** In words: `a boolean`. */
  readonly takes: string;
  readonly fits: (value: unknown) => boolean;
}

/**
 * Checks the options of `where`, a function such as `instrument`. An option that is `undefined` counts as
 * left out. `prefix` is for options of options: `problems.`.
 * @throws {TypeError} naming the option and what it takes, for an unknown name or a wrong value.
 */
export function checkOptions(
  where: string,
  options: unknown,
  rules: Readonly<Record<string, OptionRule>>,
  prefix = '',
): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${where}(): the options must be an object, not ${describe(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      const known = Object.keys(rules).join(', ');
      throw new TypeError(
        `${where}(): unknown option '${prefix}${name}'; the options are ${known}`,
      );
    }
    if (value !== undefined && !rule.fits(value)) {
      throw new TypeError(
        `${where}(): option '${prefix}${name}' takes ${rule.takes}, not ${describe(value)}`,
      );
    }
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : `a value of type ${typeof value}`;
}
