import { stream } from '@spanthropic/testing';
import { sky, tokens } from '../answers.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

export const errorInStream: Scenario = {
  id: 'error-in-stream',
  title: 'error in the stream',
  story: 'A stream that began with 200 ends in overloaded_error: never retried.',
  steps: [
    stream({
      text: sky,
      firstToken: 250,
      deltas: 20,
      pace: 40,
      end: 'error',
      after: 10,
      usage: tokens(14, 68),
    }),
  ],
  error: 'APIError',
  run: (client) => client.messages.stream(question()).finalMessage(),
};
