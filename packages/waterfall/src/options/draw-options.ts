import { aBoolean, type Check, checkOptions, wholeNumber } from './check.ts';

/** How `drawTrace` draws. */
export interface DrawOptions {
  /** Columns that no line exceeds, at least 20. Default 100. */
  readonly width?: number | undefined;
  /** Whether to colour, by ANSI escape sequences. Default false. */
  readonly color?: boolean | undefined;
  /** Whether to draw with ASCII characters only. Default false. */
  readonly ascii?: boolean | undefined;
  /** How many spans get a line of their own; the rest is folded into one line. Default 100. */
  readonly maxRows?: number | undefined;
  /** Whether to explain below what the characters of the bars mean. Default true. */
  readonly legend?: boolean | undefined;
}

export type ResolvedDrawOptions = {
  readonly [name in keyof DrawOptions]-?: NonNullable<DrawOptions[name]>;
};

export const DEFAULT_WIDTH = 100;
export const DEFAULT_MAX_ROWS = 100;

export const drawChecks: ReadonlyMap<string, Check> = new Map([
  ['width', wholeNumber(20, 'columns')],
  ['color', aBoolean],
  ['ascii', aBoolean],
  ['maxRows', wholeNumber(1, 'lines')],
  ['legend', aBoolean],
]);

export function resolveDrawOptions(options: DrawOptions): ResolvedDrawOptions {
  checkOptions('drawTrace', options, drawChecks);
  return {
    width: options.width ?? DEFAULT_WIDTH,
    color: options.color ?? false,
    ascii: options.ascii ?? false,
    maxRows: options.maxRows ?? DEFAULT_MAX_ROWS,
    legend: options.legend ?? true,
  };
}
