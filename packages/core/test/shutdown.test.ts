import { SpanStatusCode } from '@opentelemetry/api';
import { ok, status, stream } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { type CallEvent, shutdown } from '../src/index.ts';
import { drain, fakeClaude, observedClient, question, script } from './support/claude.ts';
import { recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

/** A client, and a promise for its first event of that type. */
function clientUntil(type: CallEvent['type']) {
  let reach = (): void => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const onEvent = (event: CallEvent): void => {
    if (event.type === type) reach();
  };
  return { ...observedClient(fake.api, { onEvent }), reached };
}

/** That nothing of a call is told any more after its end by `shutdown`. */
function expectShutDown(events: readonly CallEvent[]): void {
  expect(events.at(-1)).toMatchObject({
    type: 'call.end',
    outcome: 'aborted',
    abortReason: 'shutdown',
  });
  const [call] = spans().calls;
  expect(call?.attributes).toMatchObject({
    'spanthropic.call.outcome': 'aborted',
    'spanthropic.abort.reason': 'shutdown',
  });
  expect(call?.status.code).not.toBe(SpanStatusCode.ERROR);
  expect(call?.attributes).not.toHaveProperty('error.type');
}

describe('shutdown', () => {
  it('ends a call that waits for its answer, which comes all the same', async () => {
    const { client, events, reached } = clientUntil('attempt.start');
    const answer = client.messages.create(question, script(fake.api, ok({ delay: 60 })).options);
    await reached;
    shutdown();
    expectShutDown(events);
    const [attempt] = spans().attempts;
    expect(attempt?.attributes).toMatchObject({
      'spanthropic.attempt.outcome': 'aborted',
      'spanthropic.abort.reason': 'shutdown',
    });

    expect((await answer).type).toBe('message');
    expectShutDown(events);
    expect(spans().all).toHaveLength(2);
  });

  it('ends a stream half read, whose rest is read all the same', async () => {
    const { client, events } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ pace: 5 }));
    const types: string[] = [];
    for await (const { type } of await client.messages.create(streamed, options)) {
      types.push(type);
      if (type === 'content_block_delta') shutdown();
    }
    expect(types.at(-1)).toBe('message_stop');
    expectShutDown(events);
    expect(spans().attempts[0]?.attributes).toMatchObject({
      'spanthropic.stream.end': 'aborted',
      'spanthropic.stream.events': 3,
      'spanthropic.abort.reason': 'shutdown',
    });
    expect(spans().calls[0]?.attributes['spanthropic.usage.partial']).toBe(true);
  });

  it('ends a call that is asleep, which wakes and is answered all the same', async () => {
    const { client, events, reached } = clientUntil('backoff.start');
    const { call, options } = script(fake.api, status(429, { retryAfterMs: 150 }), ok());
    const answer = client.messages.create(question, options);
    await reached;
    shutdown();
    expectShutDown(events);
    expect(events.at(-1)).toMatchObject({ attempts: 1, retried: true });
    expect(spans().backoffs[0]?.attributes['spanthropic.backoff.actual']).toBeLessThan(0.1);

    expect((await answer).type).toBe('message');
    expectShutDown(events);
    expect(spans().attempts).toHaveLength(1);
    expect(fake.api.requestsOf(call)[1]?.headers).not.toHaveProperty('traceparent');
  });

  it('says so on the SDK’s own span, which the SDK ends with the call', async () => {
    const native = { openTelemetry: { traces: true } };
    const { client, events } = observedClient(fake.api, {}, native);
    const { options } = script(fake.api, stream({ pace: 5 }));
    for await (const { type } of await client.messages.create(streamed, options)) {
      if (type === 'content_block_delta') shutdown();
    }
    expectShutDown(events);
    expect(spans().calls.map((span) => span.name)).toEqual(['anthropic.messages.create']);
    expect(spans().attempts).toHaveLength(1);
  });

  it('ends the calls of all clients, and observes those that come later', async () => {
    const clients = [clientUntil('attempt.start'), clientUntil('attempt.start')];
    const answers = clients.map(({ client }) =>
      client.messages.create(question, script(fake.api, ok({ delay: 60 })).options),
    );
    await Promise.all(clients.map(({ reached }) => reached));
    shutdown();
    for (const { events } of clients) expectShutDown(events);

    const later = clients[0]?.client.messages.create(question, script(fake.api, ok()).options);
    await Promise.all([...answers, later]);
    const outcomes = spans().calls.map((span) => span.attributes['spanthropic.call.outcome']);
    expect(outcomes).toEqual(['aborted', 'aborted', 'ok']);
    expect(clients[0]?.events.at(-1)).toMatchObject({ type: 'call.end', outcome: 'ok' });
  });

  it('ends a call whose answer the application then reads raw', async () => {
    const { client, events, reached } = clientUntil('attempt.headers');
    const { options } = script(fake.api, ok());
    const answer = client.messages.create(question, options).asResponse();
    await reached;
    shutdown();
    expect(await (await answer).json()).toMatchObject({ type: 'message' });
    expectShutDown(events);
    expect(spans().all).toHaveLength(2);
  });

  it('ends a call that comes to a stream later', async () => {
    const { client, events, reached } = clientUntil('attempt.start');
    const { options } = script(fake.api, stream({ delay: 40 }));
    const answer = client.messages.create(streamed, options);
    await reached;
    shutdown();
    expect((await drain(await answer)).at(-1)?.type).toBe('message_stop');
    expectShutDown(events);
    expect(spans().attempts[0]?.attributes).not.toHaveProperty('spanthropic.stream.end');
  });

  it('tells nothing of a call of which nothing is known yet', async () => {
    const { client, events } = observedClient(fake.api);
    const answer = client.beta.files.upload({ file: new File(['sky'], 'sky.txt') });
    shutdown();
    expect((await answer).filename).toBe('sky.txt');
    expect(events).toEqual([]);
    expect(spans().all).toEqual([]);
  });

  it('has nothing to do where no call is open', async () => {
    const { client, events } = observedClient(fake.api);
    shutdown();
    await client.messages.create(question, script(fake.api, ok()).options);
    const told = events.length;
    shutdown();
    expect(events).toHaveLength(told);
    expect(spans().all).toHaveLength(2);
  });
});

describe('shutdown in an event', () => {
  it('of a stream keeps its first token from being told after the end', async () => {
    const { client, events } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ firstToken: 40 }));
    for await (const { type } of await client.messages.create(streamed, options)) {
      if (type === 'content_block_start') shutdown();
    }
    expectShutDown(events);
  });

  it.each(['attempt.end', 'backoff.end'])('at %s leaves nothing open', async (type) => {
    const { client, events } = observedClient(fake.api, {
      onEvent: (event) => {
        if (event.type === type) shutdown();
      },
    });
    const { options } = script(fake.api, status(429, { retryAfterMs: 5 }), ok());
    await client.messages.create(question, options);
    expectShutDown(events);
  });
});
