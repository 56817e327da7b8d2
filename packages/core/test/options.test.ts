import Anthropic from '@anthropic-ai/sdk';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { ok } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { type CallEvent, type InstrumentOptions, instrument, uninstrument } from '../src/index.ts';
import { bareClient, fakeClaude, question, script, setEnv } from './support/claude.ts';
import { recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

const offline = (): Anthropic => new Anthropic({ apiKey: 'k', openTelemetry: false });

/** What JavaScript callers may pass. */
const instrumentAnyway = instrument as (client: unknown, options?: unknown) => unknown;

/** The error of `instrument()`, which has to leave the client as it was. */
function refused(options: unknown, client: Anthropic = offline()): unknown {
  const before = Reflect.ownKeys(client);
  try {
    instrumentAnyway(client, options);
  } catch (error) {
    expect(Reflect.ownKeys(client)).toEqual(before);
    return error;
  }
  throw new Error('expected a refusal');
}

describe('an option of the wrong kind is refused at once, with what it takes', () => {
  it.each([
    ['name', '', "takes a string that is not empty, not ''"],
    ['name', 7, 'takes a string that is not empty, not 7'],
    ['callSpan', 'auto ', "takes 'auto', 'own' or 'none', not 'auto '"],
    ['callSpan', false, "takes 'auto', 'own' or 'none', not false"],
    ['traceparent', 'AUTO', "takes 'auto', 'attempt' or 'none', not 'AUTO'"],
    ['traceparent', ['auto'], "takes 'auto', 'attempt' or 'none', not an array"],
    [
      'tracerProvider',
      {},
      'takes a TracerProvider, an object with getTracer(), not a value of type object',
    ],
    [
      'tracerProvider',
      'global',
      "takes a TracerProvider, an object with getTracer(), not 'global'",
    ],
    [
      'captureContent',
      { maxBytes: 0 },
      'takes a boolean, or { maxBytes, redact }: a whole number of bytes from 1, and a function ' +
        'from a part to a part or undefined, not a value of type object',
    ],
    [
      'captureContent',
      'true',
      'takes a boolean, or { maxBytes, redact }: a whole number of bytes ' +
        "from 1, and a function from a part to a part or undefined, not 'true'",
    ],
    ['stallAfter', '10s', "takes a number of milliseconds from 1 to 2147483647, not '10s'"],
    ['stallAfter', 0, 'takes a number of milliseconds from 1 to 2147483647, not 0'],
    ['stallAfter', -1, 'takes a number of milliseconds from 1 to 2147483647, not -1'],
    ['stallAfter', Number.NaN, 'takes a number of milliseconds from 1 to 2147483647, not NaN'],
    [
      'stallAfter',
      Number.POSITIVE_INFINITY,
      'takes a number of milliseconds from 1 to 2147483647, not Infinity',
    ],
    ['stallAfter', 2 ** 31, 'takes a number of milliseconds from 1 to 2147483647, not 2147483648'],
    [
      'attributes',
      { tenant: 'a' },
      'takes a function from a call to attributes, not a value of type object',
    ],
    ['onEvent', null, 'takes a function that receives an event, not null'],
    ['copy', 'yes', "takes a boolean, not 'yes'"],
    ['copy', 1, 'takes a boolean, not 1'],
    ['copy', Symbol('true'), 'takes a boolean, not a value of type symbol'],
    ['copy', 1n, 'takes a boolean, not a value of type bigint'],
  ])('%s: %o', (name, value, takes) => {
    const error = refused({ [name]: value });
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toBe(`instrument(): option '${name}' ${takes}`);
  });

  it.each(['names', 'stallafter', 'toString', 'constructor'])('an unknown name: %s', (name) => {
    const error = refused({ [name]: 1 });
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toBe(
      `instrument(): unknown option '${name}'; the options are name, callSpan, traceparent, ` +
        'tracerProvider, meterProvider, semconv, perChunk, models, maxBackoff, stallAfter, ' +
        'attributes, captureContent, onEvent, copy',
    );
  });

  it.each([
    ['null', null, 'null'],
    ['text', 'primary', "'primary'"],
    ['a number', 7, '7'],
    ['a function', () => {}, 'a value of type function'],
  ])('options that are no object: %s', (_, options, described) => {
    const error = refused(options);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toBe(
      `instrument(): the options must be an object, not ${described}`,
    );
  });

  it('also where nothing would be done: instrumented already, or switched off', () => {
    const client = instrument(offline());
    expect(refused({ stallAfter: 0 }, client)).toBeInstanceOf(TypeError);
    setEnv('SPANTHROPIC_DISABLED', 'true');
    expect(refused({ stallAfter: 0 })).toBeInstanceOf(TypeError);
    expect(() => instrumentAnyway({})).toThrow(TypeError);
  });
});

describe('something that is no client is refused at once', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an object', {}],
    ['text', 'sk-key'],
    ['the class', Anthropic],
    ['a promise of one', Promise.resolve(offline())],
    ['a resource of one', offline().messages],
    ['the response of one', new Response()],
  ])('%s', (_, value) => {
    expect(() => instrumentAnyway(value)).toThrow(
      new TypeError(
        'instrument(): takes a client of @anthropic-ai/sdk, and this has no request() method',
      ),
    );
  });

  it('a client without withOptions()', () => {
    expect(() => instrumentAnyway({ request() {} })).toThrow(/has no withOptions\(\) method$/);
  });
});

