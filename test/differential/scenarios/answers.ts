import type Anthropic from '@anthropic-ai/sdk';
import { json, malformed, message, ok, text, thinking, toolUse } from '@spanthropic/testing';
import { question, type Scenario, scenario } from '../scenario.ts';

const weather: Anthropic.MessageCreateParamsNonStreaming = {
  ...question,
  output_config: {
    format: {
      type: 'json_schema',
      schema: { type: 'object', properties: { sky: { type: 'string' } } },
    },
  },
};

/** Calls that are answered with JSON, and the promise that they return. */
export const answers: readonly Scenario[] = [
  scenario('gets a message', [ok()], (client) => client.messages.create(question)),

  scenario('gets the same kind of promise', [ok()], async (client, _, probe) => {
    const promise = probe.call('create', () => client.messages.create(question));
    probe.see('own keys', promise && Object.keys(promise));
    await promise;
    probe.see('own keys once parsed', promise && Object.keys(promise));
  }),

  scenario(
    'gets a message with tools and thinking',
    [
      message({
        content: [thinking('Hm.'), text('Let me look.'), toolUse('weather', { city: 'Oslo' })],
      }),
    ],
    (client) => client.messages.create(question),
  ),

  scenario('clones what it got', [ok()], async (client) => {
    const answer = await client.messages.create(question);
    return [structuredClone(answer), JSON.stringify(answer), { ...answer }];
  }),

  scenario('waits for one promise several times', [ok()], async (client, _, probe) => {
    const promise = client.messages.create(question);
    const both = await Promise.all([promise, promise.then((value) => value)]);
    probe.see('the same object', both[0] === both[1] && both[0] === (await promise));
    await promise.finally(() => probe.see('finally'));
    return promise.catch(() => 'failed');
  }),

  scenario('waits for a promise long after its answer came', [ok()], async (client, fake) => {
    const promise = client.messages.create(question);
    await fake.settled();
    await new Promise((resolve) => setTimeout(resolve, 5));
    return promise;
  }),

  scenario('makes several calls at once', undefined, (client) =>
    Promise.all(
      [1, 2, 3, 4].map((max_tokens) => client.messages.create({ ...question, max_tokens })),
    ),
  ),

  scenario('is told at once that a long request must be streamed', [ok()], (client, _, probe) => {
    probe.call('create', () => client.messages.create({ ...question, max_tokens: 128_000 }));
  }),

  scenario('asks with a wrong option', [ok()], (client, _, probe) =>
    probe.settle('create', client.messages.create(question, { maxRetries: -1 })),
  ),

  scenario('sends headers and queries of its own', [ok()], (client) =>
    client.messages.create(question, {
      headers: { 'x-mine': 'yes', 'anthropic-version': null, 'X-Stainless-Retry-Count': '7' },
      query: { beta: 'true' },
      timeout: 9_999,
    }),
  ),

  scenario('leaves no credentials', [ok()], (client, _, probe) =>
    probe.settle('create', client.messages.create(question, { headers: { 'X-Api-Key': null } })),
  ),

  scenario('parses structured output', [message({ text: '{"sky":"blue"}' })], (client) =>
    client.messages.parse(weather),
  ),

  scenario(
    'parses output that is not structured',
    [message({ text: 'no JSON' })],
    (client, _, probe) => probe.settle('parse', client.messages.parse(weather)),
  ),

  scenario('counts tokens', [ok()], ({ messages }) => messages.countTokens(question)),

  scenario('calls a beta method', [ok()], (client) =>
    client.beta.messages.create({ ...question, betas: ['files-api-2025-04-14'] }),
  ),

  scenario('gets a compressed answer', [ok({ gzip: true })], (client) =>
    client.messages.create(question),
  ),

  scenario('gets broken JSON', [malformed()], (client, _, probe) =>
    probe.settle('create', client.messages.create(question)),
  ),

  scenario(
    'gets text for JSON',
    [json('x', { headers: { 'content-type': 'text/plain' } })],
    (client) => client.messages.create(question),
  ),

  scenario('posts by hand', [ok()], (client) => client.post('/v1/messages', { body: question })),

  scenario('requests by hand', [ok()], (client, _, probe) => {
    const options = { method: 'post' as const, path: '/v1/messages', body: question };
    return probe.settle('request', client.request(options));
  }),

  scenario('posts a stream of bytes', [ok()], (client) => {
    const body = new Blob([JSON.stringify(question)]).stream();
    return client.post('/v1/messages', { body, headers: { 'content-type': 'application/json' } });
  }),

  scenario('gets a binary answer', [json({ raw: true })], async (client, _, probe) => {
    const response = await client.get<Response>('/v1/anything', { __binaryResponse: true });
    probe.see('response', response);
    return response.text();
  }),

  scenario('posts text, and nothing', undefined, async (client, _, probe) => {
    await probe.settle('text', client.post('/v1/none', { body: 'text' }));
    await probe.settle('nothing', client.post('/v1/none'));
    await probe.settle('null', client.post('/v1/none', { body: null }));
  }),

  scenario('posts what cannot be serialized', undefined, async (client, _, probe) => {
    const body = { ...question, max_tokens: 1n };
    await probe.settle('bigint', client.post('/v1/messages', { body }));
    const failing = {
      get model(): string {
        throw new RangeError('mine');
      },
    };
    await probe.settle('getter', client.post('/v1/messages', { body: failing }));
  }),

  scenario('has options that are rejected', undefined, async (client, _, probe) => {
    await probe.settle('request', client.request(Promise.reject(new RangeError('mine'))));
    void client.request(Promise.reject(new RangeError('floating')));
    await probe.rejection();
  }),

  scenario('asks with an object of its own class', [ok()], (client) => {
    class Question {
      model = 'claude-opus-5-5';
      max_tokens = 10;
      messages = [];
      #secret = 'mine';
      toJSON(): object {
        return { ...this, secret: this.#secret };
      }
    }
    return client.messages.create(new Question());
  }),

  scenario('gets nothing', [json(null, { status: 204 })], (client) => client.delete('/v1/files/x')),

  scenario('changes its options while they are sent', [ok()], async (client) => {
    const options = { headers: { 'x-mine': 'before' } };
    const body = { ...question };
    const promise = client.messages.create(body, options);
    body.model = 'claude-other';
    options.headers = { 'x-mine': 'after' };
    await promise;
    return { body, options };
  }),

  scenario('freezes its options', [ok()], (client) =>
    client.messages.create(
      Object.freeze({ ...question }),
      Object.freeze({ headers: Object.freeze({}) }),
    ),
  ),
];
