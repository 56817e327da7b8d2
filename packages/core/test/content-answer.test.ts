import { describe, expect, it } from 'vitest';
import { readAnswer } from '../src/content/answer.ts';
import { AnswerAssembler } from '../src/content/assembler.ts';
import type { ContentCapture } from '../src/content/capture.ts';
import { ContentWriter } from '../src/content/writer.ts';

const whole: ContentCapture = { maxBytes: 1_000_000, redact: undefined };

/** What is written of an answer. */
function written(answer: ReturnType<typeof readAnswer>, capture = whole): unknown {
  if (answer === undefined) return undefined;
  const json = new ContentWriter(capture).answer(answer);
  return json === undefined ? undefined : JSON.parse(json)[0];
}

/** The answer that these events make. */
function assembled(events: readonly unknown[], capture = whole): unknown {
  const assembler = new AnswerAssembler(capture);
  for (const event of events) assembler.event(event);
  return written(assembler.answer(), capture);
}

const begin = { type: 'message_start', message: { id: 'msg_1', role: 'assistant', content: [] } };
const block = (index: number, content_block: object): object => ({
  type: 'content_block_start',
  index,
  content_block,
});
const delta = (index: number, type: string, fields: object): object => ({
  type: 'content_block_delta',
  index,
  delta: { type, ...fields },
});
const stop = (index: number): object => ({ type: 'content_block_stop', index });
const end = (stop_reason: string): object[] => [
  { type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 9 } },
  { type: 'message_stop' },
];

describe('an answer', () => {
  it('is one message of the assistant, with why it ended', () => {
    const content = [
      { type: 'thinking', thinking: 'Hm.', signature: 'eA==' },
      { type: 'text', text: 'Blue.', citations: null },
    ];
    expect(
      written(readAnswer({ type: 'message', content, stop_reason: 'end_turn' }, whole)),
    ).toEqual({
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'Hm.' },
        { type: 'text', content: 'Blue.' },
      ],
      finish_reason: 'stop',
    });
  });

  it.each([
    ['max_tokens', 'length'],
    ['tool_use', 'tool_call'],
    ['refusal', 'refusal'],
    [null, 'error'],
  ])('that ended with %s says %s', (stop_reason, finish_reason) => {
    const message = { type: 'message', content: [], stop_reason };
    expect(written(readAnswer(message, whole))).toMatchObject({ finish_reason });
  });

  it.each([undefined, null, 'x', { input_tokens: 7 }, { type: 'message' }])(
    'is not %j',
    (value) => {
      expect(readAnswer(value, whole)).toBeUndefined();
    },
  );
});

describe('a streamed answer', () => {
  it('is the same as one that came at once', () => {
    const events = [
      begin,
      { type: 'ping' },
      block(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, 'thinking_delta', { thinking: 'H' }),
      delta(0, 'thinking_delta', { thinking: 'm.' }),
      delta(0, 'signature_delta', { signature: 'eA==' }),
      stop(0),
      block(1, { type: 'text', text: '', citations: null }),
      delta(1, 'text_delta', { text: 'It is ' }),
      delta(1, 'text_delta', { text: 'blue.' }),
      delta(1, 'citations_delta', {
        citation: { type: 'char_location', cited_text: 'blue', encrypted_index: 'eA==' },
      }),
      stop(1),
      block(2, { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }),
      delta(2, 'input_json_delta', { partial_json: '' }),
      delta(2, 'input_json_delta', { partial_json: '{"at":"s' }),
      delta(2, 'input_json_delta', { partial_json: 'ky"}' }),
      stop(2),
      block(3, { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} }),
      delta(3, 'input_json_delta', { partial_json: '{"query":"sky"}' }),
      stop(3),
      block(4, {
        type: 'web_search_tool_result',
        tool_use_id: 's1',
        content: [{ type: 'web_search_result', title: 'Sky', encrypted_content: 'eA==' }],
      }),
      stop(4),
      block(5, { type: 'redacted_thinking', data: 'eA==' }),
      stop(5),
      block(6, { type: 'tool_use', id: 'toolu_2', name: 'bare', input: {} }),
      stop(6),
      block(7, { type: 'compaction', content: null, encrypted_content: null }),
      delta(7, 'compaction_delta', { content: 'They spoke.', encrypted_content: 'eA==' }),
      stop(7),
      ...end('tool_use'),
    ];
    const content = [
      { type: 'thinking', thinking: 'Hm.', signature: 'eA==' },
      {
        type: 'text',
        text: 'It is blue.',
        citations: [{ type: 'char_location', cited_text: 'blue', encrypted_index: 'eA==' }],
      },
      { type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 'sky' } },
      { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'sky' } },
      {
        type: 'web_search_tool_result',
        tool_use_id: 's1',
        content: [{ type: 'web_search_result', title: 'Sky', encrypted_content: 'eA==' }],
      },
      { type: 'redacted_thinking', data: 'eA==' },
      { type: 'tool_use', id: 'toolu_2', name: 'bare', input: {} },
      { type: 'compaction', content: 'They spoke.', encrypted_content: 'eA==' },
    ];
    const once = written(readAnswer({ type: 'message', content, stop_reason: 'tool_use' }, whole));
    expect(assembled(events)).toEqual(once);
    expect(JSON.stringify(once)).not.toContain('eA==');
  });

  it('that was cut short is as far as it came', () => {
    const events = [
      begin,
      block(0, { type: 'text', text: '' }),
      delta(0, 'text_delta', { text: 'It is ' }),
      stop(0),
      block(1, { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }),
      delta(1, 'input_json_delta', { partial_json: '{"at":"s' }),
    ];
    expect(assembled(events)).toEqual({
      role: 'assistant',
      parts: [
        { type: 'text', content: 'It is ' },
        { type: 'tool_call', id: 'toolu_1', name: 'look', arguments: '{"at":"s' },
      ],
      finish_reason: 'error',
    });
    expect(assembled([begin])).toEqual({ role: 'assistant', parts: [], finish_reason: 'error' });
  });

  it('that never began is none', () => {
    expect(assembled([])).toBeUndefined();
    expect(assembled([delta(0, 'text_delta', { text: 'x' })])).toBeUndefined();
  });

  it('may have events of any shape', () => {
    const events = [
      begin,
      null,
      'x',
      {},
      { type: 'content_block_start' },
      { type: 'content_block_start', index: 0, content_block: 'x' },
      { type: 'content_block_delta', index: 9, delta: { type: 'text_delta', text: 'lost' } },
      block(1, { type: 'text', text: 'A' }),
      { type: 'content_block_delta', index: 1 },
      delta(1, 'text_delta', { text: 7 }),
      delta(1, 'next_delta', { text: 'x' }),
      delta(1, 'text_delta', { text: 'B' }),
      { type: 'message_delta' },
      { type: 'message_delta', delta: { stop_reason: 7 } },
      { type: 'next_event' },
    ];
    expect(assembled(events)).toMatchObject({ parts: [{ type: 'text', content: 'AB' }] });
  });

  it('holds nothing of the events', () => {
    const start = block(0, {
      type: 'web_search_tool_result',
      tool_use_id: 's',
      content: [{ title: 'Sky' }],
    });
    const assembler = new AnswerAssembler(whole);
    assembler.event(begin);
    assembler.event(start);
    Object.assign(start, { content_block: null });
    Reflect.set(Reflect.get(start, 'content_block') ?? {}, 'content', []);
    expect(JSON.stringify(written(assembler.answer()))).toContain('Sky');
  });

  it('nested without end is kept as its text', () => {
    const input = '['.repeat(10_000) + ']'.repeat(10_000);
    const events = [
      begin,
      block(0, { type: 'tool_use', id: 't', name: 'n', input: {} }),
      delta(0, 'input_json_delta', { partial_json: input }),
    ];
    expect(assembled(events)).toMatchObject({ parts: [{ arguments: input }] });
  });
});

