import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import { expect, test } from 'vitest';
import {
  type FakeClaude,
  type RecordedRequest,
  type StreamStep,
  startFakeClaude,
  stream,
  text,
  thinking,
  toolUse,
  webSearch,
} from '../src/index.ts';
import { call, clientOf, hello } from './client.ts';

type StreamOptions = Omit<StreamStep, 'kind'>;

/** Plays one stream to the SDK: the events that it handed out, its error if it had one, and the server's record. */
async function play(server: FakeClaude, options: StreamOptions) {
  server.play('chat', [stream(options)]);
  const events: RawMessageStreamEvent[] = [];
  let error: unknown;
  try {
    const request = { ...hello, stream: true as const };
    for await (const event of await clientOf(server).messages.create(request, call('chat'))) {
      events.push(event);
    }
  } catch (thrown) {
    error = thrown;
  }
  await server.settled();
  return { events, error, record: recordOf(server) };
}

function recordOf(server: FakeClaude): RecordedRequest {
  const [record] = server.requestsOf('chat');
  if (record === undefined) throw new Error('nothing was received');
  return record;
}

const names = ({ events }: RecordedRequest) => events.map(({ name }) => name);

/** Milliseconds between each event and the one before. */
function gaps({ events }: RecordedRequest): number[] {
  return events.slice(1).map(({ at }, index) => at - (events[index]?.at ?? 0));
}

/** Never early by the server's own clock; late by no more than a busy machine may be. */
function expectWait(actual: number | undefined, asked: number): void {
  expect(actual).toBeGreaterThanOrEqual(asked);
  expect(actual).toBeLessThan(asked + 250);
}

test('without a script, a streaming request gets a stream', async () => {
  await using server = await startFakeClaude();
  const answer = clientOf(server).messages.stream(hello);
  expect(await answer.finalText()).toBe('Hello! How can I help you today?');
});

