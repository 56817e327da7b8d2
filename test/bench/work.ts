import type Anthropic from '@anthropic-ai/sdk';
import { messageResponse, streamResponses } from './responses.ts';

/** What is measured, for one unit of which a cost is given. */
export interface Work {
  /** What one unit is. */
  readonly unit: string;
  readonly respond: () => Response;
  /** One call of the SDK, as an application makes it. */
  readonly call: (client: Anthropic) => Promise<unknown>;
  readonly unitsPerCall: number;
  readonly callsPerBatch: number;
  /** What V8 learns by before anything is measured. */
  readonly warmUp: { readonly calls: number; readonly respond: () => Response };
}

const EVENTS_PER_STREAM = 2000;
/** Until V8 has optimised the longest of the paths: measured, the ratios stand still from here on. */
const WARM_UP_CALLS = 15_000;

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
    callsPerBatch: 2500,
    warmUp: { calls: WARM_UP_CALLS, respond: messageResponse },
  },
  event: {
    unit: 'stream event',
    respond: streamResponses(EVENTS_PER_STREAM),
    call: async (client) => {
      let events = 0;
      for await (const _ of await client.messages.create({ ...question, stream: true })) events++;
      if (events === 0) throw new Error('read no event');
    },
    unitsPerCall: EVENTS_PER_STREAM,
    callsPerBatch: 30,
    // Short streams: what runs once for each of them has to be warm, too, or it is counted with the events.
    warmUp: { calls: WARM_UP_CALLS, respond: streamResponses(16) },
  },
} satisfies Record<string, Work>;
export type WorkName = keyof typeof WORK;
