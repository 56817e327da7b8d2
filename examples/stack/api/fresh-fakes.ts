import { type FakeClaude, startFakeClaude } from '@spanthropic/testing';
import { script } from './script.ts';

/** A fake API keeps a record of all that it received, so one that has served so many is replaced. */
const REQUESTS = 500;

/** How long the last requests of a replaced one may take, milliseconds. */
const PATIENCE = 120_000;

/** Fake APIs, one after the other, so that a demo can run for days. */
export class FreshFakes implements AsyncDisposable {
  #current: Promise<FakeClaude> | undefined;
  readonly #retired = new Set<FakeClaude>();

  /** The one that takes the next request. */
  async next(): Promise<FakeClaude> {
    this.#current ??= startFakeClaude(script);
    const current = await this.#current;
    if (current.requests.length >= REQUESTS && !this.#retired.has(current)) {
      this.#current = startFakeClaude(script);
      void this.#retire(current);
    }
    return await this.#current;
  }

  async #retire(fake: FakeClaude): Promise<void> {
    this.#retired.add(fake);
    await fake.settled(PATIENCE).catch(() => {});
    await fake.close();
    this.#retired.delete(fake);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#current, ...this.#retired].map(async (fake) => (await fake)?.close()));
  }
}