test('a stream has the events of the API, in their order', async () => {
  await using server = await startFakeClaude();
  const { record, events } = await play(server, { text: 'abcd', deltas: 2 });
  expect(names(record)).toEqual([
    'message_start',
    'content_block_start',
    'ping',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
  expect(events.filter(({ type }) => type === 'content_block_delta')).toMatchObject([
    { delta: { type: 'text_delta', text: 'ab' } },
    { delta: { type: 'text_delta', text: 'cd' } },
  ]);
});

test('usage begins with placeholders and ends cumulative', async () => {
  await using server = await startFakeClaude();
  const usage = { input_tokens: 25, output_tokens: 40, cache_read_input_tokens: 900 };
  const { events } = await play(server, { text: 'abcd', usage });
  expect(events[0]).toMatchObject({
    type: 'message_start',
    message: { content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
  });
  expect(events.at(-2)).toMatchObject({
    type: 'message_delta',
    delta: { stop_reason: 'end_turn' },
    usage,
  });
  expect(events.at(-2)).not.toHaveProperty('usage.service_tier');
});

test('the SDK puts every kind of block together again', async () => {
  const citation = { type: 'char_location', cited_text: 'Oslo', document_index: 0 };
  const content = [
    thinking('Hm. 🤔 What is the weather?', 'c2lnbmVk'),
    ...webSearch('weather'),
    { ...text('Sunny, it says.'), citations: [citation] },
    toolUse('weather', { city: 'Oslo', days: [1, 2] }, 'toolu_01mine'),
  ];
  await using server = await startFakeClaude({ chat: [stream({ content, deltas: 3 })] });
  const message = await clientOf(server).messages.stream(hello, call('chat')).finalMessage();
  expect(message.content).toMatchObject(content);
  expect(message.stop_reason).toBe('tool_use');
});

test('the first token and the events after it come at their pace', async () => {
  await using server = await startFakeClaude();
  const { record } = await play(server, {
    text: 'ab',
    pings: 0,
    delay: 30,
    firstToken: 60,
    pace: 20,
  });
  const [start, first, second] = gaps(record);
  expectWait((record.headersAt ?? 0) - record.receivedAt, 30);
  expectWait(start, 0);
  expectWait(first, 60);
  expectWait(second, 20);
});

test('each event reaches the client when it is written', async () => {
  await using server = await startFakeClaude({ chat: [stream({ text: 'abc', pace: 20 })] });
  const request = { ...hello, stream: true as const };
  const arrivals: number[] = [];
  for await (const event of await clientOf(server).messages.create(request, call('chat'))) {
    if (event.type === 'content_block_delta') arrivals.push(server.now());
  }
  const written = recordOf(server).events.filter(({ name }) => name === 'content_block_delta');
  expect(arrivals).toHaveLength(3);
  for (const [index, { at }] of written.entries()) expectWait(arrivals[index], at);
});

test('pings come as often as asked', async () => {
  await using server = await startFakeClaude();
  const { record } = await play(server, { text: 'a', pings: 3 });
  expect(names(record).slice(1, 6)).toEqual([
    'content_block_start',
    'ping',
    'ping',
    'ping',
    'content_block_delta',
  ]);
});

test('pings at an interval fill the waits', async () => {
  await using server = await startFakeClaude();
  const { record } = await play(server, { text: 'a', firstToken: 105, pings: { every: 25 } });
  const [, blockStart, ...others] = record.events;
  const pings = others.slice(0, names(record).indexOf('content_block_delta') - 2);
  expect(pings.map(({ name }) => name)).toEqual(['ping', 'ping', 'ping', 'ping']);
  for (const [index, { at }] of pings.entries()) {
    expectWait(at - (blockStart?.at ?? 0), 25 * (index + 1));
  }
});

test('a stall waits before its event, silently', async () => {
  await using server = await startFakeClaude();
  const { record } = await play(server, {
    text: 'ab',
    pings: { every: 10 },
    stall: { at: 3, ms: 80 },
  });
  const last = names(record).lastIndexOf('content_block_delta');
  expectWait(gaps(record)[last - 1], 80);
});

test('a stall may be filled with pings', async () => {
  await using server = await startFakeClaude();
  const { record } = await play(server, {
    text: 'ab',
    pings: 0,
    stall: { at: 3, ms: 80, pings: true },
  });
  const [first, last] = record.events.filter(({ name }) => name === 'content_block_delta');
  expectWait((last?.at ?? 0) - (first?.at ?? 0), 80);
  expect(names(record).filter((name) => name === 'ping')).toHaveLength(4);
});

test('a stream that is reset gives the client what was written, and an error', async () => {
  await using server = await startFakeClaude();
  const { events, error, record } = await play(server, { end: 'reset', after: 4 });
  expect(events).toHaveLength(4);
  expect(error).toBeInstanceOf(Error);
  expect(record.endedAt).toBeDefined();
  expect(record.clientLeftAt).toBeUndefined();
});

test('a truncated stream ends properly, without message_stop', async () => {
  await using server = await startFakeClaude();
  const { events } = await play(server, { end: 'truncated' });
  expect(events.map(({ type }) => type)).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
  ]);
});

test('a stream can end with an error event', async () => {
  await using server = await startFakeClaude();
  const { error, record } = await play(server, { end: 'error' });
  expect(error).toMatchObject({ type: 'overloaded_error', requestID: record.requestId });
  expect(String(error)).toContain('Overloaded');
});

test('the error event can be any error', async () => {
  await using server = await startFakeClaude();
  const { error } = await play(server, {
    end: 'error',
    error: { type: 'api_error', message: 'Sorry' },
  });
  expect(error).toMatchObject({ type: 'api_error', apiMessage: 'Sorry' });
});

test('an event whose data is no JSON makes the SDK throw', async () => {
  await using server = await startFakeClaude();
  const { events, error } = await play(server, { end: 'malformed_json', after: 2 });
  expect(events).toHaveLength(2);
  expect(error).toBeInstanceOf(SyntaxError);
});

test('lines that are no events are skipped by the SDK, and the stream is cut short', async () => {
  await using server = await startFakeClaude();
  const { events, record } = await play(server, { end: 'malformed_sse' });
  expect(events).toHaveLength(3);
  expect(names(record).at(-1)).toBe('chunk');
});

test('a stream that never ends stays open until the client leaves', async () => {
  await using server = await startFakeClaude({ chat: [stream({ end: 'never', after: 3 })] });
  const request = { ...hello, stream: true as const };
  for await (const event of await clientOf(server).messages.create(request, call('chat'))) {
    if (event.type === 'content_block_delta') break;
  }
  await server.settled();
  const record = recordOf(server);
  expect(record.clientLeftAt).toBeGreaterThanOrEqual(record.events.at(-1)?.at ?? Infinity);
  expect(record.endedAt).toBeUndefined();
});

test('a compressed stream is flushed after each event', async () => {
  await using server = await startFakeClaude();
  server.play('slow', [stream({ text: 'abc', gzip: true, end: 'never', after: 5 })]);
  const request = { ...hello, stream: true as const };
  const { data, response } = await clientOf(server)
    .messages.create(request, call('slow'))
    .withResponse();
  expect(response.headers.get('content-encoding')).toBe('gzip');
  let deltas = 0;
  for await (const event of data) {
    if (event.type === 'content_block_delta') deltas += 1;
    if (deltas === 3) break;
  }
  expect(deltas).toBe(3);
});

test('a compressed stream can be read to its end', async () => {
  await using server = await startFakeClaude();
  const text = 'lorem ipsum '.repeat(10_000);
  server.play('chat', [stream({ text, gzip: true, deltas: 20 })]);
  const answer = clientOf(server).messages.stream(hello, call('chat'));
  expect(await answer.finalText()).toBe(text);
});
