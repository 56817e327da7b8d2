import { setTimeout as sleep } from 'node:timers/promises';
import type { Schedule } from '../api/schedule.ts';

/** Users of one route. */
interface Flow {
  readonly route: string;
  /** Requests per second, in the mean. */
  readonly calm: number;
  readonly spike: number;
  readonly text: string;
}

/** Somebody starts to summarize the archive: the large model's limit is not made for that. */
const FLOWS: readonly Flow[] = [
  { route: '/chat', calm: 1, spike: 1, text: 'How do I return a parcel?' },
  { route: '/summarize', calm: 0.5, spike: 3, text: 'Summarize this conversation: ...' },
  { route: '/classify', calm: 1, spike: 1, text: 'Which department is this for? ...' },
];

/** Requests in flight at a time; what comes beyond is not made. */
const MOST = 100;

/** Keeps a service busy by the schedule, until it is stopped. */
export class Traffic implements Disposable {
  readonly #stop = new AbortController();
  #active = 0;

  constructor(url: string, schedule: Schedule) {
    for (const flow of FLOWS) void this.#flow(flow, url, schedule);
  }

  async #flow(flow: Flow, url: string, schedule: Schedule): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const perSecond = schedule.current() ? flow.spike : flow.calm;
      // Requests of users do not come in step.
      const pause = (1000 / perSecond) * (0.5 + Math.random());
      await sleep(pause, undefined, { signal }).catch(() => {});
      if (!signal.aborted && this.#active < MOST) void this.#ask(flow, url, signal);
    }
  }

  /** What came of it is what telemetry is to say. */
  async #ask({ route, text }: Flow, url: string, signal: AbortSignal): Promise<void> {
    this.#active += 1;
    try {
      const response = await fetch(`${url}${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text }),
        signal,
      });
      await response.arrayBuffer();
    } catch (error) {
      if (!signal.aborted) console.error(`No answer from ${route}:`, error);
    } finally {
      this.#active -= 1;
    }
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }
}
