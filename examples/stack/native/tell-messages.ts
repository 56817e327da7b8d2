import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceivedMessage } from '../board/messages.ts';
import type { State } from '../board/state.ts';
import { clock } from './tell.ts';

/** Milliseconds between two looks. */
const INTERVAL = 1_000;

/** Says in the terminal when a spike begins and ends, and what the webhook gets, until it is disposed of. */
export function tellMessages(demo: string): AsyncDisposable {
  const stop = new AbortController();
  const told = tell(demo, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await told;
    },
  };
}

async function tell(demo: string, signal: AbortSignal): Promise<void> {
  let last = 0;
  let spike: string | undefined;
  while (!signal.aborted) {
    const state = await stateOf(demo, signal);
    if (state) {
      const { current, next } = state.forecast;
      if (current && current.begins !== spike) {
        console.log(
          `${timeOf(current.begins)}  the spike begins; a page is due by ${timeOf(current.pageBy)}`,
        );
      }
      if (!current && spike) {
        console.log(
          `${timeOf(state.forecast.now)}  the spike is over; the next begins at ${timeOf(next.begins)}`,
        );
      }
      spike = current?.begins;
      const news = state.messages.filter(({ number }) => number > last).reverse();
      for (const message of news) console.log(`${timeOf(message.at)}  ${sentence(message)}`);
      last = Math.max(last, ...news.map(({ number }) => number));
    }
    await sleep(INTERVAL, undefined, { signal }).catch(() => {});
  }
}

async function stateOf(demo: string, signal: AbortSignal): Promise<State | undefined> {
  const response = await fetch(`${demo}/api/state`, { signal }).catch(() => undefined);
  return response?.ok ? ((await response.json()) as State) : undefined;
}

function sentence({ receiver, status, alerts }: ReceivedMessage): string {
  const what = receiver === 'pages' ? 'page' : 'ticket';
  const names = alerts.map(({ labels, annotations }) => annotations.summary ?? labels.alertname);
  return `${what} at the webhook, ${status}: ${names.join('; ')}`;
}

function timeOf(iso: string): string {
  return clock(Date.parse(iso));
}
