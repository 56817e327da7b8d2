import { Stream } from '@anthropic-ai/sdk/core/streaming';
import { describe, expect, it } from 'vitest';
import { SseDecoder } from '../src/stream/sse.ts';
import { drain } from './support/claude.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What the decoder makes of a body that comes in these pieces. */
function decode(...chunks: (string | Uint8Array)[]): object[] {
  const events: object[] = [];
  const decoder = new SseDecoder((event) => events.push(event));
  for (const chunk of chunks) decoder.push(typeof chunk === 'string' ? bytes(chunk) : chunk);
  decoder.end();
  return events;
}

/** The types of the events that the SDK makes of the same pieces. */
async function typesBySdk(chunks: readonly Uint8Array[]): Promise<string[]> {
  const body = ReadableStream.from(chunks);
  const stream = Stream.fromSSEResponse<{ type: string }>(
    new Response(body),
    new AbortController(),
  );
  return (await drain(stream)).map((event) => event.type);
}

const MESSAGE = [
  'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","usage":{}}}\n\n',
  'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text"}}\n\n',
  ': a comment\n\nevent: ping\ndata: {"type":"ping"}\n\n',
  'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":"Grüße, 世界 🌍"}}\n\n',
  'event: content_block_stop\ndata: {"type":"content_block_stop"}\n\n',
  'event: message_delta\nid: 7\ndata: {"type":"message_delta",\ndata: "delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}\n\n',
  'event:message_stop\ndata:{"type":"message_stop"}\n\n',
].join('');

const TYPES = [
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
];

describe('server-sent events', () => {
  it('are told with what says something of the call, and without text', () => {
    expect(decode(MESSAGE)).toEqual([
      { type: 'message_start', message: { id: 'msg_1', usage: {} } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text' } },
      { type: 'content_block_delta', delta: { type: 'text_delta' } },
      { type: 'content_block_stop' },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    ]);
  });

  it.each([
    ['line feeds', '\n'],
    ['carriage returns and line feeds', '\r\n'],
    ['carriage returns', '\r'],
  ])('are the same with %s, however the bytes are cut', async (_, ending) => {
    const all = bytes(MESSAGE.replaceAll('\n', ending));
    for (const size of [1, 2, 3, 5, 7, 64, all.length]) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < all.length; at += size) chunks.push(all.subarray(at, at + size));
      const events = decode(...chunks) as { type: string }[];
      expect(events.map((event) => event.type)).toEqual(TYPES);
      expect(await typesBySdk(chunks)).toEqual(TYPES);
    }
  });

  it('wait for the blank line that ends them', () => {
    expect(decode('event: message_stop\n', 'data: {}\n')).toEqual([]);
    expect(decode('event: message_stop\n', 'data: {}\n', '\n')).toEqual([{ type: 'message_stop' }]);
  });

  it.each([
    [
      'thinking_delta',
      '{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"x"}}',
    ],
    ['text_delta', '{ "type": "content_block_delta", "delta": { "type": "text_delta" } }'],
    [
      'input_json_delta',
      '{"delta":{"type":"input_json_delta","partial_json":"\\"delta\\":{\\"type\\":\\"no\\"}"}}',
    ],
    [undefined, '{"type":"content_block_delta"}'],
    [undefined, 'no JSON'],
    [undefined, ''],
  ])('tell the type of a delta: %s', (type, data) => {
    const event = `event: content_block_delta\ndata: ${data}\n\n`;
    expect(decode(event)).toEqual([{ type: 'content_block_delta', delta: { type } }]);
  });

  it.each([
    [
      'an event whose data does not parse',
      'event: message_start\ndata: {oops\n\n',
      [{ type: 'message_start' }],
    ],
    [
      'an event that is no object',
      'event: message_delta\ndata: 7\n\n',
      [{ type: 'message_delta' }],
    ],
    [
      'an event of another name',
      'event: vault_event\ndata: {"secret":1}\n\n',
      [{ type: 'vault_event' }],
    ],
    ['data without an event', 'data: {"type":"message_stop"}\n\n', []],
    ['lines that are none', 'what is this\n\nfoo: bar\n\n', []],
    ['many blank lines', '\n\n\n\n', []],
    ['a byte order mark', '\uFEFFevent: message_stop\ndata: {}\n\n', [{ type: 'message_stop' }]],
  ])('%s', (_, body, events) => {
    expect(decode(body)).toEqual(events);
  });

  it('of an error have the API’s type', () => {
    const data = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
    expect(decode(`event: error\ndata: ${data}\n\n`)).toEqual([
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    ]);
  });

  it('are read from bytes alone', () => {
    const events: object[] = [];
    const decoder = new SseDecoder((event) => events.push(event));
    for (const chunk of [undefined, null, 7, {}, 'event: message_stop\n\n']) decoder.push(chunk);
    expect(events).toEqual([]);
  });
});
