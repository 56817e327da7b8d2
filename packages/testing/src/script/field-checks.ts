import { validateHeaderName, validateHeaderValue } from 'node:http';

/** What a field may hold: the words for it, and the test. */
export interface FieldCheck {
  /** Follows "must be". */
  wanted: string;
  fits(value: unknown): boolean;
}

/** Whether a value is an object and no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least;
}

/** A block of a type that the server fills in or cuts into deltas needs what there is to cut. */
function isBlock(value: unknown): boolean {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'text':
      return typeof value.text === 'string';
    case 'thinking':
      return typeof value.thinking === 'string';
    case 'tool_use':
    case 'server_tool_use':
      return typeof value.name === 'string' && isRecord(value.input);
    default:
      return typeof value.type === 'string';
  }
}

function isHeader([name, value]: [string, unknown]): boolean {
  if (typeof value !== 'string' && value !== null) return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value ?? '');
    return true;
  } catch {
    return false;
  }
}

export const string: FieldCheck = {
  wanted: 'a string',
  fits: (value) => typeof value === 'string',
};

export const boolean: FieldCheck = {
  wanted: 'true or false',
  fits: (value) => typeof value === 'boolean',
};

export const milliseconds: FieldCheck = {
  wanted: 'a number of milliseconds, 0 or more',
  fits: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
};

export const finite: FieldCheck = { wanted: 'a finite number', fits: Number.isFinite };

export const index: FieldCheck = {
  wanted: 'a whole number, 0 or more',
  fits: (value) => isWhole(value, 0),
};

export const count: FieldCheck = {
  wanted: 'a whole number, 1 or more',
  fits: (value) => isWhole(value, 1),
};

export const times: FieldCheck = {
  wanted: 'a whole number, 1 or more, or "forever"',
  fits: (value) => value === 'forever' || value === Number.POSITIVE_INFINITY || isWhole(value, 1),
};

export const httpStatus: FieldCheck = {
  wanted: 'an HTTP status from 200 to 599',
  fits: (value) => isWhole(value, 200) && Number(value) < 600,
};

export const secondsOrText: FieldCheck = {
  wanted: 'a number of seconds, or a text such as an HTTP date',
  fits: (value) => Number.isFinite(value) || (typeof value === 'string' && isHeader(['x', value])),
};

export const array: FieldCheck = { wanted: 'an array', fits: Array.isArray };

export const jsonValue: FieldCheck = {
  wanted: 'a JSON value',
  fits: (value) => value !== undefined,
};

export const blocks: FieldCheck = {
  wanted: 'an array of content blocks, each with a "type" and what the API has for it',
  fits: (value) => Array.isArray(value) && value.every(isBlock),
};

export const headers: FieldCheck = {
  wanted: 'an object of valid header names, each with a valid string or null',
  fits: (value) => isRecord(value) && Object.entries(value).every(isHeader),
};

/** One of these strings. */
export function oneOf(...choices: readonly string[]): FieldCheck {
  return {
    wanted: `one of ${choices.join(', ')}`,
    fits: (value) => choices.some((choice) => choice === value),
  };
}

/** An object with these fields and no others; a name that ends in `?` may be left out. */
export function shape(fields: Readonly<Record<string, FieldCheck>>): FieldCheck {
  const names = Object.keys(fields);
  const known = new Map(
    Object.entries(fields).map(([name, check]) => [name.replace('?', ''), check]),
  );
  const required = names.filter((name) => !name.endsWith('?'));
  return {
    wanted: `an object { ${names.map((name) => `${name}: ${fields[name]?.wanted}`).join('; ')} }`,
    fits: (value) =>
      isRecord(value) &&
      required.every((name) => value[name] !== undefined) &&
      Object.entries(value).every(([name, inner]) => known.get(name)?.fits(inner) ?? false),
  };
}

/** Either of two checks. */
export function either(one: FieldCheck, other: FieldCheck): FieldCheck {
  return {
    wanted: `${one.wanted}, or ${other.wanted}`,
    fits: (value) => one.fits(value) || other.fits(value),
  };
}
