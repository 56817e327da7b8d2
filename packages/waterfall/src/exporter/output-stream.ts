/** Where drawings go: `process.stderr`, `process.stdout`, a file stream, or anything that takes text. */
export interface OutputStream {
  /** Takes a whole drawing, one or more lines; may call `done` when it is written, or could not be. */
  write(text: string, done?: (error?: Error | null) => void): unknown;
  /** Columns of a terminal; read for each drawing, so that it follows a resized window. */
  readonly columns?: number | undefined;
  /** Whether it is a terminal. */
  readonly isTTY?: boolean | undefined;
  /** Whether it has been closed; nothing is written to it then. */
  readonly destroyed?: boolean | undefined;
  /** Whether its end has been announced; nothing is written to it then. */
  readonly writableEnded?: boolean | undefined;
  once?(event: 'error', listener: (error: Error) => void): unknown;
  removeListener?(event: 'error', listener: (error: Error) => void): unknown;
}
