import { stream } from '@spanthropic/testing';
import { sky, tokens } from '../answers.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

const enough = 60;

export const userAbort: Scenario = {
  id: 'user-abort',
  title: 'user abort',
  story: 'The user has read enough and aborts: no error, and no more tokens.',
  steps: [stream({ text: sky, firstToken: 250, deltas: 20, pace: 50, usage: tokens(14, 68) })],
  error: 'APIUserAbortError',
  run(client) {
    const answer = client.messages.stream(question());
    answer.on('text', (_piece, soFar) => {
      if (soFar.length > enough) answer.abort();
    });
    return answer.finalMessage();
  },
};
