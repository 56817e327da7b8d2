import type { Page } from './page.ts';
import { lineOf, type Status } from './status.ts';

/** Milliseconds between two looks. */
const interval = 100;

/**
 * What is going on, for as long as it goes on: in a terminal one line that is rewritten in its place,
 * elsewhere a line now and then, when more sleep or stream than any line has said.
 */
export class StatusLine {
  readonly #page: Page;
  readonly #look: () => Status;
  #timer: NodeJS.Timeout | undefined;
  #told: Pick<Status, 'asleep' | 'streams'> | undefined;

  constructor(page: Page, look: () => Status) {
    this.#page = page;
    this.#look = look;
  }

  /** Shows the status from now on, until it is stopped. */
  start(): void {
    // It holds no process up.
    this.#timer = setInterval(() => this.show(), interval).unref();
  }

  /** Shows it once. */
  show(): void {
    const status = this.#look();
    if (this.#page.isLive) this.#page.rewrite(lineOf(status, this.#page.liveWidth));
    else this.#tell(status);
  }

  /** Ends it, and leaves no trace of it in a terminal. */
  stop(): void {
    clearInterval(this.#timer);
    this.#page.clear();
  }

  #tell(status: Status): void {
    const { active, asleep, streams } = status;
    const told = this.#told;
    const isNews = told === undefined || asleep > told.asleep || streams > told.streams;
    if (active === 0 || !isNews) return;
    this.#told = {
      asleep: Math.max(asleep, told?.asleep ?? 0),
      streams: Math.max(streams, told?.streams ?? 0),
    };
    const now = 'now: ';
    this.#page.aside(`${now}${lineOf(status, this.#page.width - now.length)}`);
  }
}
