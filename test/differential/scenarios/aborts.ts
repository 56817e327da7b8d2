import { hang, ok, status, stream } from '@spanthropic/testing';
import { question, type Scenario, scenario, streamed } from '../scenario.ts';

/** Calls that the application aborts by its signal. */
export const aborts: readonly Scenario[] = [
  scenario('aborts before the call', [ok()], async (client, _, probe) => {
    const controller = probe.controller();
    controller.abort(new Error('my reason'));
    const { signal } = controller;
    await probe.settle('create', client.messages.create(question, { signal }));
  }),

  scenario('aborts at once', [ok()], async (client, _, probe) => {
    const controller = probe.controller();
    const promise = client.messages.create(question, { signal: controller.signal });
    controller.abort();
    await probe.settle('create', promise);
  }),

  scenario('aborts while the server thinks', [hang()], async (client, fake, probe) => {
    const controller = probe.controller();
    probe.listeners('before', controller);
    const promise = client.messages.create(question, { signal: controller.signal });
    await probe.until(() => fake.requests.length === 1);
    probe.listeners('during', controller);
    controller.abort(new Error('my reason'));
    await probe.settle('create', promise);
  }),

  scenario(
    'aborts in backoff',
    [status(429, { retryAfterMs: 5_000 }), ok()],
    async (client, _, probe) => {
      const controller = probe.controller();
      const promise = client.messages.create(question, { signal: controller.signal });
      await probe.said(/retrying/);
      probe.listeners('asleep', controller);
      controller.abort();
      await probe.settle('create', promise);
    },
    { client: (probe) => probe.listening() },
  ),

  scenario(
    'aborts the second attempt',
    [status(429, { retryAfterMs: 10 }), hang()],
    async (client, fake, probe) => {
      const controller = probe.controller();
      const promise = client.messages.create(question, { signal: controller.signal });
      await probe.until(() => fake.requests.length === 2);
      probe.listeners('during', controller);
      controller.abort();
      await probe.settle('create', promise);
    },
  ),

  scenario(
    'aborts in mid-stream',
    [stream({ end: 'never', after: 3 })],
    async (client, _, probe) => {
      const controller = probe.controller();
      const events = await client.messages.create(streamed, { signal: controller.signal });
      probe.listeners('streaming', controller);
      for await (const event of events) {
        probe.see('event', event);
        if (event.type === 'content_block_delta') controller.abort();
      }
      probe.listeners('after', controller);
    },
  ),

  scenario(
    'aborts while it waits for the next event',
    [stream({ end: 'never' })],
    async (client, _, probe) => {
      const controller = probe.controller();
      const events = await client.messages.create(streamed, { signal: controller.signal });
      const iterator = events[Symbol.asyncIterator]();
      for (let i = 0; i < 3; i += 1) probe.see('event', await iterator.next());
      const waiting = iterator.next();
      controller.abort();
      await probe.settle('next', waiting);
    },
  ),

  scenario(
    'aborts a stream by its controller',
    [stream({ end: 'never' })],
    async (client, _, probe) => {
      const events = await client.messages.create(streamed);
      for await (const event of events) {
        probe.see('event', event);
        if (event.type === 'content_block_delta') events.controller.abort();
      }
      probe.see('aborted', events.controller.signal.aborted);
    },
  ),

  scenario(
    'aborts a stream that it never reads',
    [stream({ end: 'never' })],
    async (client, _, probe) => {
      const controller = probe.controller();
      const events = await client.messages.create(streamed, { signal: controller.signal });
      controller.abort();
      for await (const event of events) probe.see('event', event);
    },
  ),

  scenario('drops a stream and aborts it', [stream({ end: 'never' })], async (client, _, probe) => {
    const controller = probe.controller();
    await client.messages.create(streamed, { signal: controller.signal });
    probe.listeners('unread', controller);
    controller.abort();
  }),

  scenario('aborts a raw stream', [stream({ end: 'never' })], async (client, _, probe) => {
    const controller = probe.controller();
    const promise = client.messages.create(streamed, { signal: controller.signal });
    const reader = (await promise.asResponse()).body?.getReader();
    await reader?.read();
    controller.abort(new Error('my reason'));
    for (let i = 0; i < 20; i += 1) {
      const result = await probe.settle('read', reader?.read());
      if (result?.done !== false) break;
    }
  }),

  scenario('aborts after the end', [ok()], async (client, _, probe) => {
    const controller = probe.controller();
    await client.messages.create(question, { signal: controller.signal });
    probe.listeners('after', controller);
    controller.abort();
  }),

  scenario('aborts after the end of a stream', [stream()], async (client, _, probe) => {
    const controller = probe.controller();
    const events = await client.messages.create(streamed, { signal: controller.signal });
    for await (const event of events) probe.see('event', event.type);
    probe.listeners('after', controller);
    controller.abort();
    probe.see('aborted', events.controller.signal.aborted);
  }),

  scenario('gives one signal to fifteen calls', undefined, async (client, _, probe) => {
    const controller = probe.controller();
    const { signal } = controller;
    const calls = Array.from({ length: 15 }, () => client.messages.create(question, { signal }));
    await Promise.all(calls);
    probe.listeners('after', controller);
  }),

  scenario('gives one signal to fifteen calls in turn', undefined, async (client, _, probe) => {
    const controller = probe.controller();
    const { signal } = controller;
    for (let i = 0; i < 5; i += 1) await client.messages.create(question, { signal });
    for (let i = 0; i < 5; i += 1) await client.models.list({}, { signal });
    for (let i = 0; i < 5; i += 1) {
      for await (const _ of await client.messages.create(streamed, { signal }));
    }
    probe.listeners('after', controller);
  }),

  scenario('gives a signal to a call that fails', [status(400)], async (client, _, probe) => {
    const controller = probe.controller();
    const promise = client.messages.create(question, { signal: controller.signal });
    await probe.settle('create', promise);
    probe.listeners('after', controller);
  }),

  scenario(
    'gives a signal to a call that is retried',
    [status(529, { retryAfterMs: 5, times: 2 }), ok()],
    async (client, _, probe) => {
      const controller = probe.controller();
      await client.messages.create(question, { signal: controller.signal });
      probe.listeners('after', controller);
    },
  ),

  scenario(
    'breaks out of a stream with a signal',
    [stream({ end: 'never' })],
    async (client, _, probe) => {
      const controller = probe.controller();
      for await (const event of await client.messages.create(streamed, {
        signal: controller.signal,
      })) {
        probe.see('event', event.type);
        break;
      }
      probe.listeners('after', controller);
    },
  ),

  scenario(
    'has a deadline of its own',
    [hang()],
    async (client, _, probe) => {
      const signal = AbortSignal.timeout(60);
      await probe.settle('create', client.messages.create(question, { signal }));
    },
    { main: true, timed: true },
  ),
];
