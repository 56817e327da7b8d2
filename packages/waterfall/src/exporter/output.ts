import type { OutputStream } from './output-stream.ts';

/** Writes to a stream that may be closed or broken, and never lets the application feel it. */
export class Output {
  readonly #stream: OutputStream;
  #failure: Error | undefined;
  #unwritten = 0;
  #listening = false;

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  /** Why the last write went wrong, or the next one would; undefined when all is well. */
  get failure(): Error | undefined {
    return this.#isClosed() ? new Error('the output stream is closed') : this.#failure;
  }

  get columns(): number | undefined {
    return this.#stream.columns;
  }

  write(text: string): void {
    if (this.#isClosed()) return;
    this.#failure = undefined;
    this.#listen();
    this.#unwritten++;
    try {
      this.#stream.write(text, this.#written);
    } catch (error) {
      this.#failure = asError(error);
      this.#written();
    }
  }

  #isClosed(): boolean {
    return this.#stream.destroyed === true || this.#stream.writableEnded === true;
  }

  /**
   * An 'error' event that nobody listens to would end the process. We listen only while something is being written: at
   * other times the application's stream behaves as if we were not there.
   */
  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#stream.once?.('error', this.#broken);
  }

  readonly #broken = (error: Error): void => {
    this.#listening = false;
    this.#failure = error;
  };

  readonly #written = (error?: Error | null): void => {
    this.#unwritten--;
    if (error)
      this.#failure = error; // and the event follows
    else if (this.#unwritten === 0 && this.#listening) {
      this.#listening = false;
      this.#stream.removeListener?.('error', this.#broken);
    }
  };
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
