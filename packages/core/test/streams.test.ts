import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedRequest } from '@spanthropic/testing';
import { ok, reset, stream, text, thinking, toolUse } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import {
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from './support/claude.ts';
import { attributesOf, millis, recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

const MESSAGE = [
  'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":3}}}\n\n',
  'event: message_stop\ndata: {"type":"message_stop"}\n\n',
].join('');

/** An answer that the application makes by itself. */
const events = (body: string): Response =>
  new Response(body, { headers: { 'content-type': 'text/event-stream' } });

/** When the server wrote its first event of that name, on its clock. */
function writtenAt(request: RecordedRequest | undefined, name: string): number {
  const event = request?.events.find((each) => each.name === name);
  if (!event) throw new Error(`no ${name}`);
  return event.at;
}

/** Milliseconds from the server's writing the first token to its being told: loopback, on a machine that may be busy. */
const PROMPT = 100;

function expectFirstTokenAt(at: number): void {
  const [attempt] = spans().attempts;
  const [mark] = attempt?.events ?? [];
  if (!attempt || mark?.name !== 'spanthropic.first_token') throw new Error('no first token');
  const late = millis(mark.time) - at;
  expect(late).toBeGreaterThan(-1);
  expect(late).toBeLessThan(PROMPT);
  const told = Number(attempt.attributes['spanthropic.time_to_first_token']) * 1000;
  expect(told).toBeCloseTo(millis(mark.time) - millis(attempt.startTime), 0);
}

describe('a stream', () => {
  it('has its first token and its length by the clock of the server', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, stream({ delay: 150, firstToken: 250, pace: 10 }));
    await drain(await client.messages.create(streamed, options));

    const [request] = fake.api.requestsOf(call);
    const attributes = attributesOf(spans().attempts[0]);
    expectFirstTokenAt(writtenAt(request, 'content_block_delta'));
    expect(attributes['spanthropic.time_to_first_text']).toBe(
      attributes['spanthropic.time_to_first_token'],
    );
    const body = ((request?.endedAt ?? 0) - (request?.headersAt ?? 0)) / 1000;
    expect(attributes['spanthropic.stream.duration']).toBeCloseTo(body, 0);
    expect(attributes['spanthropic.stream.end']).toBe('completed');
    expect(spans().attempts[0]?.events.map((event) => event.name)).toEqual([
      'spanthropic.first_token',
    ]);
  });

  it('counts the events that the application saw, and no pings', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ pings: 3 }));
    const seen = await drain(await client.messages.create(streamed, options));
    expect(spans().attempts[0]?.attributes['spanthropic.stream.events']).toBe(seen.length);
  });

  it('tells the first token from the first text', async () => {
    const { client } = observedClient(fake.api);
    const content = [thinking('Rayleigh, perhaps.'), text('It scatters.')];
    const { options } = script(fake.api, stream({ content, pace: 15 }));
    await drain(await client.messages.create(streamed, options));
    const attributes = attributesOf(spans().attempts[0]);
    const token = Number(attributes['spanthropic.time_to_first_token']);
    const firstText = Number(attributes['spanthropic.time_to_first_text']);
    expect(firstText - token).toBeGreaterThan(0.05);
  });

  it('counts the time from its own attempt, so that retries are not slowness', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, ok({ delay: 2_000 }), stream({ firstToken: 20 }));
    await drain(await client.messages.create(streamed, { ...options, timeout: 100 }));
    expect(spans().attempts[1]?.attributes['spanthropic.time_to_first_token']).toBeLessThan(0.4);
  });

  it('tells who waited for whom', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ deltas: 4, pace: 40 }));
    let events = 0;
    for await (const _ of await client.messages.create(streamed, options)) {
      if (++events === 4) await sleep(200);
    }
    const attributes = attributesOf(spans().attempts[0]);
    const duration = Number(attributes['spanthropic.stream.duration']);
    const server = Number(attributes['spanthropic.stream.server_wait']);
    const app = Number(attributes['spanthropic.stream.app_wait']);
    expect(app).toBeGreaterThan(0.15);
    expect(app).toBeLessThan(0.5);
    expect(server).toBeGreaterThan(0.05);
    expect(server + app).toBeCloseTo(duration, 1);
    expect(attributes['spanthropic.stream.max_gap']).toBeLessThan(0.18);
  });

  it('leaves the first token out when the application came late for it', async () => {
    const { client, events } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ pace: 5 }));
    const answer = await client.messages.create(streamed, options);
    await sleep(150);
    await drain(answer);
    const attributes = attributesOf(spans().attempts[0]);
    expect(attributes).not.toHaveProperty('spanthropic.time_to_first_token');
    expect(events.map((event) => event.type)).not.toContain('first_token');
    expect(attributes['spanthropic.stream.app_wait']).toBeGreaterThan(0.1);
  });

  it('has a late reader catch up: the token that it then waited for is told', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, stream({ firstToken: 250 }));
    const answer = await client.messages.create(streamed, options);
    await sleep(60);
    await drain(answer);
    expectFirstTokenAt(writtenAt(fake.api.requestsOf(call)[0], 'content_block_delta'));
  });

  it('of a helper says nothing of the pace of the application', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ pace: 5 }));
    await client.messages.stream(question, options).finalMessage();
    const attributes = attributesOf(spans().attempts[0]);
    expect(attributes).not.toHaveProperty('spanthropic.stream.app_wait');
    expect(attributes['spanthropic.stream.server_wait']).toBeGreaterThan(0);
  });

  it('that a middleware answers with ends its call, of which there is no attempt', async () => {
    const middleware = [async () => events(MESSAGE)];
    const { client } = observedClient(fake.api, {}, { middleware });
    expect(await drain(await client.messages.create(streamed))).toHaveLength(2);
    expect(spans().attempts).toEqual([]);
    expect(spans().calls[0]?.attributes).toMatchObject({
      'spanthropic.call.outcome': 'ok',
      'spanthropic.stream.end': 'completed',
      'spanthropic.attempts': 0,
      'gen_ai.usage.input_tokens': 3,
    });
  });

  it('may be compressed', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ gzip: true, firstToken: 40 }));
    await drain(await client.messages.create(streamed, options));
    const attributes = attributesOf(spans().attempts[0]);
    expect(attributes['spanthropic.time_to_first_token']).toBeGreaterThan(0.04);
    expect(attributes['spanthropic.stream.end']).toBe('completed');
  });

  it('that a middleware answers with, after its request broke, is not read by that attempt', async () => {
    const { client } = observedClient(
      fake.api,
      {},
      { middleware: [(request, next) => next(request).catch(() => events(MESSAGE))] },
    );
    await drain(await client.messages.create(streamed, script(fake.api, reset()).options));
    const { attempts, calls } = spans();
    expect(attempts.map((span) => span.attributes)).toEqual([
      expect.objectContaining({ 'spanthropic.attempt.outcome': 'connection' }),
    ]);
    expect(attempts[0]?.attributes).not.toHaveProperty('spanthropic.stream.end');
    expect(calls[0]?.attributes).toMatchObject({
      'spanthropic.call.outcome': 'ok',
      'spanthropic.stream.end': 'completed',
    });
  });

  it('that is read a second time fails as ever, and is one call', async () => {
    const { client } = observedClient(fake.api);
    const answer = await client.messages.create(streamed, script(fake.api, stream()).options);
    await drain(answer);
    expect(await failureOf(drain(answer))).toMatchObject({
      message: expect.stringContaining('consumed stream'),
    });
    expect(spans().calls.map((span) => span.attributes['spanthropic.call.outcome'])).toEqual([
      'ok',
    ]);
  });

  it('of events that nobody knows is read as ever', async () => {
    const odd = [
      'event: message_start\ndata: null\n\n',
      'event: message_start\ndata: {"type":"message_start"}\n\n',
      'event: content_block_start\ndata: {"type":"content_block_start"}\n\n',
      'event: content_block_delta\ndata: {"type":"content_block_delta"}\n\n',
      'event: message_delta\ndata: {"type":"message_delta"}\n\n',
      'event: message_stop\ndata: {"type":"message_stop"}\n\n',
    ];
    const fetch = async () => events(odd.join(''));
    const { client } = observedClient(fake.api, {}, { fetch });
    expect(await drain(await client.messages.create(streamed))).toHaveLength(odd.length);
    expect(spans().calls[0]?.attributes['spanthropic.stream.end']).toBe('completed');
  });

  it('that the application marks as a helper’s says nothing of its pace', async () => {
    const headers = { 'X-Stainless-Helper-Method': 'stream' };
    for (const form of [headers, new Headers(headers)]) {
      const fetch = async () => events(MESSAGE);
      const { client } = observedClient(fake.api, {}, { fetch });
      await drain<object>(
        await client.post('/v1/messages', { body: question, stream: true, headers: form }),
      );
    }
    for (const span of spans().attempts) {
      expect(span.attributes['spanthropic.stream.end']).toBe('completed');
      expect(span.attributes).not.toHaveProperty('spanthropic.stream.app_wait');
    }
  });
});

