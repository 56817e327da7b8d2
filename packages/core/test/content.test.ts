import type { ClientOptions } from '@anthropic-ai/sdk';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import {
  message,
  type Step,
  serverToolUse,
  status,
  stream,
  text,
  thinking,
  toolUse,
  webSearch,
} from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { type ContentPart, type InstrumentOptions, shutdown } from '../src/index.ts';
import {
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
  setEnv,
} from './support/claude.ts';
import { collect } from './support/garbage.ts';
import { recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };
const capture: InstrumentOptions = { captureContent: true };
const native: ClientOptions = { openTelemetry: { traces: true } };
const nativeContent: ClientOptions = { openTelemetry: { traces: { contentMode: 'content' } } };
const withTools = {
  ...question,
  system: 'Be brief.',
  tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' as const } }],
};

/** An attribute of the only call, parsed; undefined where there is none. */
function written(name: string): unknown {
  const { calls } = spans();
  expect(calls).toHaveLength(1);
  const json = calls[0]?.attributes[name];
  return json === undefined ? undefined : JSON.parse(String(json));
}

const input = (): unknown => written('gen_ai.input.messages');
const output = (): unknown => written('gen_ai.output.messages');
const system = (): unknown => written('gen_ai.system_instructions');
const tools = (): unknown => written('gen_ai.tool.definitions');
const isTruncated = (): unknown => spans().calls[0]?.attributes['anthropic.content.truncated'];

/** The body that the API got. */
const sent = (call: string): unknown => JSON.parse(String(fake.api.requestsOf(call)[0]?.body));

const asked = [{ role: 'user', parts: [{ type: 'text', content: 'Why is the sky blue?' }] }];
const answered = (parts: unknown[], finish_reason = 'stop'): unknown => [
  { role: 'assistant', parts, finish_reason },
];
const blue = answered([{ type: 'text', content: 'It scatters.' }]);

/** Makes one streamed call and reads it to its end. */
async function read(options: InstrumentOptions, step: Step, own?: ClientOptions): Promise<void> {
  const { client } = observedClient(fake.api, options, own);
  await drain(await client.messages.create(streamed, script(fake.api, step).options));
}

