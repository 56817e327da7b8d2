import type { StreamAnswer } from '../answer/answer.ts';
import type { StreamEvent } from '../message/stream-events.ts';
import type { Stall } from '../script/step.ts';
import { Pinger } from './pinger.ts';
import type { Reply } from './reply.ts';

/** What a stream does between its events: waits, stalls and pings. */
export class StreamWaits {
  readonly #options: StreamAnswer['options'];
  readonly #reply: Reply;
  readonly #pinger: Pinger;
  readonly #firstDelta: number;
  readonly #firstBlock: number;

  constructor(events: readonly StreamEvent[], options: StreamAnswer['options'], reply: Reply) {
    this.#options = options;
    this.#reply = reply;
    this.#pinger = new Pinger(reply, intervalOf(options.pings) ?? Number.POSITIVE_INFINITY);
    this.#firstDelta = events.findIndex(({ type }) => type === 'content_block_delta');
    this.#firstBlock = events.findIndex(({ type }) => type === 'content_block_start');
  }

  /** Waits until the event at this index, or the end in its place, is due. */
  async before(index: number): Promise<void> {
    const { stall } = this.#options;
    await this.#pinger.wait(this.#gap(index));
    if (stall?.at === index) await this.#stall(stall);
  }

  /** After the first block has started, writes its pings, and starts those at an interval. */
  async after(index: number): Promise<void> {
    if (index !== this.#firstBlock) return;
    const { pings = 1 } = this.#options;
    const count = typeof pings === 'number' ? pings : 0;
    for (let ping = 0; ping < count; ping += 1) await this.#pinger.ping();
    this.#pinger.start();
  }

  #gap(index: number): number {
    const { pace = 0, firstToken = pace } = this.#options;
    if (index === this.#firstDelta) return firstToken;
    return index > this.#firstDelta ? pace : 0;
  }

  async #stall({ ms, pings = false }: Stall): Promise<void> {
    if (!pings) return this.#pinger.silence(ms);
    if (intervalOf(this.#options.pings) !== undefined) return this.#pinger.wait(ms);
    // Four pings fit, the fourth well before the end.
    const pinger = new Pinger(this.#reply, ms / 4.5);
    pinger.start();
    return pinger.wait(ms);
  }
}

function intervalOf(pings: StreamAnswer['options']['pings']): number | undefined {
  return typeof pings === 'object' ? pings.every : undefined;
}
