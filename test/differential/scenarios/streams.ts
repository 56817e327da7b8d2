import { Stream } from '@anthropic-ai/sdk/streaming';
import { message, stream, thinking, toolUse } from '@spanthropic/testing';
import { question, type Scenario, scenario, streamed } from '../scenario.ts';

const endless = stream({ end: 'never' });
const broken = (does: string, step: ReturnType<typeof stream>): Scenario =>
  scenario(does, [step], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    for await (const event of events) probe.see('event', event);
    probe.see('ended', events.controller.signal.aborted);
  });

/** `create({ stream: true })`, read in every way. */
export const streams: readonly Scenario[] = [
  scenario('reads a stream to its end', [stream()], async (client, _, probe) => {
    const promise = probe.call('create', () => client.messages.create(streamed));
    const events = await promise;
    probe.see('stream', events);
    for await (const event of events ?? []) probe.see('event', event);
    probe.see('aborted', events?.controller.signal.aborted);
    probe.see('stream', events);
  }),

  scenario(
    'streams thinking and tools',
    [
      stream({
        content: [thinking('Oslo, then.'), toolUse('weather', { city: 'Oslo' })],
        pings: 3,
      }),
    ],
    async (client, _, probe) => {
      for await (const event of await client.messages.create(streamed)) probe.see('event', event);
    },
  ),

  scenario('streams a compressed answer', [stream({ gzip: true })], async (client, _, probe) => {
    for await (const event of await client.messages.create(streamed)) probe.see('event', event);
  }),

  scenario('streams by a beta method', [stream()], async (client, _, probe) => {
    for await (const event of await client.beta.messages.create(streamed))
      probe.see('event', event);
  }),

  scenario('streams by hand', [stream()], async (client, _, probe) => {
    const options = { body: streamed, stream: true };
    const events = await client.post<Stream<unknown>>('/v1/messages', options);
    for await (const event of events) probe.see('event', event);
  }),

  scenario('looks at the iterator', [stream()], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    const iterator = events[Symbol.asyncIterator]();
    const itself = Reflect.get(iterator, Symbol.asyncIterator)?.call(iterator) === iterator;
    probe.see('iterator', [iterator, String(iterator), itself]);
    probe.see('methods', [typeof iterator.return, typeof iterator.throw]);
    const promise = iterator.next();
    probe.see('next', [promise, await promise]);
    await iterator.return?.();
  }),

  scenario('breaks out of a stream', [endless], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    for await (const event of events) {
      probe.see('event', event);
      if (event.type === 'content_block_delta') break;
    }
    probe.see('aborted', events.controller.signal.aborted);
  }),

  scenario('returns out of a stream', [endless], async (client) => {
    const first = async (): Promise<unknown> => {
      for await (const event of await client.messages.create(streamed)) return event;
      return 'nothing';
    };
    return first();
  }),

  scenario('throws out of a stream', [endless], async (client) => {
    for await (const _ of await client.messages.create(streamed)) throw new RangeError('mine');
  }),

  scenario('returns the iterator by hand', [endless], async (client, _, probe) => {
    const iterator = (await client.messages.create(streamed))[Symbol.asyncIterator]();
    probe.see('first', await iterator.next());
    await probe.settle('return', iterator.return?.('mine'));
    await probe.settle('next', iterator.next());
  }),

  scenario('throws into the iterator', [endless], async (client, _, probe) => {
    const iterator = (await client.messages.create(streamed))[Symbol.asyncIterator]();
    probe.see('first', await iterator.next());
    await probe.settle('throw', iterator.throw?.(new RangeError('mine')));
    await probe.settle('next', iterator.next());
  }),

  scenario('returns the iterator before it has begun', [endless], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    const iterator = events[Symbol.asyncIterator]();
    await probe.settle('return', iterator.return?.());
    await probe.settle('next', iterator.next());
    events.controller.abort();
  }),

  scenario('disposes of the iterator', [endless], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    const iterator = events[Symbol.asyncIterator]();
    probe.see('first', await iterator.next());
    const dispose = Reflect.get(iterator, Symbol.asyncDispose);
    probe.see('disposable', typeof dispose);
    if (typeof dispose !== 'function') return events.controller.abort();
    await probe.settle('dispose', dispose.call(iterator));
    await probe.settle('next', iterator.next());
  }),

  scenario('delegates to the iterator', [endless], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    async function* all(): AsyncGenerator<unknown> {
      yield* events;
    }
    for await (const event of all()) {
      probe.see('event', event);
      break;
    }
    probe.see('aborted', events.controller.signal.aborted);
  }),

  scenario('returns while it waits for the next event', [endless], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    const iterator = events[Symbol.asyncIterator]();
    for (let i = 0; i < 3; i += 1) await iterator.next();
    const waiting = iterator.next();
    const returned = iterator.return?.();
    events.controller.abort();
    await probe.settle('next', waiting);
    await probe.settle('return', returned);
  }),

  scenario('asks for events ahead', [stream()], async (client, _, probe) => {
    const iterator = (await client.messages.create(streamed))[Symbol.asyncIterator]();
    const asked = Array.from({ length: 12 }, () => iterator.next());
    for (const promise of asked) await probe.settle('next', promise);
  }),

  scenario('reads a stream twice', [stream()], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    for await (const event of events) probe.see('event', event.type);
    await probe.settle('again', events[Symbol.asyncIterator]().next());
  }),

  scenario('reads a stream slowly', [stream({ deltas: 3 })], async (client, _, probe) => {
    for await (const event of await client.messages.create(streamed)) {
      probe.see('event', event.type);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }),

  scenario(
    'waits for a slow stream',
    [stream({ firstToken: 20, pace: 2 })],
    async (client, _, probe) => {
      for await (const event of await client.messages.create(streamed))
        probe.see('event', event.type);
    },
    { main: true },
  ),

  scenario('splits a stream', [stream()], async (client, _, probe) => {
    const branches = (await client.messages.create(streamed)).tee();
    const read = branches.map(async (branch, index) => {
      probe.see(`branch ${index}`, branch);
      const events: unknown[] = [];
      for await (const event of branch) events.push(event);
      return events;
    });
    return Promise.all(read);
  }),

  scenario('leaves one branch of a stream', [stream()], async (client, _, probe) => {
    const [left, right] = (await client.messages.create(streamed)).tee();
    for await (const event of left) {
      probe.see('left', event);
      break;
    }
    for await (const event of right) probe.see('right', event);
  }),

  scenario('leaves both branches of a stream', [endless], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    for (const branch of events.tee()) {
      for await (const event of branch) {
        probe.see('event', event);
        break;
      }
    }
    probe.see('aborted', events.controller.signal.aborted);
    events.controller.abort();
  }),

  scenario('splits a stream that breaks', [stream({ end: 'error' })], async (client, _, probe) => {
    const branches = (await client.messages.create(streamed)).tee();
    for (const branch of branches) {
      const read = async (): Promise<void> => {
        for await (const event of branch) probe.see('event', event);
      };
      await probe.settle('branch', read());
    }
  }),

  scenario('makes a readable stream', [stream()], async (client, _, probe) => {
    const readable = (await client.messages.create(streamed)).toReadableStream();
    probe.see('readable', readable);
    const again = Stream.fromReadableStream(readable, new AbortController());
    for await (const event of again) probe.see('event', event);
  }),

  scenario('makes a readable stream and cancels it', [endless], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    const reader = events.toReadableStream().getReader();
    probe.see('first', (await reader.read()).value);
    await probe.settle('cancel', reader.cancel('enough'));
    probe.see('aborted', events.controller.signal.aborted);
  }),

  scenario('answers a request with a readable stream', [stream()], async (client) => {
    const events = await client.messages.create(streamed);
    return new Response(events.toReadableStream()).text();
  }),

  scenario('reads on after a break', [endless], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    for await (const event of events) {
      probe.see('event', event);
      break;
    }
    const readOn = async (): Promise<void> => {
      for await (const event of events) probe.see('again', event);
    };
    await probe.settle('again', readOn());
  }),

  scenario('asks for a stream and gets JSON', [message()], async (client, _, probe) => {
    for await (const event of await client.messages.create(streamed)) probe.see('event', event);
  }),

  scenario('asks for JSON and gets a stream', [stream({ deltas: 1 })], (client) =>
    client.messages.create(question),
  ),

  broken('gets an error in mid-stream', stream({ end: 'error' })),
  broken(
    'gets an error of another type in mid-stream',
    stream({
      end: 'error',
      error: { type: 'api_error', message: 'Internal' },
    }),
  ),
  broken('loses the connection in mid-stream', stream({ end: 'reset' })),
  broken('gets a truncated stream', stream({ end: 'truncated' })),
  broken('gets broken JSON in mid-stream', stream({ end: 'malformed_json' })),
  broken('gets lines that are no events', stream({ end: 'malformed_sse' })),
  broken('gets a truncated compressed stream', stream({ end: 'truncated', gzip: true })),
  broken('gets an error at once', stream({ end: 'error', after: 0 })),

  scenario('lets a failed stream float', [stream({ end: 'error' })], async (client, _, probe) => {
    const read = async (): Promise<void> => {
      for await (const event of await client.messages.create(streamed)) probe.see('event', event);
    };
    void read();
    await probe.rejection();
  }),

  scenario('reads several streams at once', undefined, (client) => {
    const read = async (max_tokens: number): Promise<unknown[]> => {
      const events: unknown[] = [];
      const asked = { ...question, max_tokens, stream: true as const };
      for await (const event of await client.messages.create(asked)) events.push(event.type);
      return events;
    };
    return Promise.all([1, 2, 3].map(read));
  }),

  scenario('replaces the iterator of a stream', [stream()], async (client, _, probe) => {
    const events = await client.messages.create(streamed);
    const original = events[Symbol.asyncIterator].bind(events);
    Object.assign(events, {
      async *[Symbol.asyncIterator]() {
        for await (const event of { [Symbol.asyncIterator]: original }) yield event.type;
      },
    });
    for await (const event of events) probe.see('event', event);
  }),
];
