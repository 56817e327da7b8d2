import { beforeEach, describe, expect, it } from 'vitest';
import type { ContentCapture } from '../src/content/capture.ts';
import { ContentWriter } from '../src/content/writer.ts';
import { failureCounts } from '../src/failures.ts';

const whole: ContentCapture = { maxBytes: 1_000_000, redact: undefined };

/** The parts of a message with these blocks. */
function partsOf(...blocks: unknown[]): unknown[] {
  const { inputMessages } = new ContentWriter(whole).request({
    messages: [{ role: 'user', content: blocks }],
  });
  return JSON.parse(inputMessages ?? '[{}]')[0].parts;
}

const good = { type: 'text', text: 'Hi.' };
const goodPart = { type: 'text', content: 'Hi.' };
const use = (input: unknown): object => ({ type: 'tool_use', id: 't', name: 'n', input });

let before = 0;
beforeEach(() => {
  before = failureCounts().get('content') ?? 0;
});
const failures = (): number => (failureCounts().get('content') ?? 0) - before;

const cycle: { self?: unknown } = {};
cycle.self = cycle;
const nested = (depth: number): unknown => {
  let value: unknown = 'x';
  for (let i = 0; i < depth; i++) value = [value];
  return value;
};

describe('a part that cannot be read costs itself alone', () => {
  it.each<[string, () => unknown]>([
    ['a cycle', () => use(cycle)],
    ['a bigint', () => use({ n: 1n })],
    [
      'a toJSON() that throws',
      () =>
        use({
          toJSON: () => {
            throw new Error('no');
          },
        }),
    ],
    ['values nested without end', () => use(nested(100_000))],
    ['values nested deeper than any request has them', () => use(nested(200))],
    [
      'a proxy that throws',
      () =>
        use(
          new Proxy(
            {},
            {
              ownKeys: () => {
                throw new Error('no');
              },
            },
          ),
        ),
    ],
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return use(proxy);
      },
    ],
    [
      'a getter',
      () =>
        use({
          get secret() {
            return 'x';
          },
        }),
    ],
    [
      'a getter for a toJSON()',
      () =>
        use({
          get toJSON() {
            return undefined;
          },
        }),
    ],
  ])('%s', (_, block) => {
    expect(partsOf(good, block(), good)).toEqual([goodPart, goodPart]);
    expect(failures()).toBe(1);
  });

  it('and so does a message, a list or a body that cannot', () => {
    const throws = {
      get: () => {
        throw new Error('no');
      },
    };
    const message = Object.defineProperty({ role: 'user' }, 'content', throws);
    const messages = [message, { role: 'user', content: 'Hi.' }];
    const body = Object.defineProperty({ messages }, 'system', throws);
    const { systemInstructions, inputMessages } = new ContentWriter(whole).request(body);
    expect(systemInstructions).toBeUndefined();
    expect(JSON.parse(inputMessages ?? '')).toEqual([
      { role: 'user', parts: [] },
      { role: 'user', parts: [goodPart] },
    ]);
    expect(failures()).toBe(2);
  });
});

describe('what is read', () => {
  it('is read as the SDK sends it', () => {
    const input = {
      when: new Date(0),
      none: undefined,
      run: () => 'x',
      [Symbol('s')]: 'x',
      odd: [undefined, Number.NaN, Number.POSITIVE_INFINITY],
      own: {
        toJSON(): object {
          return this;
        },
        kept: true,
      },
      bytes: { toJSON: () => 'AAE=' },
    };
    expect(partsOf(use(input))).toEqual([
      { type: 'tool_call', id: 't', name: 'n', arguments: JSON.parse(JSON.stringify(input)) },
    ]);
  });

  it('may have a field of any name', () => {
    const input = JSON.parse('{"__proto__":{"a":1},"constructor":2}');
    const [part] = partsOf(use(input));
    expect(JSON.stringify(part)).toContain('{"__proto__":{"a":1},"constructor":2}');
  });

  it('has none of its accessors run', () => {
    let runs = 0;
    const block = {
      type: 'text',
      get text() {
        runs++;
        return 'Hi.';
      },
    };
    partsOf(block);
    expect(runs).toBe(0);
  });

  it('stays as it is, also where `redact` changes what it is given', () => {
    const body = {
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [use({ list: [1, { two: 2 }] }), good] }],
      tools: [{ name: 'n', input_schema: { type: 'object' } }],
    };
    const before = structuredClone(body);
    const destroy = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const field of Object.values(value)) destroy(field);
      for (const name of Object.keys(value)) Reflect.deleteProperty(value, name);
    };
    const writer = new ContentWriter({
      maxBytes: 100_000,
      redact: (part) => {
        destroy(part);
        return { type: 'gone' };
      },
    });
    const { inputMessages } = writer.request(body);
    writer.tools(body);
    expect(inputMessages).toContain('gone');
    expect(body).toEqual(before);
  });

  it('may be frozen', () => {
    const freeze = <T extends object>(value: T): T => {
      for (const field of Object.values(value)) if (typeof field === 'object') freeze(field);
      return Object.freeze(value);
    };
    expect(
      partsOf(freeze({ type: 'tool_use', id: 't', name: 'n', input: { a: { b: 1 } } })),
    ).toEqual([{ type: 'tool_call', id: 't', name: 'n', arguments: { a: { b: 1 } } }]);
  });

  it('takes no time beyond what can be written', () => {
    const bomb: unknown[] = ['x'];
    let value: unknown = bomb;
    for (let i = 0; i < 60; i++) value = [value, value];
    const writer = new ContentWriter({ maxBytes: 1_000, redact: undefined });
    const { inputMessages } = writer.request({
      messages: [{ role: 'user', content: [use(value)] }],
    });
    expect(JSON.parse(inputMessages ?? '[]')).toEqual([
      { role: 'user', parts: [{ type: 'tool_call', id: 't', name: 'n' }] },
    ]);
    expect(writer.truncated).toBe(true);
  });
});