describe('content', () => {
  it('is not captured unless it is asked for', async () => {
    const { client } = observedClient(fake.api);
    await client.messages.create(withTools, script(fake.api, message()).options);
    await read({}, stream());
    for (const { attributes } of spans().all) {
      const names = Object.keys(attributes).join();
      expect(names).not.toMatch(/messages|instructions|definitions|content/);
      expect(JSON.stringify(attributes)).not.toContain('sky');
    }
  });

  it('is captured by the option', async () => {
    const { client } = observedClient(fake.api, capture);
    await client.messages.create(
      withTools,
      script(fake.api, message({ text: 'It scatters.' })).options,
    );
    expect([system(), input(), tools(), output()]).toEqual([
      [{ type: 'text', content: 'Be brief.' }],
      asked,
      [{ type: 'function', name: 'look', description: 'Looks.', parameters: { type: 'object' } }],
      blue,
    ]);
    expect(isTruncated()).toBeUndefined();
  });

  it('is captured by the environment, unless the option says no', async () => {
    setEnv('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT', 'SPAN_ONLY');
    const { client } = observedClient(fake.api);
    await client.messages.create(question, script(fake.api, message()).options);
    expect(input()).toEqual(asked);
    const { client: other } = observedClient(fake.api, { captureContent: false });
    await other.messages.create(question, script(fake.api, message()).options);
    expect(Object.keys(spans().calls[1]?.attributes ?? {})).not.toContain('gen_ai.input.messages');
  });

  it('is on the span of the call alone', async () => {
    await read(capture, stream());
    const others = spans().all.filter((span) => span.kind !== 2);
    expect(others).not.toHaveLength(0);
    expect(
      JSON.stringify(others.map(({ attributes, events }) => [attributes, events])),
    ).not.toContain('sky');
  });

  it('is that of a call that was retried, once', async () => {
    let asked = 0;
    const redact = (part: ContentPart): ContentPart => {
      asked++;
      return part;
    };
    const { client } = observedClient(fake.api, { captureContent: { redact } });
    const { options } = script(
      fake.api,
      status(529, { retryAfterMs: 1 }),
      message({ text: 'It scatters.' }),
    );
    await client.messages.create(question, options);
    expect(output()).toEqual(blue);
    expect(asked).toBe(2);
  });

  it('of a call that failed is what was asked', async () => {
    const { client } = observedClient(fake.api, capture);
    await failureOf(client.messages.create(question, script(fake.api, status(400)).options));
    expect([input(), output()]).toEqual([asked, undefined]);
  });

  it('is what was sent, whatever happens to the messages later', async () => {
    const { client } = observedClient(fake.api, capture);
    const messages = [...question.messages];
    const answer = await client.messages.create(
      { ...streamed, messages },
      script(fake.api, stream()).options,
    );
    messages.push({ role: 'user', content: 'And the sea?' });
    await drain(answer);
    expect(input()).toEqual(asked);
  });

  it('of other methods is not captured', async () => {
    const { client } = observedClient(fake.api, capture);
    await client.messages.countTokens(question);
    await client.beta.messages.countTokens(question);
    await client.models.list();
    for (const { attributes } of spans().calls)
      expect(JSON.stringify(attributes)).not.toContain('sky');
  });

  it('of the beta methods, and of a bare post(), is captured', async () => {
    const { client } = observedClient(fake.api, capture);
    await client.beta.messages.create(
      question,
      script(fake.api, message({ text: 'It scatters.' })).options,
    );
    await client.post('/v1/messages', {
      body: question,
      ...script(fake.api, message({ text: 'It scatters.' })).options,
    });
    for (const { attributes } of spans().calls) {
      expect(JSON.parse(String(attributes['gen_ai.input.messages']))).toEqual(asked);
      expect(JSON.parse(String(attributes['gen_ai.output.messages']))).toEqual(blue);
    }
  });

  it('is not captured where there is no span of the call', async () => {
    let redacted = 0;
    const redact = (): undefined => {
      redacted++;
    };
    const { client } = observedClient(fake.api, { captureContent: { redact }, callSpan: 'none' });
    await client.messages.create(question, script(fake.api, message()).options);
    expect(spans().calls).toEqual([]);
    expect(redacted).toBe(0);
  });

  it('is not captured for a span that is not recorded', async () => {
    let redacted = 0;
    const redact = (): undefined => {
      redacted++;
    };
    const tracerProvider = new TracerProvider({
      sampler: { shouldSample: () => ({ decision: 0 }) },
    });
    const { client } = observedClient(fake.api, { captureContent: { redact }, tracerProvider });
    await client.messages.create(question, script(fake.api, message()).options);
    expect(redacted).toBe(0);
  });

  it('in batches or files is none of a message', async () => {
    const { client } = observedClient(fake.api, capture);
    await client.messages.batches.create({ requests: [{ custom_id: 'a', params: question }] });
    expect(JSON.stringify(spans().calls.map(({ attributes }) => attributes))).not.toContain('sky');
  });
});

const rich = [
  thinking('Rayleigh.', 'c2lnbmF0dXJl'),
  text('Let me look.'),
  ...webSearch('sky'),
  serverToolUse('code_execution', { code: '1' }, 'srvtoolu_2'),
  toolUse('look', { at: 'sky', often: [1, 2] }, 'toolu_1'),
];
const richParts = [
  { type: 'reasoning', content: 'Rayleigh.' },
  { type: 'text', content: 'Let me look.' },
  expect.objectContaining({ type: 'server_tool_call', name: 'web_search' }),
  expect.objectContaining({ type: 'server_tool_call_response' }),
  expect.objectContaining({ type: 'server_tool_call', name: 'code_execution' }),
  { type: 'tool_call', id: 'toolu_1', name: 'look', arguments: { at: 'sky', often: [1, 2] } },
];

