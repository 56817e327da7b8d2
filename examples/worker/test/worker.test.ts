import Anthropic from '@anthropic-ai/sdk';
import { startFakeClaude, status } from '@spanthropic/testing';
import { instrument } from 'spanthropic';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startLimitedApi } from '../demo/limited-api.ts';
import type { Pace } from '../pace.ts';
import { Tally } from '../tally.ts';
import { work } from '../worker.ts';

vi.setConfig({ testTimeout: 30_000 });

const questions = Array.from({ length: 50 }, (_, index) => `Question ${index}`);

describe('against an API that enforces a limit', () => {
  test('a worker that slows down is refused less often than one that does not', async () => {
    const [unpaced, paced] = await Promise.all([finish(false), finish(true)]);
    expect(unpaced.refused).toBeGreaterThan(0);
    expect(paced.refused).toBeLessThan(unpaced.refused / 2);
    expect(paced.tally).toMatchObject({ answered: 50, failed: 0 });
    expect(paced.paces.length, 'slows down and speeds up').toBeGreaterThan(3);
    expect(unpaced.paces).toEqual([{ atATime: 8 }]);
  });
});

test('a wrong key ends the work at once', async () => {
  const api = await startFakeClaude({ default: [status(401, { times: 'forever' })] });
  onTestFinished(() => api.close());
  const client = instrument(new Anthropic({ baseURL: api.url, apiKey: 'wrong' }));
  const working = work(client, questions, { concurrency: 2, paced: true });
  await expect(working).rejects.toThrow(Anthropic.AuthenticationError);
});

/** All fifty questions, eight at a time, asked of an API of their own; and what it says of them. */
async function finish(
  paced: boolean,
): Promise<{ tally: Tally; paces: readonly Pace[]; refused: number }> {
  const api = await startLimitedApi();
  onTestFinished(() => api.close());
  const tally = new Tally();
  const paces: Pace[] = [];
  let [running, most] = [0, 0];
  const client = instrument(new Anthropic({ baseURL: api.url, apiKey: 'not needed here' }), {
    name: `worker that is ${paced ? 'paced' : 'not paced'}`,
    onEvent(event) {
      tally.add(event);
      if (event.type === 'call.start') running++;
      if (event.type === 'call.end') running--;
      most = Math.max(most, running);
    },
  });
  await work(client, questions, {
    concurrency: 8,
    paced,
    onPace: (pace) => {
      paces.push(pace);
    },
  });
  expect(tally.refused, 'the tally is what the API did').toBe(api.refused);
  expect(most, 'at a time').toBe(8);
  expect(tally.attempts).toBe(50 + tally.refused - tally.failed);
  return { tally, paces, refused: api.refused };
}