describe("callSpan: 'own'", () => {
  it('is refused for a client whose own spans are on', () => {
    const client = bareClient(fake.api, { openTelemetry: {} });
    const error = refused({ callSpan: 'own' }, client);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toContain("callSpan 'own'");
    expect((error as TypeError).message).toContain('{ openTelemetry: false }');
  });

  it('makes a span for a client whose own are off', async () => {
    const client = instrument(bareClient(fake.api), { callSpan: 'own' });
    await client.messages.create(question, script(fake.api, ok()).options);
    expect(spans().calls.map((span) => span.name)).toEqual(['chat claude-opus-5-5']);
  });
});

describe('a frozen client', () => {
  it.each([
    ['frozen', Object.freeze],
    ['sealed', Object.seal],
    ['not extensible', Object.preventExtensions],
  ])('is refused without copy: %s', (_, close) => {
    const error = refused({}, close(offline()));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toContain('{ copy: true }');
  });
});

describe('options', () => {
  it('that are undefined count as left out', async () => {
    const names = ['name', 'callSpan', 'traceparent', 'tracerProvider', 'stallAfter'];
    const options = Object.fromEntries(
      [...names, 'attributes', 'onEvent', 'copy'].map((name) => [name, undefined]),
    );
    const client = bareClient(fake.api);
    expect(instrumentAnyway(client, options)).toBe(client);
    await client.messages.create(question, script(fake.api, ok()).options);
    expect(spans().calls).toHaveLength(1);
    expect(spans().calls[0]?.attributes).not.toHaveProperty('spanthropic.client.name');
  });

  it('may be frozen, of a class, or without a prototype', () => {
    class Options {
      name = 'primary';
    }
    for (const options of [
      Object.freeze({ name: 'primary' }),
      new Options(),
      Object.assign(Object.create(null), { name: 'primary' }),
    ]) {
      const client = offline();
      expect(instrument(client, options)).toBe(client);
      expect(uninstrument(client)).toBe(true);
    }
  });

  it('take the bounds of what they take', () => {
    for (const stallAfter of [1, 1.5, 2 ** 31 - 1]) instrument(offline(), { stallAfter });
  });

  it('are read once: what becomes of the object later has no effect', async () => {
    const seen: CallEvent[] = [];
    const options: { -readonly [Name in keyof InstrumentOptions]: InstrumentOptions[Name] } = {
      name: 'primary',
      onEvent: (event) => seen.push(event),
    };
    const client = instrument(bareClient(fake.api), options);
    options.name = 'secondary';
    options.callSpan = 'none';
    options.onEvent = () => {
      throw new Error('not the hook that was given');
    };
    await client.messages.create(question, script(fake.api, ok()).options);
    expect(seen.map((event) => event.type)).toContain('call.end');
    expect(spans().calls[0]?.attributes['spanthropic.client.name']).toBe('primary');
  });

  it('choose where the spans go', async () => {
    const ended: string[] = [];
    const tracerProvider = new TracerProvider({
      spanProcessors: [
        {
          onStart() {},
          onEnd: (span) => ended.push(span.name),
          async forceFlush() {},
          async shutdown() {},
        },
      ],
    });
    const client = instrument(bareClient(fake.api), { tracerProvider });
    await client.messages.create(question, script(fake.api, ok()).options);
    expect(ended).toEqual(['claude.attempt', 'chat claude-opus-5-5']);
    expect(spans().all).toEqual([]);
  });
});
