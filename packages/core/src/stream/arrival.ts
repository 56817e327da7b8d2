/** A reader that comes this much too late for bytes, in milliseconds, cannot say when they came. */
const TOLERANCE = 1;

/**
 * When the bytes of one body came, and who waited for whom. The reader asks for a chunk and is
 * handed one: between the two the reader waited for the server, otherwise the body waited for the
 * reader. All times in milliseconds of the call's clock.
 */
export class Arrival {
  /** When the reader asked for the chunk it waits for; undefined while it does not wait. */
  waitingSince: number | undefined;
  /** When the last chunk was handed over; at first, when the headers were. */
  at: number;
  /** The reader waited for the server. */
  serverWait = 0;
  /** The body waited for the reader. */
  appWait = 0;
  /** The longest single wait for the server. */
  maxGap = 0;
  /** Whether any chunk was asked for: where none was, nothing here is known. */
  read = false;
  /** How late the reader came to bytes that may have been there already. */
  #lag = 0;

  constructor(headersAt: number) {
    this.at = headersAt;
  }

  /** The reader asks for the next chunk. */
  asked(now: number): void {
    const late = now - this.at;
    this.appWait += late;
    this.#lag += late;
    this.waitingSince = now;
    this.read = true;
  }

  /** A chunk, or the end, is handed to the reader. */
  handedOver(now: number): void {
    if (this.waitingSince === undefined) return;
    const waited = now - this.waitingSince;
    this.serverWait += waited;
    if (waited > this.maxGap) this.maxGap = waited;
    // Bytes that were there already are handed over at once. After a real wait the reader has caught up.
    if (waited >= TOLERANCE) this.#lag = 0;
    this.at = now;
    this.waitingSince = undefined;
  }

  /** Whether the last chunk's hand-over was its arrival, within a millisecond. */
  get prompt(): boolean {
    return this.read && this.#lag < TOLERANCE;
  }
}
