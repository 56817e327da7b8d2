import { afterEach, describe, expect, it } from 'vitest';
import { readAnswer } from '../src/content/answer.ts';
import type { ContentPart } from '../src/content/part.ts';
import { ContentWriter } from '../src/content/writer.ts';
import { failureCounts } from '../src/failures.ts';

const body = {
  system: 'Be brief.',
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'My key is sk-1.' },
        { type: 'text', text: 'Thanks.' },
      ],
    },
  ],
  tools: [{ name: 'look', description: 'Looks.' }],
};

/** Everything that is written with `redact`. */
function written(redact: (part: ContentPart) => unknown): unknown[] {
  const capture = { maxBytes: 100_000, redact };
  const writer = new ContentWriter(capture);
  const { systemInstructions, inputMessages } = writer.request(body);
  const answer = readAnswer(
    { type: 'message', content: [{ type: 'text', text: 'Hi.' }], stop_reason: 'end_turn' },
    capture,
  );
  const json = [
    systemInstructions,
    inputMessages,
    writer.tools(body),
    answer && writer.answer(answer),
  ];
  expect(writer.truncated).toBe(false);
  return json.map((each) => each && JSON.parse(each));
}

let failures = failureCounts().get('hooks') ?? 0;
const failed = (): number => (failureCounts().get('hooks') ?? 0) - failures;
afterEach(() => {
  failures = failureCounts().get('hooks') ?? 0;
});

describe('redact', () => {
  it('sees each part, as it would be written', () => {
    const seen: unknown[] = [];
    written((part) => {
      seen.push(structuredClone(part));
      return part;
    });
    expect(seen).toEqual([
      { type: 'text', content: 'Be brief.' },
      { type: 'text', content: 'Thanks.' },
      { type: 'text', content: 'My key is sk-1.' },
      { type: 'function', name: 'look', description: 'Looks.' },
      { type: 'text', content: 'Hi.' },
    ]);
  });

  it('may change its part, or return another', () => {
    const changed = written((part) => {
      part.content = '…';
      return part;
    });
    const other = written((part) => ({ ...part, content: '…' }));
    expect(changed).toEqual(other);
    expect(JSON.stringify(changed)).not.toContain('sk-1');
    expect(changed[0]).toEqual([{ type: 'text', content: '…' }]);
  });

  it('drops a part by returning undefined, which is no failure', () => {
    const [system, messages, tools, answer] = written((part) =>
      part.content === 'Thanks.' ? part : undefined,
    );
    expect([system, tools]).toEqual([undefined, undefined]);
    expect(messages).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'Thanks.' }] }]);
    expect(answer).toEqual([{ role: 'assistant', parts: [], finish_reason: 'stop' }]);
    expect(failed()).toBe(0);
  });

  it.each<[string, (part: ContentPart) => unknown]>([
    [
      'by throwing',
      () => {
        throw new Error('no');
      },
    ],
    [
      'by throwing nothing',
      () => {
        throw undefined;
      },
    ],
    [
      'by a promise, which nobody waits for',
      async () => {
        throw new Error('no');
      },
    ],
    ['by returning null', () => null],
    ['by returning a text', () => 'x'],
    ['by returning a part without a type', () => ({ content: 'x' })],
    ['by returning what JSON cannot hold', (part) => ({ ...part, n: 1n })],
    [
      'by returning a part that cannot be read',
      (part) => ({
        ...part,
        get content() {
          throw new Error('no');
        },
      }),
    ],
  ])('drops a part %s, and that is counted', async (_, fail) => {
    const [, messages] = written((part) =>
      part.content === 'My key is sk-1.' ? fail(part) : part,
    );
    expect(messages).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'Thanks.' }] }]);
    expect(failed()).toBe(1);
    // An unhandled rejection would fail the run.
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('sees the whole of a text that is going to be cut', () => {
    let seen = 0;
    const writer = new ContentWriter({
      maxBytes: 1_000,
      redact: (part) => {
        seen = String(part.content).length;
        return part;
      },
    });
    writer.request({ messages: [{ role: 'user', content: 'x'.repeat(50_000) }] });
    expect(seen).toBe(50_000);
  });

  it('may make a part longer: the cap is for what is written', () => {
    const writer = new ContentWriter({
      maxBytes: 1_000,
      redact: (part) => ({ ...part, content: '漢'.repeat(50_000) }),
    });
    const { inputMessages } = writer.request(body);
    expect(Buffer.byteLength(inputMessages ?? '')).toBeLessThan(1_000);
    expect(JSON.parse(inputMessages ?? '')).toHaveLength(1);
  });
});
