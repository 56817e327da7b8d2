import { setTimeout as sleep } from 'node:timers/promises';
import { stream } from '@spanthropic/testing';
import { sky, tokens } from '../answers.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

export const slowReader: Scenario = {
  id: 'slow-reader',
  title: 'slow application',
  story: 'A fast API and a slow application: 60 ms for each piece that it reads.',
  steps: [stream({ text: sky, firstToken: 250, deltas: 16, pace: 10, usage: tokens(14, 68) })],
  async run(client) {
    for await (const event of await client.messages.create({ ...question(), stream: true })) {
      if (event.type === 'content_block_delta') await sleep(60);
    }
  },
};
