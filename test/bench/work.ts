import type Anthropic from '@anthropic-ai/sdk';
import { EVENTS_PER_STREAM, messageResponse, streamResponse } from './responses.ts';

/** What is measured, for one unit of which a cost is given. */
export interface Work {
  /** What one unit is. */
  readonly unit: string;
  readonly respond: () => Response;
  /** One call of the SDK, as an application makes it. */
  readonly call: (client: Anthropic) => Promise<unknown>;
  readonly unitsPerCall: number;
  readonly callsPerBatch: number;
  readonly warmUpCalls: number;
}

const question = {
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Why is the sky blue?' }],
};

export const WORK = {
  call: {
    unit: 'JSON call',
    respond: messageResponse,
    call: (client) => client.messages.create(question),
    unitsPerCall: 1,
    callsPerBatch: 3000,
    // Until V8 has optimised the longer path of the two: measured, the ratio stands still from here on.
    warmUpCalls: 12_000,
  },
  event: {
    unit: 'stream event',
    respond: streamResponse,
    call: async (client) => {
      let events = 0;
      for await (const _ of await client.messages.create({ ...question, stream: true })) events++;
      if (events !== EVENTS_PER_STREAM) throw new Error(`read ${events} events`);
    },
    unitsPerCall: EVENTS_PER_STREAM,
    callsPerBatch: 80,
    warmUpCalls: 150,
  },
} satisfies Record<string, Work>;
export type WorkName = keyof typeof WORK;
