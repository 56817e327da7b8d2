import type { ClientOptions } from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { json, jsonl, ok, status, stream, text, toolUse } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import {
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from './support/claude.ts';
import { attributesOf, recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

/** Method, attempts and outcome of every call so far. */
function callsMade(): unknown[] {
  return spans().calls.map(({ attributes }) => [
    attributes['spanthropic.method'],
    attributes['spanthropic.attempts'],
    attributes['spanthropic.call.outcome'],
  ]);
}

// With the SDK's own spans on, the SDK returns other promises: every entry is held both ways.
describe.each<[string, ClientOptions]>([
  ['with spans of our own', { openTelemetry: false }],
  ["with the SDK's own spans", { openTelemetry: { traces: true } }],
])('%s, a call is seen that is made by', (_, options) => {
  const observed = () => observedClient(fake.api, {}, options).client;

  it('messages.create', async () => {
    const answer = await observed().messages.create(question, script(fake.api, ok()).options);
    expect(answer.content).toHaveLength(1);
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('messages.create with stream: true', async () => {
    const chosen = script(fake.api, ok());
    await drain(await observed().messages.create({ ...question, stream: true }, chosen.options));
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('messages.stream, iterated', async () => {
    await drain(observed().messages.stream(question, script(fake.api, ok()).options));
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('messages.stream, by its events and its promises', async () => {
    const helper = observed().messages.stream(
      question,
      script(fake.api, ok({ text: 'Blue.' })).options,
    );
    let said = '';
    helper.on('text', (delta) => {
      said += delta;
    });
    await helper.done();
    expect((await helper.finalMessage()).content).toMatchObject([{ text: said }]);
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('messages.parse', async () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false } as const;
    const format = { type: 'json_schema' as const, schema, parse: JSON.parse };
    const chosen = script(fake.api, ok({ text: '{"sky":"blue"}' }));
    const parsed = await observed().messages.parse(
      { ...question, output_config: { format } },
      chosen.options,
    );
    expect(parsed.parsed_output).toEqual({ sky: 'blue' });
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('messages.countTokens, whose count is no usage', async () => {
    const { model, messages } = question;
    const { input_tokens } = await observed().messages.countTokens({ model, messages });
    expect(callsMade()).toEqual([['messages.count_tokens', 1, 'ok']]);
    const attributes = attributesOf(spans().calls[0]);
    expect(attributes['anthropic.message.count_tokens.input_tokens']).toBe(input_tokens);
    expect(attributes).not.toHaveProperty('gen_ai.usage.input_tokens');
  });

  it('beta.messages, under its stable name', async () => {
    await observed().beta.messages.create(question, script(fake.api, ok()).options);
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it.each([false, true])(
    'beta.messages.toolRunner (streamed: %s), a call for each turn',
    async (streamed) => {
      const weather = betaTool({
        name: 'weather',
        description: 'The weather in a city',
        inputSchema: {
          type: 'object',
          properties: { city: { type: 'string' } },
          required: ['city'],
        },
        run: () => 'sunny',
      });
      const chosen = script(
        fake.api,
        ok({ content: [toolUse('weather', { city: 'Paris' })] }),
        ok({ content: [text('Sunny in Paris.')] }),
      );
      const runner = observed().beta.messages.toolRunner(
        { ...question, tools: [weather], stream: streamed },
        chosen.options,
      );
      for await (const turn of runner) {
        if (Symbol.asyncIterator in turn) await drain(turn);
      }
      expect(callsMade()).toEqual([
        ['messages.create', 1, 'ok'],
        ['messages.create', 1, 'ok'],
      ]);
    },
  );

  it('batches, with their results', async () => {
    const { batches } = observed().messages;
    const batch = await batches.create({
      requests: [{ custom_id: 'one', params: question }],
    });
    const ended = await batches.retrieve(batch.id);
    const results = await drain(await batches.results(ended.id));
    expect(results.length).toBeGreaterThan(0);
    expect(callsMade()).toEqual([
      ['batches.create', 1, 'ok'],
      ['batches.retrieve', 1, 'ok'],
      ['batches.retrieve', 1, 'ok'],
      ['batches.results', 1, 'ok'],
    ]);
  });

  it('models.list, a call for each page', async () => {
    const models = await drain(observed().models.list());
    expect(models.length).toBeGreaterThan(1);
    expect(callsMade()).toEqual([
      ['models.list', 1, 'ok'],
      ['models.list', 1, 'ok'],
    ]);
  });

  it('files, up and down', async () => {
    const { files } = observed().beta;
    const file = await files.upload({ file: new File(['sky'], 'sky.txt') });
    const content = await files.download(file.id);
    expect(await content.text()).toBe('sky');
    expect(callsMade()).toEqual([
      ['files.upload', 1, 'ok'],
      ['files.download', 1, 'ok'],
    ]);
  });

  it('a raw post', async () => {
    const chosen = script(fake.api, json({ yes: true }));
    expect(await observed().post('/v2/things', { body: {}, ...chosen.options })).toEqual({
      yes: true,
    });
    expect(callsMade()).toEqual([['post', 1, 'ok']]);
  });

  it('asResponse, until its body has been read', async () => {
    const response = await observed()
      .messages.create(question, script(fake.api, ok()).options)
      .asResponse();
    expect(spans().attempts).toEqual([]);
    await response.json();
    expect(spans().attempts).toHaveLength(1);
    expect(callsMade()).toMatchObject([['messages.create', 1, 'ok']]);
  });

  it('asResponse of a stream, with usage and first token', async () => {
    const chosen = script(fake.api, stream({ firstToken: 40 }));
    const promise = observed().messages.create({ ...question, stream: true }, chosen.options);
    const response = await promise.asResponse();
    if (!response.body) throw new Error('no body');
    await drain(response.body);
    expect(spans().attempts[0]?.attributes).toMatchObject({
      'spanthropic.stream.end': 'completed',
      'spanthropic.time_to_first_token': expect.any(Number),
    });
    expect(callsMade()).toMatchObject([['messages.create', 1, 'ok']]);
  });

  it('asResponse, asked twice, and then its value: once', async () => {
    const promise = observed().messages.create(question, script(fake.api, ok()).options);
    expect(await promise.asResponse()).toBe(await promise.asResponse());
    expect((await promise).type).toBe('message');
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('withResponse', async () => {
    const { response, request_id } = await observed()
      .messages.create(question, script(fake.api, ok()).options)
      .withResponse();
    expect(response.headers.get('request-id')).toBe(request_id);
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('tee', async () => {
    const chosen = script(fake.api, ok());
    const answer = await observed().messages.create({ ...question, stream: true }, chosen.options);
    const [left, right] = answer.tee();
    expect(await drain(left)).toEqual(await drain(right));
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('toReadableStream', async () => {
    const chosen = script(fake.api, ok());
    const answer = await observed().messages.create({ ...question, stream: true }, chosen.options);
    await drain(answer.toReadableStream() as ReadableStream<Uint8Array>);
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('a copy, and a copy of a copy', async () => {
    const copy = observed().withOptions({ maxRetries: 0 }).withOptions({ timeout: 5_000 });
    await copy.messages.create(question, script(fake.api, ok()).options);
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('any of them, failing', async () => {
    const { options: chosen } = script(fake.api, status(400));
    await failureOf(observed().messages.create(question, chosen));
    expect(spans().calls[0]?.attributes['spanthropic.call.outcome']).toBe('rejected');
  });
});

/** Not in the types of every runtime. */
const valuesOf = (body: ReadableStream<Uint8Array> | null): AsyncIterator<Uint8Array> =>
  Reflect.apply(Reflect.get(body ?? {}, 'values'), body, []);

/** A call that is answered with this body, of which the application takes the raw response. */
async function rawResponse(
  body: ConstructorParameters<typeof Response>[0],
  stream = false,
): Promise<Response> {
  const fetch = async () => new Response(body, { headers: { 'content-type': 'text/plain' } });
  const { client } = observedClient(fake.api, {}, { fetch });
  return client.messages.create({ ...question, stream }).asResponse();
}

/** A body that comes in pieces, and then breaks. */
const broken = (...pieces: string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.error(new TypeError('terminated'));
      else controller.enqueue(new TextEncoder().encode(piece));
    },
  });

describe('a body that is read raw', () => {
  it.each([
    ['text()', (response: Response) => response.text()],
    ['arrayBuffer()', (response: Response) => response.arrayBuffer()],
    ['blob()', (response: Response) => response.blob()],
    [
      'a reader',
      async (response: Response) => {
        const reader = response.body?.getReader();
        while (!(await reader?.read())?.done);
      },
    ],
    [
      'values()',
      (response: Response) => drain({ [Symbol.asyncIterator]: () => valuesOf(response.body) }),
    ],
    ['pipeTo()', (response: Response) => response.body?.pipeTo(new WritableStream())],
    [
      'pipeThrough()',
      (response: Response) =>
        drain(response.body?.pipeThrough(new TransformStream()) as ReadableStream<Uint8Array>),
    ],
    [
      'clone()',
      async (response: Response) => [await response.clone().text(), await response.text()],
    ],
  ])('by %s ends its attempt when it is over', async (_, read) => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, ok());
    const response = await client.messages.create(question, options).asResponse();
    await read(response);
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('and cancelled is left', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, stream({ end: 'never' }));
    const response = await client.messages
      .create({ ...question, stream: true }, options)
      .asResponse();
    await response.body?.cancel();
    expect(spans().attempts[0]?.attributes).toMatchObject({
      'spanthropic.attempt.outcome': 'aborted',
      'spanthropic.stream.end': 'closed',
    });
  });

  it.each([
    ['text()', (response: Response) => response.text()],
    ['pipeTo()', async (response: Response) => response.body?.pipeTo(new WritableStream())],
  ])('by %s and broken is a broken connection', async (_, read) => {
    const response = await rawResponse(broken('{"type":'));
    expect(await failureOf(read(response))).toBeInstanceOf(TypeError);
    expect(callsMade()).toEqual([['messages.create', 1, 'connection']]);
    expect(spans().attempts[0]?.attributes['error.type']).toBe('connection_error');
  });

  it('as a stream and broken is a stream that failed', async () => {
    const response = await rawResponse(broken(': nothing yet\n\n'), true);
    await failureOf(response.text());
    expect(callsMade()).toEqual([['messages.create', 1, 'connection']]);
    expect(spans().attempts[0]?.attributes['spanthropic.stream.end']).toBe('failed');
  });

  it('as a stream and aborted by the application’s signal is aborted', async () => {
    const { client } = observedClient(fake.api);
    const controller = new AbortController();
    const { options } = script(fake.api, stream({ end: 'never' }));
    const response = await client.messages
      .create({ ...question, stream: true }, { ...options, signal: controller.signal })
      .asResponse();
    const reader = response.body?.getReader();
    await reader?.read();
    controller.abort();
    await failureOf(Promise.resolve(reader?.closed));
    await failureOf(Promise.resolve(reader?.read()));
    expect(spans().attempts[0]?.attributes).toMatchObject({
      'spanthropic.stream.end': 'aborted',
      'spanthropic.abort.reason': 'signal',
    });
  });

  it('as JSON and cancelled is left', async () => {
    await (await rawResponse('{"type":"message"}')).body?.cancel();
    expect(callsMade()).toEqual([['messages.create', 1, 'aborted']]);
    expect(spans().calls[0]?.attributes['spanthropic.abort.reason']).toBe('closed');
  });

  it('as a stream and cancelled after message_stop has been read', async () => {
    const stop = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';
    const body = ReadableStream.from([stop, ': and more'].map((piece) => Buffer.from(piece)));
    const reader = (await rawResponse(body, true)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
    expect(spans().calls[0]?.attributes['spanthropic.stream.end']).toBe('completed');
  });

  it('by a tee is left when both branches are', async () => {
    const branches = (await rawResponse('{"type":"message"}')).body?.tee() ?? [];
    const left = branches.map((branch) => branch.cancel());
    await Promise.all(left);
    expect(left).toHaveLength(2);
    expect(callsMade()).toEqual([['messages.create', 1, 'aborted']]);
  });

  it('and is none at all has been read', async () => {
    expect((await rawResponse(null)).body).toBeNull();
    expect(callsMade()).toEqual([['messages.create', 1, 'ok']]);
  });

  it('as JSON lines, with their results, is one call', async () => {
    const { client } = observedClient(fake.api);
    const { options } = script(fake.api, jsonl([{ line: 1 }, { line: 2 }], { pace: 10 }));
    const response = await client.get('/v1/messages/batches/msgbatch_1/results', {
      ...options,
      __binaryResponse: true,
    });
    await (response as Response).text();
    expect(callsMade()).toEqual([['batches.results', 1, 'ok']]);
  });
});

it('an answer that is no JSON is delivered as text', async () => {
  const fetch = async () => new Response('blue', { headers: { 'content-type': 'text/plain' } });
  const { client } = observedClient(fake.api, {}, { fetch });
  expect(await client.get('/v1/models')).toBe('blue');
  expect(callsMade()).toEqual([['models.list', 1, 'ok']]);
});
