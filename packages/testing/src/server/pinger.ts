import { now } from '../wire/clock.ts';
import { sseFrame } from '../wire/sse.ts';
import type { Reply } from './reply.ts';

/** Writes the ping events of a stream, between its other events and while it waits. */
export class Pinger {
  readonly #reply: Reply;
  readonly #every: number;
  #next = Number.POSITIVE_INFINITY;

  /** `every` in milliseconds; infinite for none while the stream waits. */
  constructor(reply: Reply, every: number) {
    this.#reply = reply;
    this.#every = every;
  }

  /** From now on a ping falls due every so often. */
  start(): void {
    this.#next = now() + this.#every;
  }

  /** Writes one ping. */
  async ping(): Promise<void> {
    await this.#reply.write('ping', sseFrame('ping', { type: 'ping' }));
  }

  /** Waits so many milliseconds, with the pings that fall due. */
  async wait(milliseconds: number): Promise<void> {
    const end = now() + milliseconds;
    while (this.#next < end) {
      await this.#reply.until(this.#next);
      this.#next += this.#every;
      await this.ping();
    }
    await this.#reply.until(end);
  }

  /** Waits without a ping. */
  async silence(milliseconds: number): Promise<void> {
    await this.#reply.until(now() + milliseconds);
    this.start();
  }
}