describe('an answer of many kinds', () => {
  const expectRich = (): void => {
    expect(output()).toEqual(answered(richParts, 'tool_call'));
    expect(String(spans().calls[0]?.attributes['gen_ai.output.messages'])).not.toMatch(
      /c2lnbmF0dXJl|encrypted|ZmFrZS1jbGF1ZGU/,
    );
  };

  it('in JSON', async () => {
    const { client } = observedClient(fake.api, capture);
    await client.messages.create(question, script(fake.api, message({ content: rich })).options);
    expectRich();
  });

  it('streamed', async () => {
    await read(capture, stream({ content: rich, deltas: 7 }));
    expectRich();
  });

  it('read by the SDK’s helper', async () => {
    const { client } = observedClient(fake.api, capture);
    await client.messages
      .stream(question, script(fake.api, stream({ content: rich })).options)
      .finalMessage();
    expectRich();
  });

  it('read raw', async () => {
    const { client } = observedClient(fake.api, capture);
    const { options } = script(fake.api, stream({ content: rich }));
    const response = await client.messages.create(streamed, options).asResponse();
    await response.text();
    expectRich();
  });

  it('of a platform that sends no content_block_stop, or anything else, is as it came', async () => {
    await read(capture, stream({ content: [{ type: 'of_tomorrow', thing: 1 }, text('Blue.')] }));
    expect(output()).toEqual(
      answered([
        { type: 'of_tomorrow', thing: 1 },
        { type: 'text', content: 'Blue.' },
      ]),
    );
  });
});

describe('images and documents', () => {
  it('are references', async () => {
    const data = Buffer.from('a picture that is not to be seen').toString('base64');
    const { client } = observedClient(fake.api, capture);
    const content = [
      {
        type: 'image' as const,
        source: { type: 'base64' as const, media_type: 'image/png' as const, data },
      },
      { type: 'document' as const, source: { type: 'url' as const, url: 'https://x.test/a.pdf' } },
    ];
    const { call, options } = script(fake.api, message());
    await client.messages.create({ ...question, messages: [{ role: 'user', content }] }, options);
    expect(input()).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'blob', modality: 'image', mime_type: 'image/png', size: 32 },
          { type: 'uri', modality: 'document', uri: 'https://x.test/a.pdf' },
        ],
      },
    ]);
    expect(sent(call)).toMatchObject({ messages: [{ content }] });
  });
});

