import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import { type FakeClaude, type Step, startFakeClaude } from '@spanthropic/testing';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { type CallEvent, type InstrumentOptions, instrument } from '../../src/index.ts';

/** What most tests ask. */
export const question = {
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Why is the sky blue?' }],
};

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

/** A client of the fake API, not instrumented; the SDK's own spans are off unless asked for. */
export function bareClient(api: FakeClaude, options?: ClientOptions): Anthropic {
  return new Anthropic({
    apiKey: 'sk-test',
    baseURL: api.url,
    logLevel: 'off',
    openTelemetry: false,
    ...options,
  });
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

/** An instrumented client and the events that it emitted so far. */
export function observedClient(
  api: FakeClaude,
  options?: InstrumentOptions,
  clientOptions?: ClientOptions,
): { client: Anthropic; events: CallEvent[] } {
  const events: CallEvent[] = [];
  const onEvent = (event: CallEvent): void => {
    events.push(event);
    options?.onEvent?.(event);
  };
  const client = instrument(bareClient(api, clientOptions), { ...options, onEvent });
  return { client, events };
}

/** Reads a stream to its end. */
export async function drain<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** What a promise that must fail was rejected with. */
export async function failureOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
}

/** Sets environment variables for the rest of a test. */
export function setEnv(name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  onTestFinished(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}
