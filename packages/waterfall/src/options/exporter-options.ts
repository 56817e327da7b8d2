import type { OutputStream } from '../exporter/output-stream.ts';
import { type Environment, wantsAscii, wantsColor } from '../terminal/capabilities.ts';
import { type Check, checkOptions, wholeNumber } from './check.ts';
import { DEFAULT_MAX_ROWS, type DrawOptions, drawChecks } from './draw-options.ts';

/** How a `WaterfallExporter` draws, and where. */
export interface WaterfallOptions extends DrawOptions {
  /**
   * Where the drawings are written. Default `process.stderr`: they are about the program's work and are not its result,
   * which may be piped into something else.
   */
  readonly stream?: OutputStream | undefined;
  /** Columns that no line exceeds, at least 20. Default those of the stream, or 100 when it is not a terminal. */
  readonly width?: number | undefined;
  /**
   * Whether to colour, by ANSI escape sequences. Default whether the stream is a terminal, with the environment
   * variables `FORCE_COLOR`, `NO_COLOR` and `TERM=dumb` respected.
   */
  readonly color?: boolean | undefined;
  /** Whether to draw with ASCII characters only. Default whether the locale (`LC_ALL`, `LC_CTYPE`, `LANG`) is not UTF-8. */
  readonly ascii?: boolean | undefined;
  /** Whether to explain each character of the bars below the first drawing that has it. Default true. */
  readonly legend?: boolean | undefined;
  /**
   * Milliseconds from the end of a trace's local root to the drawing, in which spans that end just after it still come
   * into the same drawing. Default 100; 0 draws at once.
   */
  readonly drawAfter?: number | undefined;
}

export interface ResolvedExporterOptions {
  readonly stream: OutputStream;
  readonly width: number | undefined;
  readonly color: boolean;
  readonly ascii: boolean;
  readonly maxRows: number;
  readonly legend: boolean;
  readonly drawAfter: number;
}

const checks: ReadonlyMap<string, Check> = new Map([
  ['stream', { takes: 'a writable stream', accepts: isStream }],
  ...drawChecks,
  ['drawAfter', wholeNumber(0, 'milliseconds')],
]);

/** Throws a `TypeError` that names a bad option and what it takes. */
export function resolveExporterOptions(
  options: WaterfallOptions,
  env: Environment,
): ResolvedExporterOptions {
  checkOptions('WaterfallExporter', options, checks);
  const stream = options.stream ?? process.stderr;
  return {
    stream,
    width: options.width,
    color: options.color ?? wantsColor(stream.isTTY === true, env),
    ascii: options.ascii ?? wantsAscii(env, process.platform),
    maxRows: options.maxRows ?? DEFAULT_MAX_ROWS,
    legend: options.legend ?? true,
    drawAfter: options.drawAfter ?? 100,
  };
}

function isStream(value: unknown): boolean {
  return typeof (value as { write?: unknown } | null)?.write === 'function';
}
