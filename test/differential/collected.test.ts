import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Anthropic from '@anthropic-ai/sdk';
import { startFakeClaude, stream } from '@spanthropic/testing';
import { describe, expect, test } from 'vitest';
import { streamed } from './scenario.ts';
import { bare, ownSpans, sdkSpansOn } from './variants.ts';

const DROPPED = 6;

/** Opens streams that nobody keeps, all with one signal. */
async function drop(client: Anthropic, signal: AbortSignal, reads: number): Promise<void> {
  for (let opened = 0; opened < DROPPED; opened += 1) {
    await (async () => {
      const iterator = (await client.messages.create(streamed, { signal }))[Symbol.asyncIterator]();
      for (let read = 0; read < reads; read += 1) await iterator.next();
    })();
  }
}

/** Collects garbage until few listen to `signal`: the SDK stops listening for a stream that is collected. */
async function listenersLeft(signal: AbortSignal): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  for (let turn = 0; turn < 40; turn += 1) {
    if (getEventListeners(signal, 'abort').length <= 1) break;
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return getEventListeners(signal, 'abort').length;
}

describe.each([bare, ownSpans, sdkSpansOn])(
  'streams that the application drops ($name)',
  (subject) => {
    test.each([
      ['unread', 0],
      ['half-way', 2],
    ])('%s are collected, and stop listening for aborts', async (_, reads) => {
      const stopTelemetry = subject.startTelemetry();
      await using fake = await startFakeClaude({
        default: [stream({ end: 'never', times: 'forever' })],
      });
      const openTelemetry = subject.sdkSpans ? {} : { openTelemetry: false as const };
      const given = new Anthropic({ apiKey: 'sk-test', baseURL: fake.url, ...openTelemetry });
      const client = subject.prepare(given, { copy: false });
      const controller = new AbortController();

      await drop(client, controller.signal, reads);

      // The last one may still be on the stack.
      expect(await listenersLeft(controller.signal)).toBeLessThanOrEqual(1);
      controller.abort();
      stopTelemetry();
    });
  },
);
