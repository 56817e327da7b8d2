import { ok } from '@spanthropic/testing';
import { sky, tokens } from '../answers.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

export const plainCall: Scenario = {
  id: 'plain',
  title: 'plain call',
  story: 'A plain call: one attempt, and the answer comes whole.',
  steps: [ok({ text: sky, delay: 420, usage: tokens(14, 68) })],
  run: (client) => client.messages.create(question()),
};
