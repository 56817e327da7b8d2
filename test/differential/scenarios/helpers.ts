import type { MessageStream } from '@anthropic-ai/sdk/lib/MessageStream';
import {
  hang,
  message,
  ok,
  type Step,
  status,
  stream,
  thinking,
  toolUse,
} from '@spanthropic/testing';
import type { Probe } from '../probe.ts';
import { question, type Scenario, scenario } from '../scenario.ts';

const EVENTS = [
  'connect',
  'streamEvent',
  'text',
  'inputJson',
  'thinking',
  'signature',
  'message',
  'contentBlock',
  'finalMessage',
  'error',
  'abort',
  'end',
] as const;

/** Sees every event, with what it brings. */
function follow(helper: MessageStream, probe: Probe): MessageStream {
  for (const event of EVENTS) helper.on(event, (...args: unknown[]) => probe.see(event, args));
  return helper;
}

/** `messages.stream()`. */
export const helpers: readonly Scenario[] = [
  scenario(
    'follows the events of a helper',
    [stream({ content: [thinking('Oslo.'), toolUse('weather', { city: 'Oslo' })] })],
    async (client, _, probe) => {
      const helper = probe.call('stream', () => client.messages.stream(question));
      if (helper) await follow(helper, probe).done();
    },
  ),

  scenario('reads a helper by for await', [stream()], async (client, _, probe) => {
    const helper = client.messages.stream(question);
    for await (const event of helper) probe.see('event', event);
    probe.see('ended', [helper.ended, helper.errored, helper.aborted, helper.request_id]);
  }),

  scenario('waits for the final message', [stream()], async (client, _, probe) => {
    const helper = client.messages.stream(question);
    const promise = probe.call('finalMessage', () => helper.finalMessage());
    return [
      await promise,
      await helper.finalText(),
      helper.currentMessage,
      helper.receivedMessages,
    ];
  }),

  scenario('waits for one event of a helper', [stream()], async (client, _, probe) => {
    const helper = client.messages.stream(question);
    probe.see('connected', await helper.emitted('connect'));
    probe.see('first text', await helper.emitted('text'));
    await helper.done();
  }),

  scenario('takes the response of a helper', [stream()], async (client, _, probe) => {
    const helper = client.messages.stream(question);
    const { data, response, request_id } = await helper.withResponse();
    probe.see('response', [data === helper, response, request_id]);
    await helper.done();
  }),

  scenario('breaks out of a helper', [stream({ end: 'never' })], async (client, _, probe) => {
    const helper = client.messages.stream(question);
    for await (const event of helper) {
      probe.see('event', event.type);
      if (event.type === 'content_block_delta') break;
    }
    probe.see('ended', [helper.ended, helper.errored, helper.aborted]);
  }),

  scenario('aborts a helper', [stream({ end: 'never' })], async (client, _, probe) => {
    const helper = follow(client.messages.stream(question), probe);
    await helper.emitted('text');
    helper.abort();
    await probe.settle('done', helper.done());
    probe.see('ended', [helper.ended, helper.errored, helper.aborted]);
  }),

  scenario('aborts a helper before the answer', [hang()], async (client, fake, probe) => {
    const helper = follow(client.messages.stream(question), probe);
    await probe.until(() => fake.requests.length === 1);
    helper.abort();
    await probe.settle('finalMessage', helper.finalMessage());
  }),

  scenario('aborts a helper by a signal', [stream({ end: 'never' })], async (client, _, probe) => {
    const controller = probe.controller();
    const helper = client.messages.stream(question, { signal: controller.signal });
    await helper.emitted('text');
    probe.listeners('streaming', controller);
    controller.abort();
    await probe.settle('done', helper.done());
  }),

  scenario('has a helper that fails', [status(400)], async (client, _, probe) => {
    const helper = follow(client.messages.stream(question), probe);
    await probe.settle('done', helper.done());
    await probe.settle('finalMessage', helper.finalMessage());
  }),

  scenario('has a helper that fails unheard', [status(400)], async (client, _, probe) => {
    client.messages.stream(question);
    await probe.rejection();
  }),

  scenario('has a helper that breaks off', [stream({ end: 'error' })], async (client, _, probe) => {
    const helper = follow(client.messages.stream(question), probe);
    await probe.settle('finalMessage', helper.finalMessage());
  }),

  scenario(
    'has a helper that is truncated',
    [stream({ end: 'truncated' })],
    async (client, _, probe) => {
      const helper = follow(client.messages.stream(question), probe);
      await probe.settle('finalMessage', helper.finalMessage());
    },
  ),

  scenario(
    'has a helper that loses the connection',
    [stream({ end: 'reset' })],
    async (client, _, probe) => {
      const helper = client.messages.stream(question);
      const read = async (): Promise<void> => {
        for await (const event of helper) probe.see('event', event.type);
      };
      await probe.settle('read', read());
    },
  ),

  scenario('has a listener that throws', [stream()], async (client, _, probe) => {
    const helper = client.messages.stream(question);
    helper.on('text', () => {
      throw new RangeError('mine');
    });
    await probe.settle('done', helper.done());
  }),

  scenario('retries within a helper', [status(529, { retryAfterMs: 10 }), stream()], (client) =>
    client.messages.stream(question).finalText(),
  ),

  scenario('makes a readable stream of a helper', [stream()], async (client) =>
    new Response(client.messages.stream(question).toReadableStream()).text(),
  ),

  scenario('reads a beta helper', [stream()], (client) =>
    client.beta.messages.stream(question).finalMessage(),
  ),

  scenario('parses within a helper', [stream({ text: '{"sky":"blue"}' })], async (client) => {
    const format = { type: 'json_schema' as const, schema: { type: 'object' } };
    const helper = client.messages.stream({ ...question, output_config: { format } });
    return helper.finalMessage();
  }),

  scenario('talks in a thread', threadOf(ok), async (client, _, probe) => {
    const { messages: _none, ...params } = question;
    const thread = client.beta.messages.thread(params);
    probe.see('first', await thread.send({ role: 'user', content: 'Hello' }));
    await probe.settle('second', thread.send({ role: 'user', content: 'And now?' }));
  }),

  scenario('streams in a thread', threadOf(stream), async (client, _, probe) => {
    const { messages: _none, ...params } = question;
    const thread = client.beta.messages.thread(params);
    for (const content of ['Hello', 'And now?']) {
      const helper = thread.stream({ role: 'user', content });
      helper.on('text', (delta) => probe.see('text', delta));
      await probe.settle('final', helper.finalMessage());
    }
  }),

  scenario(
    'runs tools',
    [message({ content: [toolUse('weather', { city: 'Oslo' })] }), ok({ text: 'Rain.' })],
    async (client, _, probe) => {
      const runner = client.beta.messages.toolRunner({ ...question, tools: [weather(probe)] });
      probe.see('runner', runner);
      for await (const turn of runner) probe.see('turn', turn);
      return runner.done();
    },
  ),

  scenario(
    'waits for the tool runner',
    [
      message({ content: [toolUse('weather', { city: 'Oslo' })] }),
      status(529, { retryAfterMs: 10 }),
      ok({ text: 'Rain.' }),
    ],
    async (client, _, probe) =>
      client.beta.messages.toolRunner({ ...question, tools: [weather(probe)] }),
  ),

  scenario(
    'streams with the tool runner',
    [stream({ content: [toolUse('weather', { city: 'Oslo' })] }), stream({ text: 'Rain.' })],
    async (client, _, probe) => {
      const tools = [weather(probe)];
      const runner = client.beta.messages.toolRunner({ ...question, tools, stream: true });
      for await (const turn of runner) {
        for await (const event of turn) probe.see('event', event);
      }
      return runner.done();
    },
  ),

  scenario(
    'has a tool that throws',
    [
      message({ content: [toolUse('weather', { city: 'Nowhere' })] }),
      ok({ text: 'I do not know.' }),
    ],
    async (client, _, probe) =>
      client.beta.messages.toolRunner({ ...question, tools: [weather(probe)] }),
  ),

  scenario('has a tool runner that fails', [status(400)], (client, _, probe) =>
    probe.settle(
      'runner',
      client.beta.messages.toolRunner({ ...question, tools: [weather(probe)] }).runUntilDone(),
    ),
  ),
];

/** The answers to a thread's requests, whatever those are. */
function threadOf(make: () => Step): Step[] {
  return [make(), make(), make(), make()];
}

function weather(probe: Probe) {
  return {
    type: 'custom' as const,
    name: 'weather',
    description: 'The weather of a city',
    input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } },
    parse: (input: unknown) => input as { city: string },
    run: async (input: { city: string }): Promise<string> => {
      probe.see('tool', input);
      if (input.city === 'Nowhere') throw new RangeError('no such city');
      return 'rain';
    },
  };
}
