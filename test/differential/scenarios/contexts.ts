import { trace } from '@opentelemetry/api';
import { message, ok, status, stream, toolUse } from '@spanthropic/testing';
import type { Probe } from '../probe.ts';
import { question, type Scenario, scenario, streamed } from '../scenario.ts';

const retried = [status(429, { retryAfterMs: 5 }), stream({ deltas: 2 })];

/** Whether a span is active where there is none without us. The application has none of its own. */
const look = (probe: Probe, where: string): void =>
  probe.see(where, trace.getActiveSpan() === undefined ? 'no span' : 'a span');

/** For whom code runs: the probe notes it with all that it sees, in every scenario. */
export const contexts: readonly Scenario[] = [
  scenario('calls for one and reads for another', retried, async (client, _, probe) => {
    const promise = probe.within('caller', () => client.messages.create(streamed));
    const events = await probe.within('waiter', () =>
      promise.then((value) => {
        look(probe, 'then');
        return value;
      }),
    );
    await probe.within('reader', async () => {
      for await (const event of events) look(probe, event.type);
    });
    look(probe, 'after');
  }),

  scenario(
    'sees for whom its fetch and middleware run',
    retried,
    async (client, _, probe) => {
      const promise = probe.within('caller', () => client.messages.create(streamed));
      for await (const event of await promise) look(probe, event.type);
    },
    {
      client: (probe) => ({
        fetch: (...args) => {
          probe.see('fetch');
          return fetch(...args).finally(() => probe.see('fetched'));
        },
        middleware: [
          async (request, next) => {
            probe.see('middleware');
            const response = await next(request);
            probe.see('middleware done');
            return response;
          },
        ],
      }),
    },
  ),

  scenario(
    'sees for whom its hooks run',
    [status(429, { retryAfterMs: 5 }), ok()],
    (client, _, probe) => probe.within('caller', () => client.messages.create(question)),
    {
      client: (probe) => ({
        apiKey: async () => {
          probe.see('apiKey');
          return 'sk-by-hook';
        },
        logLevel: 'info',
        logger: {
          error: () => probe.see('error'),
          warn: () => probe.see('warn'),
          info: () => probe.see('info'),
          debug: () => probe.see('debug'),
        },
      }),
    },
  ),

  scenario('sees for whom its listeners run', retried, async (client, _, probe) => {
    const helper = probe.within('caller', () => client.messages.stream(question));
    probe.within('listener', () => helper.on('text', () => look(probe, 'text')));
    await probe.within('waiter', () => helper.finalMessage().then(() => look(probe, 'final')));
  }),

  scenario(
    'sees for whom its tools run',
    [message({ content: [toolUse('look', {})] }), ok()],
    (client, _, probe) => {
      const tool = {
        type: 'custom' as const,
        name: 'look',
        description: 'Looks',
        input_schema: { type: 'object' as const },
        parse: (input: unknown) => input,
        run: (): string => {
          probe.see('tool');
          return 'done';
        },
      };
      return probe.within('caller', () =>
        client.beta.messages.toolRunner({ ...question, tools: [tool] }).runUntilDone(),
      );
    },
  ),

  scenario('fails for one and is caught by another', [status(400)], async (client, _, probe) => {
    const promise = probe.within('caller', () => client.messages.create(question));
    await probe.within('catcher', () => promise.catch(() => look(probe, 'caught')));
  }),

  scenario('is aborted by another', [stream({ end: 'never' })], async (client, _, probe) => {
    const controller = probe.controller();
    controller.signal.addEventListener('abort', () => probe.see('aborted'));
    const events = await probe.within('caller', () =>
      client.messages.create(streamed, { signal: controller.signal }),
    );
    for await (const event of events) {
      look(probe, event.type);
      if (event.type === 'content_block_start') probe.within('aborter', () => controller.abort());
    }
  }),

  scenario('lists for one', undefined, (client, _, probe) =>
    probe.within('caller', async () => {
      for await (const model of client.models.list()) look(probe, model.id);
    }),
  ),
];
