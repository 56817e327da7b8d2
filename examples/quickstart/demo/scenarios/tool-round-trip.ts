import { setTimeout as sleep } from 'node:timers/promises';
import { ok, text, toolUse } from '@spanthropic/testing';
import { tokens } from '../answers.ts';
import { question } from '../question.ts';
import type { Scenario } from '../scenario.ts';

const weather = {
  type: 'custom' as const,
  name: 'weather',
  description: 'The weather in a city.',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } },
  parse: (input: unknown) => input,
  async run(): Promise<string> {
    await sleep(200);
    return '4 degrees, rain';
  },
};

export const toolRoundTrip: Scenario = {
  id: 'tool-round-trip',
  title: 'tool round trip',
  story: 'Claude asks for a tool; the application runs it and calls again.',
  steps: [
    ok({ content: [toolUse('weather', { city: 'Oslo' })], delay: 350, usage: tokens(412, 38) }),
    ok({ content: [text('4 degrees and rain.')], delay: 300, usage: tokens(468, 9) }),
  ],
  run: (client) =>
    client.beta.messages.toolRunner({ ...question(), tools: [weather] }).runUntilDone(),
};
