import { status } from '@spanthropic/testing';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

export const overloaded: Scenario = {
  id: 'overloaded',
  title: '529 until exhausted',
  story: 'Overloaded three times: the SDK gives up, the application gets the 529.',
  steps: [status(529, { delay: 60, times: 3 })],
  error: 'OverloadedError',
  run: (client) => client.messages.create(question()),
};
