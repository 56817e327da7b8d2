import { setTimeout as sleep } from 'node:timers/promises';
import { APIConnectionError, type ClientOptions } from '@anthropic-ai/sdk';
import { json, jsonl, ok, status, stream } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { shutdown } from '../../src/index.ts';
import { drain, fakeClaude, observedClient, question, script } from '../support/claude.ts';
import { collect } from '../support/garbage.ts';
import { hanging } from '../support/hanging.ts';
import { recordMetrics } from '../support/metrics.ts';

const fake = fakeClaude();
// Holds after each test that all of these gauges are back at 0.
const metered = recordMetrics();

type Middleware = NonNullable<ClientOptions['middleware']>[number];

const streamed = { ...question, stream: true as const };
const endless = stream({ end: 'never', after: 4 });

const now = async (name: string, some?: Record<string, string | boolean>): Promise<number> =>
  (await metered.read()).value(name, some);

describe('spanthropic.calls.active', () => {
  it('is the calls in flight, by what they are', async () => {
    const { client } = observedClient(fake.api);
    const haiku = { ...question, model: 'claude-haiku-5-5' };
    const calls = [
      await hanging(fake.api, (options) => client.messages.create(question, options)),
      await hanging(fake.api, (options) => client.messages.create(question, options)),
      await hanging(fake.api, (options) => client.messages.create(haiku, options)),
      await hanging(fake.api, (options) => client.models.list({}, options)),
    ];
    const active = (model: string): Promise<number> =>
      now('spanthropic.calls.active', { 'gen_ai.request.model': model });
    expect(await active(question.model)).toBe(2);
    expect(await active(haiku.model)).toBe(1);
    expect(await now('spanthropic.calls.active', { 'spanthropic.method': 'models.list' })).toBe(1);
    await calls[0]?.end();
    expect(await active(question.model)).toBe(1);
    for (const call of calls.slice(1)) await call.end();
    expect(await now('spanthropic.calls.active')).toBe(0);
  });

  it('has those that sleep', async () => {
    const { client } = observedClient(fake.api);
    const call = await hanging(
      fake.api,
      (options) => client.messages.create(question, options),
      status(529, { retryAfter: 30 }),
    );
    await expect.poll(() => now('spanthropic.calls.sleeping')).toBe(1);
    expect(await now('spanthropic.calls.active')).toBe(1);
    await call.end();
  });

  it('has a stream until it is read to its end', async () => {
    const { client } = observedClient(fake.api);
    const answer = await client.messages.create(streamed, script(fake.api, stream()).options);
    expect(await now('spanthropic.calls.active')).toBe(1);
    await drain(answer);
    expect(await now('spanthropic.calls.active')).toBe(0);
  });

  it('has nothing more after shutdown(), though the call goes on', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, ok({ delay: 100 }));
    const answer = client.messages.create(question, options);
    await expect.poll(() => fake.api.requestsOf(call).length).toBe(1);
    shutdown();
    expect(await now('spanthropic.calls.active')).toBe(0);
    await answer;
    expect(await now('spanthropic.calls.active')).toBe(0);
  });

  it('does not count one that was forgotten', async () => {
    const { client } = observedClient(fake.api);
    await (async () => {
      await client.messages.create(streamed, script(fake.api, endless).options);
    })();
    await expect
      .poll(
        () => {
          collect();
          return now('spanthropic.calls.active');
        },
        { timeout: 4_000 },
      )
      .toBe(0);
    expect(await now('spanthropic.streams.open')).toBe(0);
  });
});

describe('spanthropic.calls.sleeping', () => {
  it('tells long sleeps, of over a minute, from short ones', async () => {
    const { client } = observedClient(fake.api);
    const asleep = (seconds: number) =>
      hanging(
        fake.api,
        (options) => client.messages.create(question, options),
        status(429, { retryAfter: seconds }),
      );
    const calls = [await asleep(60), await asleep(61), await asleep(3_600)];
    const sleeping = (long: boolean): Promise<number> =>
      now('spanthropic.calls.sleeping', { 'spanthropic.backoff.long': long });
    await expect.poll(() => sleeping(true)).toBe(2);
    await expect.poll(() => sleeping(false)).toBe(1);
    for (const call of calls) await call.end();
    expect([await sleeping(true), await sleeping(false)]).toEqual([0, 0]);
  });

  it('is over when the next attempt is sent', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(
      fake.api,
      status(429, { retryAfterMs: 1 }),
      ok({ delay: 200 }),
    );
    const answer = client.messages.create(question, options);
    await expect.poll(() => fake.api.requestsOf(call).length, { interval: 5 }).toBe(2);
    expect(await now('spanthropic.calls.sleeping')).toBe(0);
    expect(await now('spanthropic.calls.active')).toBe(1);
    await answer;
  });
});

