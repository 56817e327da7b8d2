import { once } from 'node:events';
import { constants, createGzip } from 'node:zlib';

/** A gzip stream that hands out what it has after each piece, so that the reader can unpack it at once. */
export class FlushingGzip {
  readonly #gzip = createGzip();
  #chunks: Buffer[] = [];

  constructor() {
    this.#gzip.on('data', (chunk) => this.#chunks.push(chunk));
  }

  /** The bytes from which the reader gets this piece. */
  async pack(piece: string): Promise<Buffer> {
    this.#gzip.write(piece);
    await new Promise<void>((resolve) => {
      this.#gzip.flush(constants.Z_SYNC_FLUSH, resolve);
    });
    return this.#taken();
  }

  /** The closing bytes. */
  async finish(): Promise<Buffer> {
    const ended = once(this.#gzip, 'end');
    this.#gzip.end();
    await ended;
    return this.#taken();
  }

  /** Frees the memory of a stream that will not be finished. */
  destroy(): void {
    this.#gzip.destroy();
  }

  #taken(): Buffer {
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [];
    return bytes;
  }
}
