import { describe, expect, it } from 'vitest';
import type { ContentPart } from '../src/content/part.ts';
import { escapedLength, startOf, startWithin } from '../src/content/text.ts';
import { ContentWriter } from '../src/content/writer.ts';

/** A random generator that gives the same numbers in each run (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below;
  };
}

const ALPHABET = [
  'a',
  'é',
  '漢',
  '😀',
  '👩‍👩‍👧',
  '"',
  '\\',
  '\n',
  '\u0000',
  '\u001f',
  '\ud800',
  '\udc00',
  '\u2028',
  ' ',
];

const pick = (random: (below: number) => number, below: number): number =>
  Math.floor(random(below));
const textOf = (random: (below: number) => number, most: number): string =>
  Array.from({ length: pick(random, most) }, () => ALPHABET[pick(random, ALPHABET.length)]).join(
    '',
  );

/** A block of a random kind. */
function blockOf(random: (below: number) => number, most: number): object {
  const text = textOf(random, most);
  switch (pick(random, 5)) {
    case 0:
      return {
        type: 'tool_use',
        id: 't',
        name: 'n',
        input: { a: text, b: [text, 1, { c: text }] },
      };
    case 1:
      return {
        type: 'tool_result',
        tool_use_id: 't',
        content: [
          { type: 'text', text },
          { type: 'text', text },
        ],
      };
    case 2:
      return { type: 'tool_use', id: 't', name: 'n', input: { list: Array.from(text, () => 1) } };
    case 3:
      return { type: 'thinking', thinking: text, signature: text };
    default:
      return { type: 'text', text };
  }
}

const bytes = (json: string | undefined): number => Buffer.byteLength(json ?? '');

describe('all content of a span', () => {
  it('is at most maxBytes and stays JSON, whatever it is', () => {
    const random = numbers(1);
    for (let round = 0; round < 400; round++) {
      const most = 2 ** pick(random, 12);
      const blocks = (): object[] =>
        Array.from({ length: pick(random, 6) }, () => blockOf(random, most));
      const maxBytes = 1 + pick(random, 2 ** (1 + pick(random, 15)));
      const writer = new ContentWriter({ maxBytes, redact: undefined });
      const body = {
        system: textOf(random, most),
        messages: Array.from({ length: pick(random, 20) }, () => ({
          role: 'user',
          content: blocks(),
        })),
        tools: Array.from({ length: pick(random, 4) }, () => ({
          name: 'n',
          description: textOf(random, most),
        })),
      };
      const { systemInstructions, inputMessages } = writer.request(body);
      const parts: ContentPart[] = [{ type: 'text', content: textOf(random, most) }];
      const written = [
        systemInstructions,
        inputMessages,
        writer.tools(body),
        writer.answer({ parts, stopReason: 'end_turn', cut: false }),
      ];
      for (const json of written)
        if (json !== undefined) expect(Array.isArray(JSON.parse(json))).toBe(true);
      const sum = written.reduce((total, json) => total + bytes(json), 0);
      expect(sum, `round ${round}, maxBytes ${maxBytes}`).toBeLessThanOrEqual(maxBytes);
      // What is complete when there is room, says that it is not when there is none.
      const roomy = new ContentWriter({ maxBytes: 1e9, redact: undefined });
      const all = [...Object.values(roomy.request(body)), roomy.tools(body)];
      if (!writer.truncated) expect(written.slice(0, 3)).toEqual(all);
      expect(roomy.truncated).toBe(false);
    }
  });

  it('is not cut where it fits', () => {
    const body = { messages: [{ role: 'user', content: '漢'.repeat(100) }] };
    const size = bytes(
      new ContentWriter({ maxBytes: 1e6, redact: undefined }).request(body).inputMessages,
    );
    const writer = new ContentWriter({
      maxBytes: Math.ceil(((size + 4) * 8) / 5),
      redact: undefined,
    });
    expect(bytes(writer.request(body).inputMessages)).toBe(size);
    expect(writer.truncated).toBe(false);
  });
});

/** The parts of the last message, of a request within `maxBytes`. */
function lastParts(maxBytes: number, content: unknown[], ...before: unknown[]): ContentPart[] {
  const writer = new ContentWriter({ maxBytes, redact: undefined });
  const messages = [...before, { role: 'user', content }];
  const { inputMessages } = writer.request({ messages });
  expect(writer.truncated).toBe(true);
  return JSON.parse(inputMessages ?? '[]').at(-1)?.parts ?? [];
}

