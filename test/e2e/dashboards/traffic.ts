import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FakeClaude,
  ok,
  type Step,
  spendLimitReached,
  status,
  stream,
} from '@spanthropic/testing';
import type { Chain } from './chain.ts';

/** What happens in the time that the dashboards are asked about. Every expected value counts on it. */
const HAPPENS = {
  /** Streams of 1000 tokens in, 100 out, first token after 0.9 s, 3 s long. */
  streams: 20,
  /** The same, silent for 3 s in its text. */
  stalled: 1,
  /** Ends without its last event. */
  truncated: 1,
  /** Its reader goes away. */
  aborted: 1,
  /** Titles: 10 tokens in, 5 out. */
  titles: 7,
  /** 429 after 0.6 s, half a second of sleep, then a title. */
  limited: 6,
  /** 529 three times, 0.05 s of sleep in between. */
  overloaded: 2,
  /** 429 three times, each after 0.6 s, 0.05 s of sleep in between: the last one's body says that it is the spend limit. */
  spendLimited: 1,
  /** 400. */
  rejected: 1,
  /** As `overloaded`, and sent once more, which then is served. */
  again: 1,
  /** Tokens are counted, outside of any route; the second answer has a limit that does not parse. */
  counted: 3,
} as const;

type Kind = keyof typeof HAPPENS;

const hourAhead = new Date(Date.now() + 3_600_000).toISOString();
const NONE = ['requests', 'tokens', 'input-tokens', 'output-tokens'].flatMap((family) =>
  ['limit', 'remaining', 'reset'].map((what) => [`anthropic-ratelimit-${family}-${what}`, null]),
);
/** The headers of these limits, and of no others. */
function limits(
  known: Readonly<Record<string, readonly [limit: number, remaining: number | string]>>,
) {
  const headers = Object.entries(known).flatMap(([family, [limit, remaining]]) => [
    [`anthropic-ratelimit-${family}-limit`, String(limit)],
    [`anthropic-ratelimit-${family}-remaining`, String(remaining)],
    [`anthropic-ratelimit-${family}-reset`, hourAhead],
  ]);
  const all: Record<string, string | null> = Object.fromEntries([...NONE, ...headers]);
  return { headers: all };
}

const OPUS = limits({ requests: [1000, 370], 'input-tokens': [8000, 4000] });
const HAIKU = limits({ requests: [100, 63] });
/** Of a 429. */
const REFUSED = { ...HAIKU, delay: 600 };
const COUNT = limits({ requests: [500, 495] });
const UNREADABLE = limits({ requests: [500, 'many'] });

const chat = {
  ...OPUS,
  usage: { input_tokens: 1000, output_tokens: 100 },
  firstToken: 900,
  deltas: 5,
  pace: 300,
};
const title = ok({ ...HAIKU, usage: { input_tokens: 10, output_tokens: 5 } });
const limited = (retryAfterMs: number): Step => status(429, { ...REFUSED, retryAfterMs });
const overloaded = (times: number): Step => status(529, { ...HAIKU, retryAfterMs: 50, times });
const spendLimit = spendLimitReached({ ...REFUSED, retryAfterMs: 50, times: 3 });

/** A caller of the services. */
export class Traffic implements Disposable {
  readonly #chain: Chain;
  readonly #api: FakeClaude;
  readonly #waiting = new AbortController();
  #calls = 0;

  constructor(chain: Chain, api: FakeClaude) {
    this.#chain = chain;
    this.#api = api;
  }

