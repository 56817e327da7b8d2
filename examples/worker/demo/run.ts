import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import { instrument } from 'spanthropic';
import type { Pace } from '../pace.ts';
import { Tally } from '../tally.ts';
import { work } from '../worker.ts';
import { startLimitedApi } from './limited-api.ts';

/** How many calls run at a time at most. */
export const concurrency = 8;

const questions = Array.from(
  { length: 50 },
  (_, index) => `Write ${index + 1} in French, in words, and nothing else.`,
);

/** What became of the questions, and how many seconds it took. */
export interface Finished {
  readonly tally: Tally;
  readonly seconds: number;
}

/** Told of a change of pace, so many seconds after the start. */
type Listener = (pace: Pace, seconds: number) => void;

/** Asks the real API where there is a key, and otherwise a fake one whose limit is still whole. */
export async function run(paced: boolean, onPace: Listener): Promise<Finished> {
  if (process.env.ANTHROPIC_API_KEY?.trim()) return ask({}, paced, onPace);
  const api = await startLimitedApi();
  try {
    const options = { baseURL: api.url, apiKey: 'not needed here', authToken: null };
    return await ask(options, paced, onPace);
  } finally {
    await api.close();
  }
}

async function ask(options: ClientOptions, paced: boolean, onPace: Listener): Promise<Finished> {
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1000;
  const tally = new Tally();
  const client = instrument(new Anthropic(options), {
    name: paced ? 'paced' : 'unpaced',
    onEvent: (event) => tally.add(event),
  });
  await work(client, questions, {
    concurrency,
    paced,
    onPace: (pace) => onPace(pace, elapsed()),
  });
  return { tally, seconds: elapsed() };
}
