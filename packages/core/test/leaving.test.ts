import type Anthropic from '@anthropic-ai/sdk';
import { ok, stream } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import {
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from './support/claude.ts';
import { collect } from './support/garbage.ts';
import { recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

/** A stream that goes on until its reader leaves. */
const endless = stream({ end: 'never', after: 4 });

/** What the attempt and the call say of an end that the application brought about. */
function expectLeft(end: string | undefined, reason: string): void {
  const { attempts, calls } = spans();
  for (const span of [attempts[0], calls[0]]) {
    expect(span?.status.code).toBe(0);
    expect(span?.attributes['spanthropic.abort.reason']).toBe(reason);
    expect(span?.attributes['spanthropic.stream.end']).toBe(end);
    expect(span?.attributes).not.toHaveProperty('error.type');
  }
  expect(attempts[0]?.attributes['spanthropic.attempt.outcome']).toBe('aborted');
  expect(calls[0]?.attributes['spanthropic.call.outcome']).toBe('aborted');
}

describe('an application that leaves', () => {
  it('by its signal, before the answer', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, ok({ delay: 5_000 }));
    const controller = new AbortController();
    const failed = failureOf(
      client.messages.create(question, { ...options, signal: controller.signal }),
    );
    await expect.poll(() => fake.api.requestsOf(call).length).toBe(1);
    controller.abort();
    await failed;
    expectLeft(undefined, 'signal');
    await expect.poll(() => fake.api.requestsOf(call)[0]?.clientLeftAt).toBeDefined();
  });

  it('by its signal, in the middle of a stream', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, endless);
    const controller = new AbortController();
    const answer = await client.messages.create(streamed, {
      ...options,
      signal: controller.signal,
    });
    for await (const event of answer) {
      if (event.type === 'content_block_delta') controller.abort();
    }
    expectLeft('aborted', 'signal');
    await expect.poll(() => fake.api.requestsOf(call)[0]?.clientLeftAt).toBeDefined();
  });

  it('by the controller of the stream', async () => {
    const { client } = observedClient(fake.api);
    const answer = await client.messages.create(streamed, script(fake.api, endless).options);
    for await (const event of answer) {
      if (event.type === 'content_block_delta') answer.controller.abort();
    }
    expectLeft('aborted', 'closed');
  });

  it('by the controller of a stream that it never read', async () => {
    const { client } = observedClient(fake.api);
    const answer = await client.messages.create(streamed, script(fake.api, endless).options);
    answer.controller.abort();
    expectLeft('closed', 'closed');
  });

  it('by its signal after message_stop has read it all', async () => {
    const { client } = observedClient(fake.api);
    const controller = new AbortController();
    const { options } = script(fake.api, stream());
    const { signal } = controller;
    for await (const event of await client.messages.create(streamed, { ...options, signal })) {
      if (event.type === 'message_stop') controller.abort();
    }
    expect(spans().calls[0]?.attributes).toMatchObject({
      'spanthropic.call.outcome': 'ok',
      'spanthropic.stream.end': 'completed',
    });
  });

  it('by a break', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, endless);
    for await (const event of await client.messages.create(streamed, options)) {
      if (event.type === 'content_block_delta') break;
    }
    expectLeft('closed', 'closed');
    expect(spans().calls[0]?.attributes['spanthropic.usage.partial']).toBe(true);
    await expect.poll(() => fake.api.requestsOf(call)[0]?.clientLeftAt).toBeDefined();
  });

  it('after message_stop has read it all', async () => {
    const { client } = observedClient(fake.api);
    const answer = await client.messages.create(streamed, script(fake.api, stream()).options);
    for await (const event of answer) {
      if (event.type === 'message_stop') break;
    }
    const { calls } = spans();
    expect(calls[0]?.attributes).toMatchObject({
      'spanthropic.call.outcome': 'ok',
      'spanthropic.stream.end': 'completed',
      'gen_ai.response.finish_reasons': ['stop'],
    });
  });

  it('by abort() of a helper', async () => {
    const { client } = observedClient(fake.api);
    const helper = client.messages.stream(question, script(fake.api, endless).options);
    const failed = failureOf(helper.done());
    helper.on('text', () => helper.abort());
    await failed;
    expectLeft('aborted', 'signal');
  });

  it('by its signal, with the stream never read', async () => {
    const { client } = observedClient(fake.api);
    const controller = new AbortController();
    const { options } = script(fake.api, endless);
    const answer = await client.messages.create(streamed, {
      ...options,
      signal: controller.signal,
    });
    controller.abort();
    expectLeft('aborted', 'signal');
    expect(answer.controller.signal.aborted).toBe(true);
  });
});

describe('an application that forgets', () => {
  /** Makes the call out of reach of the test's own frames, and keeps nothing of it. */
  async function forget(
    client: Anthropic,
    options: Anthropic.RequestOptions,
    use: (answer: AsyncIterable<unknown>) => Promise<unknown>,
  ): Promise<void> {
    await use(await client.messages.create(streamed, options));
  }

  const collected = async (): Promise<void> => {
    await expect
      .poll(
        () => {
          collect();
          return spans().calls.length;
        },
        { timeout: 4_000 },
      )
      .toBe(1);
  };

  it('a stream that it never read', async () => {
    const { client } = observedClient(fake.api);
    await forget(client, script(fake.api, stream()).options, async () => {});
    await collected();
    expectLeft('abandoned', 'abandoned');
  });

  it('a stream half-way, without closing it', async () => {
    const { client } = observedClient(fake.api);
    await forget(client, script(fake.api, stream()).options, async (answer) => {
      await answer[Symbol.asyncIterator]().next();
    });
    await collected();
    expectLeft('abandoned', 'abandoned');
  });

  it('both branches of a tee', async () => {
    const { client } = observedClient(fake.api);
    await forget(client, script(fake.api, stream()).options, async (answer) => {
      const [left] = (answer as unknown as { tee(): AsyncIterable<unknown>[] }).tee();
      await left?.[Symbol.asyncIterator]().next();
    });
    await collected();
    expectLeft('abandoned', 'abandoned');
  });

  it('a promise that nobody awaits', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, ok());
    void client.messages.create(question, options);
    await expect.poll(() => fake.api.requestsOf(call)[0]?.endedAt).toBeDefined();
    await collected();
    expectLeft(undefined, 'abandoned');
  });

  it('a raw response', async () => {
    const { client } = observedClient(fake.api);
    await (async () => {
      await client.messages.create(question, script(fake.api, ok()).options).asResponse();
    })();
    await collected();
    expectLeft(undefined, 'abandoned');
  });

  it('nothing when it holds the iterator alone', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ pace: 40 }));
    const iterator = await (async () => {
      const answer = await client.messages.create(streamed, options);
      return answer[Symbol.asyncIterator]();
    })();
    for (let turn = 0; turn < 5; turn++) {
      collect();
      await iterator.next();
    }
    await drain({ [Symbol.asyncIterator]: () => iterator });
    expect(spans().calls[0]?.attributes['spanthropic.call.outcome']).toBe('ok');
  });
});
