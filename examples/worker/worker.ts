import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { rateLimits } from 'spanthropic';
import { type Pace, paceOf } from './pace.ts';

/** Milliseconds after which a runner that rests looks again. */
const REST = 50;

export interface WorkOptions {
  /** The most calls at a time. */
  readonly concurrency: number;
  /** Whether to slow down by what the rate limits have left. */
  readonly paced: boolean;
  /** Told how many calls may run at a time, whenever that has changed. */
  readonly onPace?: ((pace: Pace) => void) | undefined;
}

/** Asks all `questions`. The client is instrumented, so it knows what its responses said of the limits. */
export async function work(
  client: Anthropic,
  questions: readonly string[],
  { concurrency, paced, onPace }: WorkOptions,
): Promise<void> {
  const queue = [...questions];
  let atATime: number | undefined;

  const allowed = (): number => {
    const pace = paceOf(paced ? rateLimits(client) : [], concurrency);
    if (pace.atATime !== atATime) onPace?.(pace);
    atATime = pace.atATime;
    return atATime;
  };

  // Each runner has a number, and rests while fewer than that may run.
  const runner = async (number: number): Promise<void> => {
    while (queue.length > 0) {
      if (number > allowed()) await sleep(REST);
      else await ask(client, queue.shift() ?? '');
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, index) => runner(index + 1)));
}

/** The next one may fare better than one that the API could not answer now; `onEvent` has told of it. */
async function ask(client: Anthropic, question: string): Promise<void> {
  try {
    await client.messages.create({
      model: 'claude-haiku-5-5',
      max_tokens: 32,
      messages: [{ role: 'user', content: question }],
    });
  } catch (error) {
    if (!isPassing(error)) throw error;
  }
}

/** Rate limits, overload and lost connections; not a wrong key, or a model that does not exist. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof Anthropic.RateLimitError ||
    error instanceof Anthropic.InternalServerError ||
    error instanceof Anthropic.APIConnectionError
  );
}