describe('spanthropic.backoff.wake_in', () => {
  it('is the longest sleep still to come', async () => {
    const { client } = observedClient(fake.api);
    const asleep = (seconds: number) =>
      hanging(
        fake.api,
        (options) => client.messages.create(question, options),
        status(429, { retryAfter: seconds }),
      );
    const calls = [await asleep(300), await asleep(7_200)];
    await expect.poll(() => now('spanthropic.calls.sleeping')).toBe(2);
    const first = await now('spanthropic.backoff.wake_in');
    expect(first).toBeGreaterThan(7_100);
    expect(first).toBeLessThanOrEqual(7_200);
    await sleep(30);
    expect(await now('spanthropic.backoff.wake_in')).toBeLessThan(first);
    await calls[1]?.end();
    const shorter = await now('spanthropic.backoff.wake_in');
    expect(shorter).toBeGreaterThan(200);
    expect(shorter).toBeLessThanOrEqual(300);
    await calls[0]?.end();
    expect(await now('spanthropic.backoff.wake_in')).toBe(0);
  });
});

describe('spanthropic.calls.oldest', () => {
  it('is the age of the oldest call in flight', async () => {
    const { client } = observedClient(fake.api);
    const begin = () => hanging(fake.api, (options) => client.messages.create(question, options));
    const older = await begin();
    await sleep(200);
    const younger = await begin();
    const age = await now('spanthropic.calls.oldest');
    expect(age).toBeGreaterThan(0.15);
    expect(age).toBeLessThan(5);
    await older.end();
    expect(await now('spanthropic.calls.oldest')).toBeLessThan(age);
    await younger.end();
    expect(await now('spanthropic.calls.oldest')).toBe(0);
  });
});

describe('spanthropic.streams.open', () => {
  it('is the streams being read: none before their headers, none after their end', async () => {
    const { client } = observedClient(fake.api);
    const waiting = await hanging(fake.api, (options) => client.messages.create(streamed, options));
    expect(await now('spanthropic.streams.open')).toBe(0);
    const answer = await client.messages.create(streamed, script(fake.api, endless).options);
    const reading = drain(answer);
    expect(await now('spanthropic.streams.open')).toBe(1);
    answer.controller.abort();
    await reading;
    expect(await now('spanthropic.streams.open')).toBe(0);
    await waiting.end();
  });

  it('has no answer in JSON, and no stream that was refused', async () => {
    const { client } = observedClient(fake.api);
    const refused = await hanging(
      fake.api,
      (options) => client.messages.create(streamed, options),
      status(429, { retryAfter: 30 }),
    );
    await expect.poll(() => now('spanthropic.calls.sleeping')).toBe(1);
    const json = await hanging(fake.api, (options) => client.messages.create(question, options));
    expect(await now('spanthropic.streams.open')).toBe(0);
    await refused.end();
    await json.end();
  });

  it('has no results of a batch, however long they take', async () => {
    const { client } = observedClient(fake.api);
    const id = 'msgbatch_1';
    const results_url = `${fake.api.url}/v1/messages/batches/${id}/results`;
    const lines = [{ custom_id: 'first' }, { custom_id: 'second' }];
    const { options } = script(fake.api, json({ id, results_url }), jsonl(lines, { pace: 150 }));
    let read = 0;
    for await (const _ of await client.messages.batches.results(id, {}, options)) {
      if (++read === 1) expect(await now('spanthropic.streams.open')).toBe(0);
    }
    expect(read).toBe(2);
  });

  it('loses one that a middleware gives up to retry', async () => {
    let attempts = 0;
    const giveUp: Middleware = async (request, next) => {
      const response = await next(request);
      if (++attempts > 1) return response;
      throw new APIConnectionError({ message: 'given up' });
    };
    const { client } = observedClient(fake.api, {}, { middleware: [giveUp] });
    const { options } = script(fake.api, endless, stream());
    const answer = client.messages.create(streamed, options);
    await expect.poll(() => now('spanthropic.calls.sleeping'), { interval: 5 }).toBe(1);
    expect(await now('spanthropic.streams.open')).toBe(0);
    await drain(await answer);
  });

  it.each([
    ['by a break', (answer: AsyncIterable<unknown>) => leave(answer)],
    ['by reading to the end', drain],
  ])('loses one that ends %s', async (_, end) => {
    const { client } = observedClient(fake.api);
    const step = stream({ pace: 1 });
    const answer = await client.messages.create(streamed, script(fake.api, step).options);
    expect(await now('spanthropic.streams.open')).toBe(1);
    await end(answer);
    expect(await now('spanthropic.streams.open')).toBe(0);
  });
});

async function leave(answer: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of answer) break;
}
