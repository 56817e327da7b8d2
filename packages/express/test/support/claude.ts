import Anthropic from '@anthropic-ai/sdk';
import { type FakeClaude, type Step, startFakeClaude } from '@spanthropic/testing';
import { type CallEvent, type InstrumentOptions, instrument } from 'spanthropic';
import { afterAll, beforeAll, expect } from 'vitest';

/** What most tests ask. */
export const question = {
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Why is the sky blue?' }],
};

export const streamed = { ...question, stream: true as const };

/** A stream that goes on until its reader leaves. */
export const ENDLESS = { end: 'never', after: 4 } as const;

/** A fake API for a test file. */
export function fakeClaude(): { readonly api: FakeClaude } {
  let fake: FakeClaude | undefined;
  beforeAll(async () => {
    fake = await startFakeClaude();
  });
  afterAll(() => fake?.close());
  return {
    get api() {
      if (fake === undefined) throw new Error('the fake API runs during tests only');
      return fake;
    },
  };
}

/** A client of the fake API, not instrumented; the SDK's own spans are off. */
export function bareClient(api: FakeClaude): Anthropic {
  return new Anthropic({
    apiKey: 'sk-test',
    baseURL: api.url,
    logLevel: 'off',
    openTelemetry: false,
  });
}

/** An instrumented client, and the events that it emitted so far. */
export function observedClient(
  api: FakeClaude,
  options?: InstrumentOptions,
): { client: Anthropic; events: CallEvent[] } {
  const events: CallEvent[] = [];
  const onEvent = (event: CallEvent): void => void events.push(event);
  return { client: instrument(bareClient(api), { ...options, onEvent }), events };
}

let names = 0;

/** Scripts one call; what it returns are the request options that choose the script. */
export function script(
  api: FakeClaude,
  ...steps: Step[]
): { call: string; options: { headers: Record<string, string> } } {
  const call = `call-${++names}`;
  return { call, options: { headers: api.play(call, steps) } };
}

/** Milliseconds from a client's leaving to a closed connection: ten times what is promised (2 to 20 measured), for cores that are shared. */
const PROMPT = 500;

/** Holds that the API saw the connection of `call` closed right after `since`, by the API's own clock. */
export async function expectClosed(api: FakeClaude, call: string, since: number): Promise<void> {
  await expect.poll(() => api.requestsOf(call).at(-1)?.clientLeftAt).toBeDefined();
  expect((api.requestsOf(call).at(-1)?.clientLeftAt ?? Number.NaN) - since).toBeLessThan(PROMPT);
}
