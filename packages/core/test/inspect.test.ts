import type Anthropic from '@anthropic-ai/sdk';
import { hang, ok, type Step, status, stream, text, thinking, toolUse } from '@spanthropic/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type CallEvent,
  type CallInFlight,
  type Inspection,
  type InstrumentOptions,
  inspect,
  instrument,
  uninstrument,
} from '../src/index.ts';
import {
  bareClient,
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from './support/claude.ts';
import { areCollected } from './support/garbage.ts';
import { recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

/** The only call in flight of a client. */
function only(client: Anthropic): CallInFlight {
  const { calls } = inspect(client);
  expect(calls).toHaveLength(1);
  return calls[0] as CallInFlight;
}

/** A client, and what it is doing when each event of that type is told. */
function inspectedAt(type: CallEvent['type'], options?: InstrumentOptions) {
  const seen: Inspection[] = [];
  const observed = observedClient(fake.api, {
    ...options,
    onEvent: (event) => {
      if (event.type === type) seen.push(inspect(observed.client));
    },
  });
  return { ...observed, seen };
}

/** Request options that choose a script, and an end for calls that would hang. */
function answers(...steps: Step[]) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const { call, options } = script(fake.api, ...steps);
  return { call, abort, options: { ...options, signal: abort.signal } };
}

describe('a call in flight', () => {
  it('is listed from the moment of its method to its end', async () => {
    const { client } = inspectedAt('call.start', { name: 'chat' });
    const before = Date.now();
    const answer = client.messages.create(question, answers(ok()).options);
    expect(only(client)).toEqual({
      callId: undefined,
      method: undefined,
      model: undefined,
      clientName: 'chat',
      stream: false,
      startedAt: expect.any(Date),
      age: expect.any(Number),
      attempt: 0,
      phase: 'preparing',
      waited: undefined,
      unreadFor: undefined,
      wakesIn: undefined,
      status: undefined,
      requestId: undefined,
      traceId: undefined,
    });
    const { startedAt, age } = only(client);
    expect(Math.abs(startedAt.getTime() - before)).toBeLessThan(1_000);
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(10);
    await answer;
    expect(inspect(client)).toMatchObject({ calls: [], openSpans: 0 });
    expect(String(inspect(client))).toContain('no call in flight');
  });

  it('is known by its events and its trace as soon as its request is made', async () => {
    const { client, events, seen } = inspectedAt('call.start');
    await client.messages.create(question, answers(ok()).options);
    expect(seen[0]?.calls).toMatchObject([
      {
        callId: events[0]?.callId,
        traceId: spans().calls[0]?.spanContext().traceId,
        method: 'messages.create',
        model: 'claude-opus-5-5',
        phase: 'preparing',
        attempt: 0,
      },
    ]);
  });

  it('waits for headers, with how long', async () => {
    const { client } = observedClient(fake.api);
    const { abort, options } = answers(hang());
    const failure = failureOf(client.messages.create(question, options));
    await expect.poll(() => only(client).waited).toBeGreaterThan(0.05);
    expect(only(client).waited).toBeLessThan(60);
    expect(only(client)).toMatchObject({ attempt: 1, phase: 'headers', status: undefined });
    expect(inspect(client).openSpans).toBe(2);
    abort.abort();
    await failure;
    expect(inspect(client).calls).toEqual([]);
  });

  it('reads its body', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = answers(ok());
    const response = await client.messages.create(question, options).asResponse();
    expect(only(client)).toMatchObject({
      phase: 'body',
      status: 200,
      requestId: fake.api.requestsOf(call)[0]?.requestId,
      waited: undefined,
    });
    await response.json();
    expect(inspect(client).calls).toEqual([]);
  });

  it('is asleep, with how long still, after what, and by which request id', async () => {
    const { client, seen } = inspectedAt('backoff.start');
    const { call, options } = answers(status(429, { retryAfterMs: 500 }), ok());
    const answer = client.messages.create(question, options);
    await expect.poll(() => seen.length).toBe(1);
    const asleep = {
      phase: 'asleep',
      attempt: 1,
      status: 429,
      requestId: fake.api.requestsOf(call)[0]?.requestId,
      waited: undefined,
      unreadFor: undefined,
    };
    expect(seen[0]?.calls).toMatchObject([{ ...asleep, wakesIn: expect.closeTo(0.5, 1) }]);
    expect(String(seen[0])).toMatch(/asleep after 429, wakes in \d+ ms {2,}req_/);
    await expect.poll(() => inspect(client).calls[0]?.wakesIn).toBeLessThan(0.4);
    await answer;
  });

  it('waits for the headers of its next attempt, of which nothing is known', async () => {
    const { client } = observedClient(fake.api);
    const { abort, options } = answers(status(529, { retryAfterMs: 1 }), hang());
    const failure = failureOf(client.messages.create(question, options));
    await expect.poll(() => inspect(client).calls[0]?.attempt).toBe(2);
    expect(only(client)).toMatchObject({
      phase: 'headers',
      status: undefined,
      requestId: undefined,
      wakesIn: undefined,
    });
    abort.abort();
    await failure;
  });

  it('may be a list, of no model', async () => {
    const { client, seen } = inspectedAt('attempt.start');
    await client.models.list();
    expect(seen[0]?.calls).toMatchObject([{ method: 'models.list', model: undefined }]);
  });

  it('is that of a copy, too', async () => {
    const { client, seen } = inspectedAt('attempt.start');
    await client.withOptions({ maxRetries: 0 }).messages.create(question, answers(ok()).options);
    expect(seen[0]?.calls).toHaveLength(1);
  });

  it('has no trace where nobody makes one, and is listed all the same', async () => {
    const { client, seen } = inspectedAt('attempt.start', { callSpan: 'none' });
    await client.messages.create(question, answers(ok()).options);
    expect(seen[0]?.calls).toMatchObject([
      { phase: 'headers', traceId: spans().attempts[0]?.spanContext().traceId },
    ]);
    expect(seen[0]?.openSpans).toBe(1);
  });
});

