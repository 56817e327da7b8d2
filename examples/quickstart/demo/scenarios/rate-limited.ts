import { status, stream } from '@spanthropic/testing';
import { sky, tokens } from '../answers.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

export const rateLimited: Scenario = {
  id: 'rate-limited',
  title: '429, 429, a stream',
  story: 'Rate limited twice: the SDK sleeps as long as it is told, then streams.',
  steps: [
    status(429, { delay: 60, retryAfterMs: 400 }),
    status(429, { delay: 60, retryAfterMs: 700 }),
    stream({ text: sky, firstToken: 280, deltas: 20, pace: 20, usage: tokens(14, 68) }),
  ],
  run: (client) => client.messages.stream(question()).finalMessage(),
};