  /** One of each kind, so that every series is there before anything is measured. The shop's calls. */
  async warmUp(): Promise<number> {
    const calls = await this.#all({
      streams: 1,
      stalled: 0,
      truncated: 1,
      aborted: 1,
      titles: 1,
      limited: 1,
      overloaded: 1,
      spendLimited: 1,
      rejected: 1,
      again: 1,
      counted: 1,
    });
    // As many models as a client tells apart.
    await Promise.all(Array.from({ length: 50 }, (_, index) => this.#model(`model-${index}`)));
    return calls;
  }

  /** What {@link HAPPENS}, until all of it is over. The shop's calls. */
  async happen(): Promise<number> {
    const [calls] = await Promise.all([
      this.#all(HAPPENS),
      this.#model('one-too-many'),
      this.#model('two-too-many'),
    ]);
    return calls;
  }

  /** Two calls asleep, for a long time and for a short one, and a stream that is silent. They go on. */
  async wait(): Promise<void> {
    const { signal } = this.#waiting;
    void this.#send('shop', 'titles', [status(429, { ...REFUSED, retryAfter: 600 })], signal);
    void this.#send('shop', 'titles', [status(429, { ...REFUSED, retryAfter: 50 })], signal);
    void this.#send('shop', 'chat', [stream({ ...OPUS, end: 'never', after: 2 })], signal);
    await sleep(500);
  }

  [Symbol.dispose](): void {
    this.#waiting.abort();
  }

  async #all(counts: Readonly<Record<Kind, number>>): Promise<number> {
    const scripts: Record<
      Exclude<Kind, 'counted'>,
      readonly [route: string, steps: readonly Step[]]
    > = {
      streams: ['chat', [stream(chat)]],
      stalled: ['chat', [stream({ ...chat, stall: { at: 4, ms: 3_000 } })]],
      truncated: ['chat', [stream({ ...chat, end: 'truncated', after: 4 })]],
      aborted: ['chat', [stream({ ...chat, stall: { at: 4, ms: 60_000 } })]],
      titles: ['titles', [title]],
      limited: ['titles', [limited(500), title]],
      overloaded: ['titles', [overloaded(3)]],
      spendLimited: ['titles', [spendLimit]],
      rejected: ['titles', [status(400, HAIKU)]],
      again: ['again', [overloaded(3), title]],
    };
    const calls = Object.entries(scripts).flatMap(([kind, script]) =>
      Array.from({ length: counts[kind as Kind] }, () => ({ kind, script })),
    );
    const sent = calls.map(async ({ kind, script: [route, steps] }, index) => {
      // One after the other, lest a busy machine be late for all of them at once.
      await sleep(index * 50);
      await (kind === 'aborted' ? this.#leave(route, steps) : this.#send('shop', route, steps));
    });
    await Promise.all([...sent, this.#count(counts.counted)]);
    // Each time `again` is two calls.
    return calls.length + counts.again + counts.counted;
  }

  /** One after the other: limits are read when metrics are collected, and then the newest tells what is left. */
  async #count(times: number): Promise<void> {
    for (const answer of [COUNT, UNREADABLE, COUNT].slice(0, times)) {
      await this.#send('shop', 'count', [ok(answer)]);
      if (answer === UNREADABLE) await sleep(1_500);
    }
  }

  #model(name: string): Promise<void> {
    return this.#send('bulk', `models/${name}`, [ok()]);
  }

  /** Sends a request, and reads its answer. */
  async #send(
    service: 'shop' | 'bulk',
    route: string,
    steps: readonly Step[],
    signal?: AbortSignal,
  ): Promise<void> {
    const response = await this.#request(service, route, steps, signal).catch(() => undefined);
    await response?.text().catch(() => {}); // a stream that is cut is one that was asked for
  }

  /** Sends a request, and goes away as soon as the answer begins. */
  async #leave(route: string, steps: readonly Step[]): Promise<void> {
    const gone = new AbortController();
    const { body } = await this.#request('shop', route, steps, gone.signal);
    await body?.getReader().read();
    gone.abort();
  }

  #request(
    service: 'shop' | 'bulk',
    route: string,
    steps: readonly Step[],
    signal: AbortSignal | null = null,
  ): Promise<Response> {
    this.#calls += 1;
    const headers = this.#api.play(`call-${this.#calls}`, steps);
    const url = `${this.#chain[service].url}/${route}`;
    return fetch(url, { method: 'POST', headers, signal });
  }
}
