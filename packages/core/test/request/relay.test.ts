import type Anthropic from '@anthropic-ai/sdk';
import { ok, type Step, status, stream, text, thinking, toolUse } from '@spanthropic/testing';
import { describe, expect, it, vi } from 'vitest';
import { type Relayable, type RelayOptions, relay } from '../../src/request/index.ts';
import {
  bareClient,
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from '../support/claude.ts';
import { recordSpans, spans } from '../support/telemetry.ts';
import { ENDLESS, expectClosed, serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };
const quiet = { maxRetries: 0 };

type Open = (client: Anthropic, options: Anthropic.RequestOptions) => Promise<Relayable>;

/** The kinds of stream that an application has. */
const KINDS: [string, Open][] = [
  ['a Stream', (client, options) => client.messages.create(streamed, options)],
  ['a MessageStream', async (client, options) => client.messages.stream(question, options)],
  [
    'a BetaMessageStream',
    async (client, options) => client.beta.messages.stream(question, options),
  ],
  [
    'a generator of the application’s own',
    async (client, options) => {
      const answer = await client.messages.create(streamed, options);
      return (async function* () {
        yield* answer;
      })();
    },
  ],
];

interface Frame {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads a frame as a browser does. */
function parsed(frame: string): Frame {
  const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)\n\n$/.exec(frame) ?? [];
  return { event, data: JSON.parse(data) };
}

/** All frames of one answer that is played by `step`. */
async function relayed(open: Open, step: Step, options?: RelayOptions): Promise<Frame[]> {
  const answer = await open(bareClient(fake.api), { ...script(fake.api, step).options, ...quiet });
  return (await drain(relay(answer, options))).map(parsed);
}

const said = (frames: readonly Frame[]): string =>
  frames.map(({ event, data }) => (event === 'text' ? data.text : '')).join('');

/** An answer with all that browsers should not get. */
const whole = stream({
  content: [thinking('Hm, a secret.'), text('Blue\nand "wide".'), toolUse('look', { at: 'sky' })],
  stopReason: 'tool_use',
  deltas: 4,
});

describe.each(KINDS)('%s is relayed', (_, open) => {
  it('as text alone, and why it ended', async () => {
    const frames = await relayed(open, whole);
    expect(said(frames)).toBe('Blue\nand "wide".');
    expect(frames.filter(({ event }) => event === 'text').length).toBeGreaterThan(1);
    expect(frames.at(-1)).toEqual({ event: 'done', data: { stopReason: 'tool_use' } });
    expect(new Set(frames.map(({ event }) => event))).toEqual(new Set(['text', 'done']));
    expect(JSON.stringify(frames)).not.toMatch(/secret|sky/);
  });

  it('as the API’s own events where that is asked for', async () => {
    const frames = await relayed(open, whole, { events: 'all' });
    const { options } = script(fake.api, whole);
    const events = await drain(await bareClient(fake.api).messages.create(streamed, options));
    expect(frames.map(({ event }) => event)).toEqual(events.map(({ type }) => type));
    const ids = { message: expect.objectContaining({ content: [], stop_reason: null }) };
    expect(frames[0]?.data).toMatchObject(ids);
    // The rest has no ids of its own.
    const rest = (list: readonly { type?: unknown }[]) =>
      list.filter(({ type }) => /^content_block_(delta|stop)|message_delta/.test(String(type)));
    const signature = { signature: undefined };
    const plain = (list: readonly object[]): unknown =>
      list.map((item) => ({ ...item, delta: { ...Object(item).delta, ...signature } }));
    expect(plain(rest(frames.map(({ data }) => data)))).toEqual(plain(rest(events)));
  });

  it('up to an error of the API, which becomes a frame', async () => {
    const onError = vi.fn();
    const frames = await relayed(open, stream({ end: 'error', after: 4 }), { onError });
    expect(said(frames)).not.toBe('');
    expect(frames.at(-1)).toEqual({
      event: 'error',
      data: { code: 'overloaded', requestId: expect.stringMatching(/^req_/) },
    });
    expect(onError).toHaveBeenCalledOnce();
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ type: 'overloaded_error' }));
  });

  it.each(['reset', 'truncated'] as const)('up to where it broke off (%s)', async (end) => {
    const onError = vi.fn();
    const frames = await relayed(open, stream({ end, after: 4 }), { onError, events: 'all' });
    expect(frames.at(-1)).toMatchObject({ event: 'error', data: { code: 'connection_failed' } });
    expect(frames.filter(({ event }) => event === 'error')).toHaveLength(1);
    expect(onError).toHaveBeenCalledOnce();
  });

  it('until its client leaves, which closes it', async () => {
    const { call, options } = script(fake.api, stream(ENDLESS));
    const frames = relay(await open(observedClient(fake.api).client, options));
    await frames.next();
    const left = fake.api.now();
    await frames.return();
    await expectClosed(fake.api, call, left);
    expect(await frames.next()).toEqual({ done: true, value: undefined });
    expect(await frames.return()).toEqual({ done: true, value: undefined });
    await expect.poll(() => spans().calls).toHaveLength(1);
    expect(spans().calls[0]?.attributes['spanthropic.call.outcome']).toBe('aborted');
  });
});

