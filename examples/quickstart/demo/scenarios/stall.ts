import { stream } from '@spanthropic/testing';
import { sky, tokens } from '../answers.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

export const stall: Scenario = {
  id: 'stall',
  title: 'stall',
  story: 'The stream falls silent in the middle: a stall, here from 0.4 s on.',
  steps: [
    stream({
      text: sky,
      firstToken: 250,
      deltas: 20,
      pace: 20,
      stall: { at: 10, ms: 900 },
      usage: tokens(14, 68),
    }),
  ],
  options: { stallAfter: 400 },
  run: (client) => client.messages.stream(question()).finalMessage(),
};