describe('a stream in flight', () => {
  it('is unread until the application reads it, with how long', async () => {
    const { client } = observedClient(fake.api);
    const answer = await client.messages.create(streamed, answers(stream()).options);
    await expect.poll(() => only(client).unreadFor).toBeGreaterThan(0.05);
    expect(only(client)).toMatchObject({ phase: 'unread', stream: true, waited: undefined });
    expect(only(client).unreadFor).toBeLessThan(60);
    await drain(answer);
    expect(inspect(client).calls).toEqual([]);
  });

  it('waits for its first token, with how long', async () => {
    const { client } = observedClient(fake.api);
    const { options } = answers(stream({ firstToken: 400 }));
    const read = drain(await client.messages.create(streamed, options));
    await expect.poll(() => only(client).waited).toBeGreaterThan(0.05);
    expect(only(client)).toMatchObject({ phase: 'first_token', unreadFor: undefined });
    await read;
  });

  it('is in the phase of what the application is given', async () => {
    const { client } = observedClient(fake.api);
    const content = [thinking('Hm.'), text('Because.'), toolUse('look', { at: 'the sky' })];
    const { options } = answers(stream({ content, deltas: 1 }));
    const phases: unknown[] = [];
    for await (const { type } of await client.messages.create(streamed, options)) {
      if (type === 'content_block_delta') phases.push(only(client).phase);
    }
    expect([...new Set(phases)]).toEqual(['thinking', 'text', 'tool_input']);
  });

  it('waits for the application while that does something else', async () => {
    const { client } = observedClient(fake.api);
    const { options } = answers(stream());
    for await (const { type } of await client.messages.create(streamed, options)) {
      if (type !== 'content_block_delta') continue;
      await expect.poll(() => only(client).unreadFor).toBeGreaterThan(0.05);
      expect(only(client)).toMatchObject({ phase: 'text', waited: undefined });
      break;
    }
    expect(inspect(client).calls).toEqual([]);
  });
});