describe('where there is too little room', () => {
  const long = 'x'.repeat(10_000);

  it('the long texts are cut, and the short ones whole', () => {
    const parts = lastParts(2_000, [
      { type: 'text', text: long },
      { type: 'text', text: 'Why?' },
      { type: 'text', text: long },
    ]);
    expect(parts[1]).toEqual({ type: 'text', content: 'Why?' });
    const lengths = parts.map(({ content }) => String(content).length);
    expect(lengths[0]).toBeGreaterThan(500);
    expect(Math.abs(Number(lengths[0]) - Number(lengths[2]))).toBeLessThan(2);
  });

  it('texts inside a part are cut, and what it is stays', () => {
    const input = { path: 'a.txt', text: long, more: [long] };
    const [part] = lastParts(1_000, [{ type: 'tool_use', id: 'toolu_1', name: 'write', input }]);
    expect(part).toMatchObject({ id: 'toolu_1', name: 'write', arguments: { path: 'a.txt' } });
    expect(JSON.stringify(part)).toContain('xxxx');
  });

  it('a part that is nothing but structure loses it, and is still named', () => {
    const input = { list: Array.from({ length: 5_000 }, (_, i) => i) };
    expect(lastParts(1_000, [{ type: 'tool_use', id: 'toolu_1', name: 'sum', input }])).toEqual([
      { type: 'tool_call', id: 'toolu_1', name: 'sum' },
    ]);
  });

  it('a name is never cut, nor is a URL', () => {
    const source = { type: 'url', url: `https://x.test/${long}` };
    expect(
      lastParts(1_000, [
        { type: 'image', source },
        { type: 'text', text: 'Hi.' },
      ]),
    ).toEqual([{ type: 'text', content: 'Hi.' }]);
  });

  it('the first messages are left out, and never looked at', () => {
    let redacted = 0;
    const writer = new ContentWriter({
      maxBytes: 2_000,
      redact: (part) => {
        redacted++;
        return part;
      },
    });
    const messages = Array.from({ length: 10_000 }, (_, i) => ({ role: 'user', content: `${i}` }));
    const { inputMessages } = writer.request({ messages });
    expect(JSON.parse(inputMessages ?? '').at(-1).parts[0].content).toBe('9999');
    expect(redacted).toBeLessThan(20);
    expect(writer.truncated).toBe(true);
  });

  it('what stands before more values than can be of use is not', () => {
    const input = Array.from({ length: 1_000 }, () => 1);
    const use = { type: 'tool_use', id: 't', name: 'n', input };
    const text = { type: 'text', text: 'Hi.' };
    const uses = Array.from({ length: 20 }, () => use);
    const parts = lastParts(10_000, [text, ...uses.slice(0, 5), text]);
    expect(parts).toHaveLength(7);
    const cut = lastParts(1_000, [text, ...uses, text]);
    expect(cut.at(-1)).toEqual({ type: 'text', content: 'Hi.' });
    expect(cut.length).toBeLessThan(20);
  });

  it('the answer still has a quarter', () => {
    const writer = new ContentWriter({ maxBytes: 4_000, redact: undefined });
    writer.request({ system: long, messages: [{ role: 'user', content: long }] });
    writer.tools({ tools: [{ name: 'n', description: long }] });
    const answer = writer.answer({
      parts: [{ type: 'text', content: long }],
      stopReason: 'end_turn',
      cut: false,
    });
    expect(bytes(answer)).toBeGreaterThan(950);
  });

  it('and more, where the request leaves it', () => {
    const writer = new ContentWriter({ maxBytes: 4_000, redact: undefined });
    writer.request({ messages: [{ role: 'user', content: 'Hi.' }] });
    const answer = writer.answer({
      parts: [{ type: 'text', content: long }],
      stopReason: 'end_turn',
      cut: false,
    });
    expect(bytes(answer)).toBeGreaterThan(3_800);
  });

  it('of tool definitions the names are left', () => {
    const writer = new ContentWriter({ maxBytes: 2_000, redact: undefined });
    const tools = ['a', 'b'].map((name) => ({ name, description: long, input_schema: {} }));
    expect(JSON.parse(writer.tools({ tools }) ?? '')).toEqual([
      { type: 'function', name: 'a' },
      { type: 'function', name: 'b' },
    ]);
    expect(writer.truncated).toBe(true);
  });
});

describe('a text', () => {
  it('is measured as JSON in UTF-8, and cut between characters', () => {
    const random = numbers(2);
    for (let round = 0; round < 2_000; round++) {
      const text = textOf(random, 30);
      const room = pick(random, 60);
      const cut = startWithin(text, room);
      expect(text.startsWith(cut)).toBe(true);
      expect(escapedLength(cut)).toBeLessThanOrEqual(room);
      const next = String.fromCodePoint(text.codePointAt(cut.length) ?? 0);
      if (cut !== text) expect(escapedLength(cut + next)).toBeGreaterThan(room);
      // Only a half that stood alone may stand alone.
      const alone = /(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/g;
      expect((cut.match(alone) ?? []).length).toBeLessThanOrEqual((text.match(alone) ?? []).length);
    }
  });

  it('of every character has the length of its JSON', () => {
    for (let point = 0; point <= 0x10ffff; point += point < 0x3000 ? 1 : 61) {
      const character = String.fromCodePoint(point);
      const size = bytes(JSON.stringify(character)) - 2;
      expect([startWithin(character, size), startWithin(character, size - 1)]).toEqual([
        character,
        '',
      ]);
    }
  });

  it.each([
    ['a😀b', 0, ''],
    ['a😀b', 1, 'a'],
    ['a😀b', 2, 'a'],
    ['a😀b', 3, 'a😀'],
    ['a😀b', 9, 'a😀b'],
    ['a😀b', -1, ''],
  ])('%j has the start of %i characters %j', (text, length, start) => {
    expect(startOf(text, length)).toBe(start);
  });
});
