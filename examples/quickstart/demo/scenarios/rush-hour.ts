import { trace } from '@opentelemetry/api';
import { ok, status, stream } from '@spanthropic/testing';
import { sky, tokens } from '../answers.ts';
import { limitsLeft } from '../limits-left.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

const haiku = 'claude-haiku-5-5';

const ofOpus = limitsLeft(
  { requests: 3_702, tokens: 1_452_000, 'input-tokens': 1_240_000, 'output-tokens': 212_000 },
  50,
);
const ofHaiku = limitsLeft(
  { requests: 3_951, tokens: 1_686_000, 'input-tokens': 1_655_000, 'output-tokens': 31_000 },
  60,
);

/** The script that a call follows. */
const follow = (id: string) => ({ headers: { 'x-fake-call': `rush-${id}` } });

export const rushHour: Scenario = {
  id: 'rush-hour',
  title: 'rush hour',
  story: 'Four calls at once: two sleep, two stream, and one limit runs low.',
  steps: [stream({ text: sky, firstToken: 300, deltas: 20, pace: 42, usage: tokens(14, 68) })],
  others: {
    'rush-limited': [
      status(429, { delay: 60, retryAfterMs: 600 }),
      stream({
        text: sky,
        firstToken: 200,
        deltas: 20,
        pace: 15,
        usage: tokens(14, 68),
        headers: ofHaiku,
      }),
    ],
    'rush-overloaded': [
      status(529, { delay: 60 }),
      ok({ text: sky, delay: 350, usage: tokens(14, 68), headers: ofOpus }),
    ],
    'rush-counted': [ok({ delay: 250, headers: limitsLeft({ requests: 3_990 }, 45) })],
  },
  run: (client) =>
    trace.getTracer('demo').startActiveSpan('four questions', async (span) => {
      const { model, messages } = question();
      try {
        await Promise.all([
          client.messages.stream(question()).finalMessage(),
          client.messages.stream({ ...question(), model: haiku }, follow('limited')).finalMessage(),
          client.messages.create(question(), follow('overloaded')),
          client.messages.countTokens({ model, messages }, follow('counted')),
        ]);
      } finally {
        span.end();
      }
    }),
};
