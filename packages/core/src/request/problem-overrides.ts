import { checkOptions, type OptionRule } from '../check-options.ts';
import type { Problem } from './problem.ts';
import { PROBLEMS, type ProblemCode } from './problem-table.ts';

/** What is different about a problem. */
export interface ProblemOverride {
  /** 400 to 599. */
  readonly status?: number | undefined;
  readonly title?: string | undefined;
  /** A URI of yours that describes the problem. */
  readonly type?: string | undefined;
  /** Seconds to wait, as they are; `false` for no `Retry-After`. @default by the API's headers, for `rate_limited` and `overloaded` */
  readonly retryAfter?: number | false | undefined;
}

/** By code: what is different, or a function that makes it of the problem and the error. What that throws costs the override alone. */
export type ProblemOverrides = {
  readonly [Code in ProblemCode]?:
    | ProblemOverride
    | ((problem: Problem, error: unknown) => ProblemOverride | undefined)
    | undefined;
};

/**
 * `problem` as the application wants it.
 * @throws {TypeError} for a wrong value, which only a function can give that late.
 */
export function withOverride(problem: Problem, override: ProblemOverride): Problem {
  checkOptions('problems', override, OVERRIDE_RULES);
  const { status = problem.status, title, type, retryAfter } = override;
  const { 'retry-after': before, ...headers } = problem.headers;
  const after = retryAfter === undefined ? before : retryAfter && String(Math.ceil(retryAfter));
  const { body } = problem;
  return {
    status,
    headers: { ...headers, ...(after && { 'retry-after': after }) },
    body: { ...body, type: type ?? body.type, title: title ?? body.title, status },
  };
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isString = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

const OVERRIDE_RULES: Record<keyof ProblemOverride, OptionRule> = {
  status: {
    takes: 'a status from 400 to 599',
    fits: (value) => Number.isInteger(value) && isNumber(value) && value >= 400 && value <= 599,
  },
  title: { takes: 'a string that is not empty', fits: isString },
  type: { takes: 'a URI', fits: isString },
  retryAfter: {
    takes: 'a number of seconds from 1, or false',
    fits: (value) => value === false || (isNumber(value) && value >= 1),
  },
};

const PROBLEM_RULES: Record<string, OptionRule> = Object.fromEntries(
  Object.keys(PROBLEMS).map((code) => [
    code,
    {
      takes: 'an object or a function',
      fits: (value) => typeof value === 'function' || isObject(value),
    },
  ]),
);

/**
 * Checks the `problems` that `where` was given, for an adapter to call at start-up.
 * @throws {TypeError} naming the option and what it takes, for an unknown code or a wrong value.
 */
export function checkProblems(where: string, problems: unknown): void {
  checkOptions(where, { problems }, { problems: { takes: 'an object by code', fits: isObject } });
  checkOptions(where, problems, PROBLEM_RULES, 'problems.');
  for (const [code, override] of Object.entries(problems ?? {})) {
    if (typeof override !== 'function') {
      checkOptions(where, override, OVERRIDE_RULES, `problems.${code}.`);
    }
  }
}
