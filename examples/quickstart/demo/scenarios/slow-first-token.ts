import { stream } from '@spanthropic/testing';
import { sky, tokens } from '../answers.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

export const slowFirstToken: Scenario = {
  id: 'slow-first-token',
  title: 'slow first token',
  story: 'The first token is slow: headers at once, then a second of nothing.',
  steps: [stream({ text: sky, firstToken: 1100, deltas: 20, pace: 20, usage: tokens(9_204, 68) })],
  run: (client) => client.messages.stream(question()).finalMessage(),
};
