import { ok, reset } from '@spanthropic/testing';
import { sky, tokens } from '../answers.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

export const connectionReset: Scenario = {
  id: 'reset',
  title: 'reset, then good',
  story: 'The connection is reset before any answer; the retry goes well.',
  steps: [reset({ delay: 150 }), ok({ text: sky, delay: 300, usage: tokens(14, 68) })],
  run: (client) => client.messages.create(question()),
};