describe('inspect', () => {
  it('tells the calls of one client from those of all', async () => {
    const [one, other] = [observedClient(fake.api), observedClient(fake.api)];
    const { abort, options } = answers(hang({ times: 3 }));
    const failures = [one, one, other].map(({ client }) =>
      failureOf(client.messages.create(question, options)),
    );
    expect(inspect(one.client).calls).toHaveLength(2);
    expect(inspect(other.client).calls).toHaveLength(1);
    expect(inspect().calls).toHaveLength(3);
    await expect.poll(() => inspect().openSpans).toBe(6);
    abort.abort();
    await Promise.all(failures);
    expect(inspect()).toMatchObject({ calls: [], openSpans: 0 });
  });

  it('lists a hundred calls at once, the oldest first', async () => {
    const { client } = observedClient(fake.api);
    const { abort, options } = answers(hang({ times: 100 }));
    const failures = Array.from({ length: 100 }, () =>
      failureOf(client.messages.create(question, options)),
    );
    await expect.poll(() => inspect(client).openSpans, { timeout: 5_000 }).toBe(200);
    const { calls } = inspect(client);
    expect(new Set(calls.map(({ callId }) => callId)).size).toBe(100);
    const ages = calls.map(({ age }) => age);
    expect(ages).toEqual([...ages].sort((a, b) => b - a));
    expect(String(inspect(client))).toMatch(/^100 calls in flight: 100 waiting for headers\n/);
    abort.abort();
    await Promise.all(failures);
    expect(inspect(client)).toMatchObject({ calls: [], openSpans: 0 });
  });

  it('knows nothing of a client that is not instrumented, nor of what is no client', async () => {
    const bare = bareClient(fake.api);
    const answer = bare.messages.create(question, answers(ok()).options);
    expect(inspect(bare).calls).toEqual([]);
    await answer;
    const inspectAnything = inspect as (client: unknown) => Inspection;
    for (const value of [null, 7, {}, 'client']) expect(inspectAnything(value).calls).toEqual([]);
  });

  it('lists of a client that is no longer instrumented what it began to observe', async () => {
    const { client } = observedClient(fake.api);
    const answer = client.messages.create(question, answers(ok({ delay: 50 })).options);
    uninstrument(client);
    expect(inspect().calls).toHaveLength(1);
    expect(inspect(client).calls).toEqual([]);
    await answer;
    expect(inspect().calls).toEqual([]);
  });

  it('needs no hook', async () => {
    const client = instrument(bareClient(fake.api));
    const answer = client.messages.create(question, answers(ok()).options);
    expect(inspect(client).calls).toHaveLength(1);
    await answer;
  });

  it('counts what failed in telemetry itself', async () => {
    const { client } = observedClient(fake.api, {
      attributes: () => {
        throw new Error('broken');
      },
    });
    const before = inspect(client).telemetryErrors.hooks ?? 0;
    await client.messages.create(question, answers(ok()).options);
    expect(inspect(client).telemetryErrors.hooks).toBe(before + 1);
    expect(inspect(client).telemetryErrors).not.toHaveProperty('content');
  });

  it('holds neither what is sent, nor the response, nor the client', async () => {
    const held: WeakRef<object>[] = [];
    // No socket, which would keep the call that opened it for as long as it stays open.
    const fetch = async (): Promise<Response> => {
      const response = Response.json({ type: 'message', content: [] });
      held.push(new WeakRef(response));
      return response;
    };
    const run = async (): Promise<Inspection> => {
      const client = instrument(bareClient(fake.api, { fetch }));
      const params = { ...question, messages: [...question.messages] };
      held.push(new WeakRef(client), new WeakRef(params), new WeakRef(params.messages));
      const answer = client.messages.create(params);
      await Promise.resolve();
      const inspection = inspect(client);
      await answer;
      return inspection;
    };
    const inspection = await run();
    expect(inspection.calls).toHaveLength(1);
    await expect.poll(() => areCollected(held), { timeout: 4_000 }).toBe(true);
    expect(held).toHaveLength(4);
  });
});