/** Those that end at once, rather than with their next event. */
const CLOSABLE = KINDS.slice(0, 3);
/** Those that are there before their answer is. */
const HELPERS = KINDS.slice(1, 3);

describe.each(CLOSABLE)('%s that its client leaves', (_, open) => {
  it('while the model is silent ends the wait, and is closed', async () => {
    const { call, options } = script(fake.api, stream({ ...ENDLESS, after: 2 }));
    const frames = relay(await open(observedClient(fake.api).client, options));
    const waiting = frames.next();
    await expect.poll(() => fake.api.requestsOf(call)[0]?.events.length).toBeGreaterThan(1);
    // Until what was sent has been read.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const left = fake.api.now();
    await frames.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await expectClosed(fake.api, call, left);
    await expect.poll(() => spans().calls).toHaveLength(1);
  });

  it('before its first event ends that wait too', async () => {
    const { call, options } = script(fake.api, stream({ ...ENDLESS, after: 0 }));
    const frames = relay(await open(observedClient(fake.api).client, options));
    const begun = frames.begin();
    await expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1);
    const left = fake.api.now();
    await frames.return();
    await begun;
    await expectClosed(fake.api, call, left);
    await expect.poll(() => spans().calls).toHaveLength(1);
  });

  it('is read to its end, unseen, where it must be finished', async () => {
    const { client, events } = observedClient(fake.api);
    const { call, options } = script(fake.api, stream({ pace: 10, deltas: 8 }));
    const frames = relay(await open(client, options), { abortOnDisconnect: false });
    await frames.next();
    await frames.return();
    expect(await frames.next()).toEqual({ done: true, value: undefined });
    await expect.poll(() => events.at(-1)?.type).toBe('call.end');
    expect(events.at(-1)).toMatchObject({ outcome: 'ok', streamEnd: 'completed' });
    expect(fake.api.requestsOf(call)[0]?.clientLeftAt).toBeUndefined();
  });
});