describe('a stall', () => {
  it.each([
    ['first_token', { content: [text('Blue light scatters.')], stall: { at: 2, ms: 200 } }],
    ['text', { content: [text('Blue light scatters.')], stall: { at: 4, ms: 200 } }],
    ['thinking', { content: [thinking('Rayleigh, perhaps.')], stall: { at: 4, ms: 200 } }],
    ['tool_input', { content: [toolUse('look_up', { topic: 'sky' })], stall: { at: 4, ms: 200 } }],
    ['text', { content: [thinking('Hm.'), text('Blue light.')], stall: { at: 8, ms: 200 } }],
    ['thinking', { content: [text('Wait.'), thinking('Hm. Hm.')], stall: { at: 8, ms: 200 } }],
    ['tool_input', { content: [text('Look:'), toolUse('look', {})], stall: { at: 8, ms: 200 } }],
  ])('while waiting for %s is told while it lasts', async (phase, options) => {
    const { client, events } = observedClient(fake.api, { stallAfter: 60 });
    const { call, options: chosen } = script(fake.api, stream(options));
    await drain(await client.messages.create(streamed, chosen));

    const stalls = events.filter((event) => event.type === 'stall');
    expect(stalls).toHaveLength(1);
    expect(stalls[0]).toMatchObject({ phase, attempt: 1 });
    expect(stalls[0]?.silence).toBeGreaterThanOrEqual(0.06);
    expect(stalls[0]?.silence).toBeLessThan(0.2);
    // Told before the stream went on.
    const [request] = fake.api.requestsOf(call);
    const next = request?.events.find((event) => event.at > (stalls[0]?.time ?? 0));
    expect(next).toBeDefined();
    const [attempt] = spans().attempts;
    expect(attempt?.attributes['spanthropic.stream.stalls']).toBe(1);
    expect(attempt?.attributes['spanthropic.stream.max_gap']).toBeGreaterThan(0.15);
    expect(attempt?.events.map((event) => event.name)).toContain('spanthropic.stall');
  });

  it('before the headers of a stream counts, of any other call it does not', async () => {
    const { client, events } = observedClient(fake.api, { stallAfter: 50 });
    await client.messages.create(question, script(fake.api, ok({ delay: 120 })).options);
    expect(events.map((event) => event.type)).not.toContain('stall');
    await drain(
      await client.messages.create(streamed, script(fake.api, ok({ delay: 120 })).options),
    );
    expect(events.find((event) => event.type === 'stall')).toMatchObject({ phase: 'headers' });
  });

  it('is none while pings come', async () => {
    const { client, events } = observedClient(fake.api, { stallAfter: 120 });
    const { options } = script(
      fake.api,
      stream({ pings: { every: 30 }, stall: { at: 3, ms: 300, pings: true } }),
    );
    await drain(await client.messages.create(streamed, options));
    expect(events.map((event) => event.type)).not.toContain('stall');
  });

  it('is none while the application is the one that is slow', async () => {
    const { client, events } = observedClient(fake.api, { stallAfter: 50 });
    for await (const _ of await client.messages.create(
      streamed,
      script(fake.api, stream()).options,
    )) {
      await sleep(20);
    }
    expect(events.map((event) => event.type)).not.toContain('stall');
  });
});