describe('a stream that ended early', () => {
  const half = (end: 'reset' | 'truncated' | 'error' | 'never'): Step =>
    stream({ text: 'It scatters.', end, after: 4, deltas: 4 });

  it.each(['reset', 'truncated', 'error'] as const)('by %s is as far as it came', async (end) => {
    await read(capture, half(end)).catch(() => {});
    expect(output()).toEqual(answered([{ type: 'text', content: 'It sca' }], 'error'));
  });

  it('by the application is as far as it read', async () => {
    const { client } = observedClient(fake.api, capture);
    const answer = await client.messages.create(streamed, script(fake.api, half('never')).options);
    for await (const event of answer) if (event.type === 'content_block_delta') break;
    expect(output()).toEqual(answered([{ type: 'text', content: 'It ' }], 'error'));
  });

  it('by a signal is as far as it came', async () => {
    const { client } = observedClient(fake.api, capture);
    const helper = client.messages.stream(question, script(fake.api, half('never')).options);
    helper.on('text', (_, whole) => {
      if (whole === 'It sca') helper.abort();
    });
    await failureOf(helper.done());
    expect(output()).toEqual(answered([{ type: 'text', content: 'It sca' }], 'error'));
  });

  it('for telemetry alone, by shutdown(), is as far as it came until then', async () => {
    const { client } = observedClient(fake.api, capture);
    const answer = await client.messages.create(
      streamed,
      script(fake.api, stream({ text: 'It scatters.' })).options,
    );
    for await (const event of answer) if (event.type === 'content_block_delta') shutdown();
    expect(output()).toEqual(answered([{ type: 'text', content: 'It ' }], 'error'));
  });

  it('by nobody reading it any more is as far as it was read', async () => {
    const { client } = observedClient(fake.api, capture);
    await (async () => {
      const answer = await client.messages.create(
        streamed,
        script(fake.api, half('never')).options,
      );
      const events = answer[Symbol.asyncIterator]();
      for (let i = 0; i < 3; i++) await events.next();
    })();
    await expect
      .poll(
        () => {
          collect();
          return spans().calls.length;
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    expect(output()).toEqual(answered([{ type: 'text', content: 'It ' }], 'error'));
  });
});

describe('the cap', () => {
  it('holds for all of it together, and says so', async () => {
    const { client } = observedClient(fake.api, { captureContent: { maxBytes: 1_000 } });
    const long = '漢'.repeat(5_000);
    const messages = [{ role: 'user' as const, content: long }];
    const { options } = script(fake.api, stream({ text: long, deltas: 50 }));
    await drain(await client.messages.create({ ...streamed, messages, system: long }, options));
    const { attributes } = spans().calls[0] ?? {};
    const json = [
      'gen_ai.system_instructions',
      'gen_ai.input.messages',
      'gen_ai.output.messages',
    ].map((name) => String(attributes?.[name]));
    expect(json.map((each) => JSON.parse(each))).toMatchObject([[{}], [{}], [{}]]);
    expect(Buffer.byteLength(json.join(''))).toBeLessThanOrEqual(1_000);
    expect(isTruncated()).toBe(true);
  });
});

describe('redact', () => {
  it('decides what is written, of a stream too', async () => {
    const redact = (part: ContentPart): ContentPart | undefined =>
      part.type === 'reasoning' ? undefined : { ...part, content: '…' };
    await read(
      { captureContent: { redact } },
      stream({ content: [thinking('Hm.'), text('Blue.')] }),
    );
    expect(input()).toEqual([{ role: 'user', parts: [{ type: 'text', content: '…' }] }]);
    expect(output()).toEqual(answered([{ type: 'text', content: '…' }]));
  });

  it('that throws costs the parts, and never the call', async () => {
    const { client } = observedClient(fake.api, {
      captureContent: {
        redact: () => {
          throw new Error('no');
        },
      },
    });
    const answer = await client.messages.create(
      question,
      script(fake.api, message({ text: 'It scatters.' })).options,
    );
    expect(answer.content).toMatchObject([{ text: 'It scatters.' }]);
    expect([input(), output()]).toEqual([[{ role: 'user', parts: [] }], answered([])]);
  });

  it('cannot change the request', async () => {
    const { call, options } = script(fake.api, message());
    const redact = (part: ContentPart): ContentPart =>
      Object.assign(part, { content: 'changed', arguments: {} });
    const { client } = observedClient(fake.api, { captureContent: { redact } });
    await client.messages.create(question, options);
    expect(sent(call)).toMatchObject({ messages: question.messages });
    expect(JSON.stringify(input())).toContain('changed');
  });
});

describe("on the SDK's own span", () => {
  it('is the same, of JSON', async () => {
    const { client } = observedClient(fake.api, capture, native);
    await client.messages.create(
      withTools,
      script(fake.api, message({ text: 'It scatters.' })).options,
    );
    expect(spans().calls[0]?.name).toBe('anthropic.messages.create');
    expect([system(), input(), output()]).toEqual([
      [{ type: 'text', content: 'Be brief.' }],
      asked,
      blue,
    ]);
    expect(tools()).toHaveLength(1);
  });

  it('is the same, of a stream', async () => {
    await read(capture, stream({ content: rich }), native);
    expect([input(), output()]).toEqual([asked, answered(richParts, 'tool_call')]);
  });

  it("is the same, of the SDK's helper", async () => {
    const { client } = observedClient(fake.api, capture, native);
    await client.messages
      .stream(question, script(fake.api, stream({ content: rich })).options)
      .finalMessage();
    expect([input(), output()]).toEqual([asked, answered(richParts, 'tool_call')]);
  });

  it.each<[string, (iterator: AsyncIterator<unknown>) => Promise<unknown> | undefined]>([
    ['return()', (iterator) => iterator.return?.()],
    ['throw()', (iterator) => iterator.throw?.(new Error('enough')).catch(() => {})],
  ])('of a stream that the application leaves by %s is what it read', async (_, leave) => {
    const { client } = observedClient(fake.api, capture, native);
    const { options } = script(fake.api, stream({ text: 'It scatters.', end: 'never', after: 4 }));
    const answer = await client.messages.create(streamed, options);
    const iterator = answer[Symbol.asyncIterator]();
    for (let i = 0; i < 3; i++) await iterator.next();
    await leave(iterator);
    expect(output()).toEqual(answered([{ type: 'text', content: 'It ' }], 'error'));
    expect(spans().calls[0]?.attributes).toMatchObject({
      'spanthropic.call.outcome': 'aborted',
      'spanthropic.stream.end': 'closed',
      'spanthropic.usage.partial': true,
    });
  });

  it("leaves a stream as the SDK's tracing makes it", async () => {
    const keysOf = async (options: InstrumentOptions): Promise<unknown> => {
      const { client } = observedClient(fake.api, options, native);
      const answer = await client.messages.create(streamed, script(fake.api, stream()).options);
      const descriptor = Object.getOwnPropertyDescriptor(answer, Symbol.asyncIterator);
      await drain(answer);
      return { ...descriptor, value: typeof descriptor?.value };
    };
    expect(await keysOf(capture)).toEqual(await keysOf({}));
  });

  it('of a raw stream is what was asked: the SDK has ended its span', async () => {
    const { client } = observedClient(fake.api, capture, native);
    const response = await client.messages
      .create(streamed, script(fake.api, stream()).options)
      .asResponse();
    await response.text();
    expect([input(), output()]).toEqual([asked, undefined]);
  });
});

describe("on the SDK's own span, with the SDK's own content mode", () => {
  /** What the SDK writes by itself, and what is there with us. */
  async function compare(
    call: (client: ReturnType<typeof observedClient>['client'], step: Step) => Promise<unknown>,
    step: Step,
  ): Promise<Record<string, unknown>[]> {
    const content: Record<string, unknown>[] = [];
    for (const options of [{}, capture]) {
      const { client } = observedClient(fake.api, options, nativeContent);
      await call(client, step);
      const { attributes = {} } = spans().calls.at(-1) ?? {};
      const names = Object.keys(attributes).filter((name) =>
        /messages$|instructions|definitions|truncated/.test(name),
      );
      content.push(Object.fromEntries(names.map((name) => [name, attributes[name]])));
    }
    return content;
  }

  it('adds the tool definitions alone', async () => {
    // The SDK has parts of its own for some blocks: they are not written over.
    const image = {
      type: 'image' as const,
      source: { type: 'url' as const, url: 'https://x.test' },
    };
    const request = { ...withTools, messages: [{ role: 'user' as const, content: [image] }] };
    const [own, ours] = await compare(
      (client, step) => client.messages.create(request, script(fake.api, step).options),
      message({ content: rich }),
    );
    expect(own).toHaveProperty(['gen_ai.output.messages']);
    const { 'gen_ai.tool.definitions': definitions, ...rest } = ours ?? {};
    expect(rest).toEqual(own);
    expect(definitions).toContain('look');
  });

  it("adds nothing to a stream that the SDK's helper reads", async () => {
    const [own, ours] = await compare(
      (client, step) =>
        client.messages.stream(question, script(fake.api, step).options).finalMessage(),
      stream({ content: rich }),
    );
    expect(own).toHaveProperty(['gen_ai.output.messages']);
    expect(ours).toEqual(own);
  });

  it('adds the answer of a stream that the application reads, which the SDK does not assemble', async () => {
    const [own, ours] = await compare(
      async (client, step) =>
        drain(await client.messages.create(streamed, script(fake.api, step).options)),
      stream({ content: rich }),
    );
    expect(own).not.toHaveProperty(['gen_ai.output.messages']);
    const { 'gen_ai.output.messages': answer, ...rest } = ours ?? {};
    expect(rest).toEqual(own);
    expect(JSON.parse(String(answer))).toEqual(answered(richParts, 'tool_call'));
  });
});
