import Anthropic from '@anthropic-ai/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallEvent, instrument } from '../src/index.ts';
import { requestedDelay } from '../src/seam/retry-after.ts';
import { question } from './support/claude.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Asked {
  ms?: string;
  after?: string;
}

const headersOf = ({ ms, after }: Asked): Headers => {
  const headers = new Headers();
  if (ms !== undefined) headers.set('retry-after-ms', ms);
  if (after !== undefined) headers.set('retry-after', after);
  return headers;
};

describe('the wait that a response asks for', () => {
  const cases: [asked: Asked, delay: number, source: string][] = [
    [{ ms: '250' }, 250, 'retry-after-ms'],
    [{ ms: '250.5' }, 250.5, 'retry-after-ms'],
    [{ ms: '250', after: '9' }, 250, 'retry-after-ms'],
    [{ ms: '3abc' }, 3, 'retry-after-ms'],
    [{ ms: '-5', after: '9' }, -5, 'retry-after-ms'],
    [{ ms: '0' }, 0, 'retry-after-ms'],
    [{ ms: '0', after: '9' }, 9_000, 'retry-after'],
    [{ ms: 'soon', after: '9' }, 9_000, 'retry-after'],
    [{ ms: '', after: '9' }, 9_000, 'retry-after'],
    [{ after: '9' }, 9_000, 'retry-after'],
    [{ after: '0.25' }, 250, 'retry-after'],
    [{ after: '3abc' }, 3_000, 'retry-after'],
    [{ after: '0' }, 0, 'retry-after'],
    [{ after: '-2' }, -2_000, 'retry-after'],
    [{ after: '86400' }, 86_400_000, 'retry-after'],
    [{ after: 'Fri, 20 Nov 2026 12:00:07 GMT' }, 7_000, 'retry-after'],
    [{ after: 'Fri, 20 Nov 2026 11:59:00 GMT' }, -60_000, 'retry-after'],
  ];

  it.each(cases)('%o is %d ms, by %s', (asked, delay, source) => {
    expect(requestedDelay(headersOf(asked))).toEqual({ delay, source });
  });

  it.each<Asked>([
    {},
    { ms: '' },
    { ms: 'soon' },
    { after: 'soon' },
    { ms: 'soon', after: 'later' },
  ])('%o is none', (asked) => {
    expect(requestedDelay(headersOf(asked))).toBeUndefined();
  });
});

/** Retries once, on the SDK's own clock: how long it slept, and what was said of it. */
async function retryOnce(asked: Asked) {
  const sentAt: number[] = [];
  const fetch = async (): Promise<Response> => {
    sentAt.push(Date.now());
    if (sentAt.length > 1) return Response.json({ type: 'message', content: [] });
    return new Response('{}', { status: 429, headers: headersOf(asked) });
  };
  const events: CallEvent[] = [];
  const client = new Anthropic({ apiKey: 'k', fetch, openTelemetry: false, maxRetries: 1 });
  instrument(client, { onEvent: (event) => events.push(event) });
  const answer = client.messages.create(question);
  await vi.runAllTimersAsync();
  await answer;
  const [first = 0, second = 0] = sentAt;
  return { slept: second - first, backoff: events.find((event) => event.type === 'backoff.start') };
}

describe('a backoff of the SDK itself', () => {
  it.each<[asked: Asked, source: string]>([
    [{ ms: '250' }, 'retry-after-ms'],
    [{ ms: '3abc', after: '9' }, 'retry-after-ms'],
    [{ ms: '90000' }, 'retry-after-ms'],
    [{ ms: 'soon', after: '9' }, 'retry-after'],
    [{ ms: '0', after: '9' }, 'retry-after'],
    [{ after: '0.25' }, 'retry-after'],
    [{ after: '3abc' }, 'retry-after'],
    [{ after: '86400' }, 'retry-after'],
    [{ after: '2147483.647' }, 'retry-after'],
    [{ after: 'Fri, 20 Nov 2026 12:00:07 GMT' }, 'retry-after'],
    [{}, 'default'],
    [{ ms: '0' }, 'default'],
    [{ ms: '-5', after: '9' }, 'default'],
    [{ ms: 'NaN' }, 'default'],
    [{ ms: 'soon', after: 'later' }, 'default'],
    [{ after: '0' }, 'default'],
    [{ after: '-2' }, 'default'],
    [{ after: '2147484' }, 'default'],
    [{ after: 'Infinity' }, 'default'],
    [{ after: 'Fri, 20 Nov 2026 11:59:00 GMT' }, 'default'],
  ])('after %o is what was planned, by %s', async (asked, source) => {
    const { slept, backoff } = await retryOnce(asked);
    expect(backoff?.source).toBe(source);
    // Timers know whole milliseconds only.
    expect(Math.abs(slept - (backoff?.planned ?? 0) * 1000)).toBeLessThan(1.001);
    if (source !== 'default') {
      expect(requestedDelay(headersOf(asked))?.source).toBe(source);
    } else {
      expect(backoff?.planned).toBeGreaterThanOrEqual(0.375);
      expect(backoff?.planned).toBeLessThanOrEqual(0.5);
    }
  });
});
