import { hang, ok } from '@spanthropic/testing';
import { sky, tokens } from '../answers.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

export const timeout: Scenario = {
  id: 'timeout',
  title: 'timeout, then good',
  story: 'No answer within the timeout of 0.7 s; the retry goes well.',
  steps: [hang(), ok({ text: sky, delay: 300, usage: tokens(14, 68) })],
  run: (client) => client.messages.create(question(), { timeout: 700 }),
};