describe('what is relayed', () => {
  it('is closed with the request that it belongs to, as its client’s doing', async () => {
    const { request, events } = serve(fake.api);
    const { options } = script(fake.api, stream(ENDLESS));
    const frames = request.relay(await request.claude.messages.create(streamed, options));
    await frames.next();
    request.disconnected();
    await frames.return();
    await expect.poll(() => events.at(-1)?.type).toBe('call.end');
    expect(events.at(-1)).toMatchObject({ abortReason: 'client_disconnected' });
  });

  it('is read on for a request that must be finished', async () => {
    const { request, events } = serve(fake.api, { abortOnDisconnect: false });
    const { options } = script(fake.api, stream({ pace: 10 }));
    const frames = request.relay(await request.claude.messages.create(streamed, options));
    await frames.next();
    request.disconnected();
    await frames.return();
    await expect.poll(() => events.at(-1)).toMatchObject({ type: 'call.end', outcome: 'ok' });
  });

  it('says that the application itself ended it', async () => {
    const { options } = script(fake.api, stream(ENDLESS));
    const answer = await bareClient(fake.api).messages.create(streamed, options);
    const frames = relay(answer);
    await frames.next();
    answer.controller.abort();
    expect((await drain(frames)).map(parsed).at(-1)).toEqual({
      event: 'error',
      data: { code: 'aborted' },
    });
  });

  it('has the trace in its error', async () => {
    const frames = await relayed(
      (client, options) => client.messages.create(streamed, options),
      stream({ end: 'error' }),
      { traceId: 'ours' },
    );
    expect(frames.at(-1)?.data).toMatchObject({ code: 'overloaded', traceId: 'ours' });
  });

  it('may be several messages, one after another', async () => {
    const client = bareClient(fake.api);
    const first = script(fake.api, stream({ text: 'One. ', stopReason: 'tool_use' }));
    const second = script(fake.api, stream({ text: 'Two.' }));
    const turns = async function* () {
      yield* await client.messages.create(streamed, first.options);
      yield* await client.messages.create(streamed, second.options);
    };
    const frames = (await drain(relay(turns()))).map(parsed);
    expect(said(frames)).toBe('One. Two.');
    expect(frames.filter(({ event }) => event === 'done')).toEqual([
      { event: 'done', data: { stopReason: 'end_turn' } },
    ]);
  });

  it('is no event whose name would break a frame', async () => {
    const events = async function* () {
      yield { type: 'ping\ndata: {}' };
      yield { type: 'message_stop' };
    };
    expect(await drain(relay(events(), { events: 'all' }))).toEqual([
      'event: message_stop\ndata: {"type":"message_stop"}\n\n',
    ]);
  });

  it('is asked for one event at a time, when its reader wants it', async () => {
    let asked = 0;
    const events = (async function* () {
      for (const word of ['a', 'b', 'c', 'd']) {
        asked++;
        yield { type: 'content_block_delta', delta: { type: 'text_delta', text: word } };
      }
    })();
    const frames = relay(events);
    expect(asked).toBe(0);
    await frames.begin();
    expect(asked).toBe(1);
    expect(parsed(String((await frames.next()).value)).data).toEqual({ text: 'a' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(1);
    await frames.next();
    expect(asked).toBe(2);
    await frames.return();
  });

  it('slows the API down for a reader that is slow', async () => {
    const long = 'sky '.repeat(2_000_000);
    const { call, options } = script(fake.api, stream({ text: long, deltas: 100 }));
    const frames = relay(await bareClient(fake.api).messages.create(streamed, options));
    await frames.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { events = [], endedAt } = fake.api.requestsOf(call)[0] ?? {};
    expect(endedAt).toBeUndefined();
    expect(events.length).toBeLessThan(100);
    await drain(frames);
  });
});

describe('an error before the first event', () => {
  it.each(HELPERS)('of %s is thrown by begin(), for the error handler', async (_, open) => {
    const { options } = script(fake.api, status(429));
    const frames = relay(await open(bareClient(fake.api), { ...options, ...quiet }));
    expect(await failureOf(frames.begin())).toMatchObject({ status: 429 });
    expect(await frames.next()).toEqual({ done: true, value: undefined });
  });

  it('inside a stream is thrown by begin()', async () => {
    const { options } = script(fake.api, stream({ end: 'error', after: 0 }));
    const frames = relay(await bareClient(fake.api).messages.create(streamed, options));
    expect(await failureOf(frames.begin())).toMatchObject({ type: 'overloaded_error' });
  });

  it('is a frame where nobody asked begin()', async () => {
    const { options } = script(fake.api, status(429));
    const frames = relay(bareClient(fake.api).messages.stream(question, { ...options, ...quiet }));
    expect((await drain(frames)).map(parsed)).toEqual([
      { event: 'error', data: { code: 'rate_limited', requestId: expect.any(String) } },
    ]);
  });

  it('costs nothing when there is none: begin() reads no frame away', async () => {
    const { options } = script(fake.api, stream({ text: 'Blue.' }));
    const frames = relay(await bareClient(fake.api).messages.create(streamed, options));
    await frames.begin();
    await frames.begin();
    expect(said((await drain(frames)).map(parsed))).toBe('Blue.');
  });
});

describe('heartbeats', () => {
  const beating = (options: Parameters<typeof stream>[0], heartbeat: number) => async () => {
    const { options: chosen } = script(fake.api, stream(options));
    const answer = await bareClient(fake.api).messages.create(streamed, chosen);
    return drain(relay(answer, { heartbeat }));
  };

  it('come while the model is silent, and are comments', async () => {
    const frames = await beating({ firstToken: 400, text: 'Blue.' }, 50)();
    const beats = frames.filter((frame) => frame === ':\n\n');
    expect(beats.length).toBeGreaterThan(1);
    expect(beats.length).toBeLessThan(9);
    expect(frames.findIndex((frame) => frame.startsWith('event: text'))).toBe(beats.length);
  });

  it('come while nothing of what the model says is relayed', async () => {
    const content = [thinking('Let me think about that.'), text('Blue.')];
    const frames = await beating({ content, deltas: 10, pace: 30 }, 100)();
    expect(frames[0]).toBe(':\n\n');
  });

  it('do not come while frames do, nor when they are off', async () => {
    const chatty = { text: 'a b c d e f g h', deltas: 8, pace: 20 };
    expect(await beating(chatty, 2_000)()).not.toContain(':\n\n');
    expect(await beating({ firstToken: 100 }, 0)()).not.toContain(':\n\n');
  });

  it('come every 15 seconds by default, by one timer that is cleared', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let end: () => void = () => {};
      const silent = (async function* () {
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        yield { type: 'message_stop' };
      })();
      const frames = relay(silent);
      expect(vi.getTimerCount()).toBe(0);
      const first = frames.next();
      await vi.advanceTimersByTimeAsync(14_999);
      expect(vi.getTimerCount()).toBe(1);
      await vi.advanceTimersByTimeAsync(1);
      expect((await first).value).toBe(':\n\n');
      // Nobody waits: a client that does not take what it has needs no heartbeat.
      await vi.advanceTimersByTimeAsync(60_000);
      expect(vi.getTimerCount()).toBe(1);
      const second = frames.next();
      await vi.advanceTimersByTimeAsync(15_000);
      expect((await second).value).toBe(':\n\n');
      end();
      expect(await drain(frames)).toEqual(['event: done\ndata: {"stopReason":null}\n\n']);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('end with a client that leaves', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const frames = relay({
        [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
      });
      const waiting = frames.next();
      expect(vi.getTimerCount()).toBe(1);
      await frames.return();
      expect(await waiting).toEqual({ done: true, value: undefined });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('relay() refuses', () => {
  const nothing: Relayable = (async function* () {})();

  it.each<[string, unknown, unknown, RegExp]>([
    [
      'what is no stream',
      {},
      undefined,
      /^relay\(\): takes a message stream, or an async iterable/,
    ],
    ['a promise', Promise.resolve(nothing), undefined, /not a promise of one: await it$/],
    ['an unknown option', nothing, { heartbeats: 1 }, /unknown option 'heartbeats'/],
    [
      'wrong events',
      nothing,
      { events: 'none' },
      /option 'events' takes 'text' or 'all', not 'none'/,
    ],
    ['a wrong heartbeat', nothing, { heartbeat: -1 }, /option 'heartbeat' takes .*, not -1$/],
    ['a wrong onError', nothing, { onError: 'log' }, /option 'onError' takes a function/],
    ['a wrong trace', nothing, { traceId: 1 }, /option 'traceId' takes a string, not 1$/],
    ['a wrong abort', nothing, { abortOnDisconnect: 1 }, /'abortOnDisconnect' takes a boolean/],
  ])('%s', (_, answer, options, message) => {
    const begin = () => relay(answer as Relayable, options as RelayOptions);
    expect(begin).toThrow(TypeError);
    expect(begin).toThrow(message);
  });

  it('a helper that has ended, whose events are lost', async () => {
    const { options } = script(fake.api, ok());
    const helper = bareClient(fake.api).messages.stream(question, options);
    await helper.done();
    expect(() => relay(helper)).toThrow(/relay\(\): this stream has begun already/);
  });

  it('a helper that has said something already', async () => {
    const { options } = script(fake.api, stream({ pace: 20 }));
    const helper = bareClient(fake.api).messages.stream(question, options);
    await helper.emitted('text');
    expect(() => relay(helper)).toThrow(/this stream has begun already/);
    await helper.done();
  });

  it('to fail for a hook that does', async () => {
    const onError = (): never => {
      throw new Error('no log');
    };
    const frames = await relayed(
      (client, options) => client.messages.create(streamed, options),
      stream({ end: 'error' }),
      { onError },
    );
    expect(frames.at(-1)).toMatchObject({ event: 'error', data: { code: 'overloaded' } });
  });
});
