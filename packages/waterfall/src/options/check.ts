export interface Check {
  /** What the option takes, for the error message. */
  readonly takes: string;
  accepts(value: unknown): boolean;
}

/** Throws a `TypeError` for the first option that is unknown or has a value that it does not take. */
export function checkOptions(
  owner: string,
  options: unknown,
  checks: ReadonlyMap<string, Check>,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${owner}: the options are an object, not ${show(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    const check = checks.get(name);
    if (check === undefined) {
      const known = [...checks.keys()].join(', ');
      throw new TypeError(`${owner}: unknown option '${name}'; there are ${known}`);
    }
    if (value !== undefined && !check.accepts(value)) {
      throw new TypeError(`${owner}: option '${name}' takes ${check.takes}, not ${show(value)}`);
    }
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

export const aBoolean: Check = {
  takes: 'true or false',
  accepts: (value) => typeof value === 'boolean',
};

export function wholeNumber(least: number, what: string): Check {
  return {
    takes: `${what}, a whole number of at least ${least}`,
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= least,
  };
}