describe('a stream that ends badly', () => {
  it.each([
    ['an error event', stream({ end: 'error' }), 'overloaded', 'failed', 'overloaded_error'],
    [
      'an API error event',
      stream({ end: 'error', error: { type: 'api_error' } }),
      'server_error',
      'failed',
      'api_error',
    ],
    ['a reset', stream({ end: 'reset' }), 'connection', 'failed', 'connection_error'],
  ])('with %s fails the call and its attempt', async (_, step, outcome, end, errorType) => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, step);
    await failureOf(client.messages.create(streamed, options).then(drain));
    const { attempts, calls } = spans();
    expect(attempts[0]?.attributes).toMatchObject({
      'http.response.status_code': 200,
      'spanthropic.attempt.outcome': outcome,
      'spanthropic.stream.end': end,
      'error.type': errorType,
    });
    expect(attempts[0]?.status.code).toBe(2);
    expect(calls[0]?.status.code).toBe(2);
    expect(calls[0]?.attributes).toMatchObject({
      'spanthropic.call.outcome': outcome,
      'spanthropic.usage.partial': true,
      'gen_ai.usage.input_tokens': expect.any(Number),
      'gen_ai.response.finish_reasons': ['error'],
    });
    expect(calls[0]?.attributes).not.toHaveProperty('gen_ai.usage.output_tokens');
  });

  it('without message_stop is truncated, though the SDK lets it pass', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ end: 'truncated' }));
    await drain(await client.messages.create(streamed, options));
    const { attempts, calls } = spans();
    expect(attempts[0]?.attributes).toMatchObject({
      'spanthropic.stream.end': 'truncated',
      'spanthropic.attempt.outcome': 'connection',
      'error.type': 'api_error',
    });
    expect(calls[0]?.attributes['spanthropic.call.outcome']).toBe('connection');
  });

  it('with data that is not JSON is the failure of the call, not of the attempt', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ end: 'malformed_json' }));
    await failureOf(client.messages.create(streamed, options).then(drain));
    const { attempts, calls } = spans();
    expect(attempts[0]?.attributes).toMatchObject({
      'spanthropic.attempt.outcome': 'ok',
      'spanthropic.stream.end': 'failed',
    });
    expect(calls[0]?.attributes['spanthropic.call.outcome']).toBe('client_error');
  });

  it('keeps the output tokens that a message_delta had brought', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ deltas: 2, end: 'truncated', after: 6 }));
    const seen = await drain(await client.messages.create(streamed, options));
    expect(seen.at(-1)?.type).toBe('message_delta');
    expect(spans().calls[0]?.attributes).toMatchObject({
      'spanthropic.usage.partial': true,
      'gen_ai.usage.output_tokens': expect.any(Number),
    });
  });
});
