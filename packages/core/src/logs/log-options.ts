/** Options of `logEvents()`. Every one may be left out. */
export interface LogOptions {
  /**
   * A backoff that is planned to last longer than this, in milliseconds, has a line when it begins, for
   * its call may not end before the night does. `Infinity` for none.
   * @default 60000
   */
  readonly longBackoff?: number;
  /**
   * Whether each stall of a stream has a line while it lasts.
   * @default true
   */
  readonly stalls?: boolean;
}

/** The options, complete and checked. */
export interface LogSettings {
  /** Seconds. */
  readonly longBackoff: number;
  readonly stalls: boolean;
}

/**
 * Checks what `logEvents()` was given and fills in the defaults.
 * @throws {TypeError} naming what is wrong and what it takes.
 */
export function resolveLogOptions(logger: unknown, options: LogOptions | undefined): LogSettings {
  const methods: { warn?: unknown; error?: unknown } = Object(logger);
  if (typeof methods.warn !== 'function' || typeof methods.error !== 'function') {
    throw new TypeError('logEvents(): takes a logger, an object with warn() and error()');
  }
  if (options !== undefined && (typeof options !== 'object' || options === null)) {
    throw new TypeError('logEvents(): the options must be an object');
  }
  const { longBackoff = 60_000, stalls = true, ...unknown } = options ?? {};
  const [name] = Object.keys(unknown);
  if (name !== undefined) {
    throw new TypeError(
      `logEvents(): unknown option '${name}'; the options are longBackoff, stalls`,
    );
  }
  // Not a number is not at least 0 either.
  if (typeof longBackoff !== 'number' || !(longBackoff >= 0)) {
    throw new TypeError("logEvents(): option 'longBackoff' takes a number of milliseconds from 0");
  }
  if (typeof stalls !== 'boolean') {
    throw new TypeError("logEvents(): option 'stalls' takes a boolean");
  }
  return { longBackoff: longBackoff / 1000, stalls };
}