describe('a stream longer than what can be written', () => {
  const text = (length: number, character = 'x'): object[] => [
    begin,
    block(0, { type: 'text', text: '' }),
    ...Array.from({ length }, () => delta(0, 'text_delta', { text: character.repeat(100) })),
    block(1, { type: 'text', text: '' }),
    delta(1, 'text_delta', { text: 'later' }),
    ...end('end_turn'),
  ];

  it('is kept no further', () => {
    const capture = { maxBytes: 1_000, redact: undefined };
    const assembler = new AnswerAssembler(capture);
    for (const event of text(100)) assembler.event(event);
    const answer = assembler.answer();
    expect(answer).toMatchObject({ stopReason: 'end_turn', cut: true });
    expect(JSON.stringify(answer?.parts).length).toBeLessThan(1_100);
    expect(answer?.parts).toHaveLength(1);
    const writer = new ContentWriter(capture);
    if (answer) writer.answer(answer);
    expect(writer.truncated).toBe(true);
  });

  it('is counted over all of its parts', () => {
    const events: object[] = [begin];
    for (let i = 0; i < 100; i++)
      events.push(
        block(i, { type: 'text', text: '' }),
        delta(i, 'text_delta', { text: 'x'.repeat(100) }),
      );
    const assembler = new AnswerAssembler({ maxBytes: 1_000, redact: undefined });
    for (const event of events) assembler.event(event);
    expect(JSON.stringify(assembler.answer()?.parts).length).toBeLessThan(1_500);
  });

  it('counts blocks that come whole', () => {
    const result = {
      type: 'web_search_tool_result',
      tool_use_id: 's',
      content: [{ title: 'x'.repeat(100_000) }],
    };
    const assembler = new AnswerAssembler({ maxBytes: 1_000, redact: undefined });
    for (const event of [begin, block(0, result), block(1, result)]) assembler.event(event);
    expect(JSON.stringify(assembler.answer()?.parts).length).toBeLessThan(1_200);
  });

  it('does not let half of a secret out where it ends', () => {
    // A long key at each place that the end may fall on, and others before it, whose places make room.
    const key = `sk-${'k'.repeat(497)}`;
    for (const maxBytes of [1_000, 5_000]) {
      for (let place = 0; place < 600; place += 50) {
        const capture: ContentCapture = {
          maxBytes,
          redact: (part) => ({
            ...part,
            content: String(part.content).replaceAll(/sk-k{497}/g, '[key]'),
          }),
        };
        const all = `${'x'.repeat(place)}${key.repeat(20)}`;
        const events: object[] = [begin, block(0, { type: 'text', text: '' })];
        for (let i = 0; i < all.length; i += 70) {
          events.push(delta(0, 'text_delta', { text: all.slice(i, i + 70) }));
        }
        expect(JSON.stringify(assembled(events, capture) ?? '')).not.toContain('sk-k');
      }
    }
  });
});
