import type Anthropic from '@anthropic-ai/sdk';
import { ok, status } from '@spanthropic/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { headroom } from '../../src/request/index.ts';
import {
  bareClient,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from '../support/claude.ts';
import { recordSpans } from '../support/telemetry.ts';

const fake = fakeClaude();
recordSpans();
afterEach(() => vi.useRealTimers());

let names = 0;
/** Rate limits belong to a name: each test has one of its own. */
const freshClient = (): Anthropic =>
  observedClient(fake.api, { name: `headroom-${++names}` }).client;

/** The headers of limits of 1000, by what is left of them. */
const limits = (left: Record<string, number>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(left).flatMap(([type, remaining]) => [
      [`anthropic-ratelimit-${type}-limit`, '1000'],
      [`anthropic-ratelimit-${type}-remaining`, String(remaining)],
      [`anthropic-ratelimit-${type}-reset`, new Date(Date.now() + 3_600_000).toISOString()],
    ]),
  );

async function answeredWith(headers: Record<string, string>): Promise<Anthropic> {
  const client = freshClient();
  await client.messages.create(question, script(fake.api, ok({ headers })).options);
  return client;
}

/** A client with so many calls asleep, and what wakes them. */
async function asleep(calls: number): Promise<{ client: Anthropic; wake: () => Promise<unknown> }> {
  const client = freshClient();
  const controller = new AbortController();
  const sleeping = Array.from({ length: calls }, (_, index) => {
    const { options } = script(fake.api, status(429, { retryAfter: 30 + index }), ok());
    return failureOf(client.messages.create(question, { ...options, signal: controller.signal }));
  });
  await expect.poll(() => headroom(client).asleep).toBe(calls);
  const wake = () => {
    controller.abort();
    return Promise.all(sleeping);
  };
  return { client, wake };
}

describe('headroom()', () => {
  it('of a client that has not asked yet is ready', () => {
    expect(headroom(freshClient())).toEqual({
      ready: true,
      asleep: 0,
      longestSleep: undefined,
      limits: [],
      reasons: [],
    });
    expect(headroom(bareClient(fake.api)).ready).toBe(true);
  });

  it('lists the limits, the lowest first', async () => {
    const client = await answeredWith(limits({ requests: 900, tokens: 20, 'input-tokens': 400 }));
    const { limits: listed } = headroom(client);
    expect(listed.slice(0, 3).map(({ type, headroom: left }) => [type, left])).toEqual([
      ['tokens', 0.02],
      ['input_tokens', 0.4],
      ['requests', 0.9],
    ]);
  });

  it('lists those last of which too little is known', async () => {
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      const headers = new Headers(response.headers);
      headers.delete('anthropic-ratelimit-requests-limit');
      return new Response(response.body, { headers });
    };
    const { client } = observedClient(fake.api, { name: 'headroom-unknown' }, { fetch });
    await client.messages.create(question, script(fake.api, ok()).options);
    const { limits: listed } = headroom(client);
    expect(listed.length).toBeGreaterThan(1);
    expect(listed.at(-1)).toMatchObject({ type: 'requests', headroom: undefined });
  });

  it('only reports, unless asked to judge', async () => {
    const spent = await answeredWith(limits({ requests: 0, tokens: 0 }));
    expect(headroom(spent)).toMatchObject({ ready: true, reasons: [] });
    const { client, wake } = await asleep(3);
    expect(headroom(client)).toMatchObject({ ready: true, asleep: 3, reasons: [] });
    await wake();
    expect(headroom(client)).toMatchObject({ asleep: 0, longestSleep: undefined });
  });

  it('knows the longest sleep', async () => {
    const { client, wake } = await asleep(2);
    const { longestSleep } = headroom(client);
    await wake();
    expect(longestSleep).toBeGreaterThan(25);
    expect(longestSleep).toBeLessThanOrEqual(31);
  });

  it('is not ready while too many calls sleep', async () => {
    const { client, wake } = await asleep(2);
    expect(headroom(client, { maxAsleep: 2 }).ready).toBe(true);
    expect(headroom(client, { maxAsleep: 1 })).toMatchObject({
      ready: false,
      reasons: ['2 calls asleep, at most 1 wanted'],
    });
    await wake();
    expect(headroom(client, { maxAsleep: 0 }).ready).toBe(true);
  });

  it('is not ready while a limit is low', async () => {
    const client = await answeredWith(limits({ requests: 900, 'input-tokens': 96 }));
    expect(headroom(client, { minHeadroom: 0.09 }).ready).toBe(true);
    expect(headroom(client, { minHeadroom: 0.1 })).toMatchObject({
      ready: false,
      reasons: ['input_tokens of claude-opus-5-5: 9.6 % left, at least 10 % wanted'],
    });
  });

  it('does not judge by a reading that is old', async () => {
    const client = await answeredWith(limits({ requests: 0 }));
    expect(headroom(client, { minHeadroom: 0.1 }).ready).toBe(false);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    expect(headroom(client, { minHeadroom: 0.1 })).toMatchObject({ ready: true });
    expect(headroom(client).limits[0]?.remaining).toBe(0);
  });

  it('has nothing of other clients', async () => {
    const { client, wake } = await asleep(1);
    expect(headroom(freshClient(), { maxAsleep: 0 })).toMatchObject({ ready: true, asleep: 0 });
    expect(headroom(client, { maxAsleep: 0 }).reasons).toEqual(['1 call asleep, at most 0 wanted']);
    await wake();
  });

  it.each<[object, RegExp]>([
    [
      { maxAsleep: -1 },
      /^headroom\(\): option 'maxAsleep' takes a number of calls from 0, not -1$/,
    ],
    [{ minHeadroom: 10 }, /option 'minHeadroom' takes a number from 0 to 1, not 10$/],
    [{ minHeadrom: 0.1 }, /unknown option 'minHeadrom'; the options are maxAsleep, minHeadroom$/],
  ])('refuses %j', (options, message) => {
    expect(() => headroom(freshClient(), options)).toThrow(TypeError);
    expect(() => headroom(freshClient(), options)).toThrow(message);
  });
});
