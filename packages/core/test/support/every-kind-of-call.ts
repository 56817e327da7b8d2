import { setTimeout as pause } from 'node:timers/promises';
import type Anthropic from '@anthropic-ai/sdk';
import type { ClientOptions } from '@anthropic-ai/sdk';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  type FakeClaude,
  hang,
  malformed,
  ok,
  reset,
  type Step,
  spendLimitReached,
  status,
  stream,
  text,
  thinking,
  toolUse,
} from '@spanthropic/testing';
import { type InstrumentOptions, shutdown } from '../../src/index.ts';
import { drain, failureOf, question, script } from './claude.ts';
import { collect } from './garbage.ts';

/** Where calls are made. */
export interface Surroundings {
  readonly api: FakeClaude;
  /** A client, instrumented or not. */
  client(options?: InstrumentOptions, clientOptions?: ClientOptions): Anthropic;
  /** Has the metrics be read, now. */
  read(): Promise<void>;
}

type Calls = (surroundings: Surroundings) => Promise<unknown>;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

const streamed = { ...question, stream: true as const };
const fail = (): never => {
  throw new Error('telemetry is broken');
};

/** What older models and the API take and the SDK's types do not, in one request. */
const everySetting = {
  ...question,
  temperature: 0.5,
  top_p: 0.9,
  top_k: 40,
  service_tier: 'standard_only' as const,
  thinking: { type: 'enabled' as const, budget_tokens: 1_024 },
  output_config: {
    effort: 'low' as const,
    format: { type: 'json_schema' as const, schema: { type: 'object' } },
  },
};

const everyUsage = {
  input_tokens: 10,
  cache_read_input_tokens: 100,
  cache_creation_input_tokens: 1_000,
  cache_creation: { ephemeral_5m_input_tokens: 600, ephemeral_1h_input_tokens: 400 },
  output_tokens: 50,
  output_tokens_details: { thinking_tokens: 20 },
  service_tier: 'priority' as const,
  iterations: [{ type: 'compaction', input_tokens: 700, output_tokens: 80 }],
};

/** The headers of limits that the fake API does not send by itself. */
const otherLimits = Object.fromEntries(
  [
    'priority-input-tokens',
    'priority-output-tokens',
    'fast-input-tokens',
    'fast-output-tokens',
  ].flatMap((type) => [
    [`anthropic-${type}-limit`, '1000'],
    [`anthropic-${type}-remaining`, '900'],
    [`anthropic-${type}-reset`, new Date(Date.now() + 60_000).toISOString()],
  ]),
);

/** One call that gets these answers, and fails or not. */
async function ask(
  { api, client }: Surroundings,
  steps: readonly Step[],
  clientOptions?: ClientOptions,
): Promise<void> {
  const { options } = script(api, ...steps);
  await client({}, clientOptions)
    .messages.create(question, options)
    .catch(() => {});
}

/** One stream, read to its end or to its failure. */
async function read({ api, client }: Surroundings, step: Step): Promise<void> {
  const { options } = script(api, step);
  const answer = await client().messages.create(streamed, options);
  await drain(answer).catch(() => {});
}

/** A stream that goes on until its reader leaves. */
const endless = stream({ end: 'never', after: 4, firstToken: 20 });

/** Calls of every kind, by what they are. Each works without instrumentation, too. */
export const everyKindOfCall: Readonly<Record<string, Calls>> = {
  'every setting, and all that an answer says': async ({ api, client }) => {
    const { options } = script(api, ok({ usage: everyUsage, headers: otherLimits }));
    await client().messages.create(everySetting, options);
  },
  'other methods': async ({ api, client }) => {
    await client().messages.countTokens(
      { model: question.model, messages: question.messages },
      script(api, ok()).options,
    );
    await client().models.list({}, script(api, ok()).options);
  },
  'a stream of thinking, text and a tool call': (surroundings) =>
    read(
      surroundings,
      stream({
        content: [
          thinking('Oslo, then.'),
          text('Let me look.'),
          toolUse('weather', { city: 'Oslo' }),
        ],
        usage: everyUsage,
        firstToken: 20,
        pace: 5,
      }),
    ),
  'an answer at its limit': (surroundings) =>
    read(surroundings, stream({ stopReason: 'max_tokens' })),
  'retries that the response times': (surroundings) =>
    ask(
      surroundings,
      [status(429, { retryAfterMs: 20.5 }), status(529, { retryAfter: 0.05 }), ok()],
      { maxRetries: 2 },
    ),
  'a retry that the response asks for': (surroundings) =>
    ask(surroundings, [status(400, { shouldRetry: true, retryAfterMs: 20 }), ok()]),
  'retries for want of a response': (surroundings) =>
    ask(surroundings, [hang(), reset(), ok()], { timeout: 200 }),
  'each status': async (surroundings) => {
    for (const step of [
      status(400),
      status(418, { body: 'a teapot' }),
      status(500),
      status(504),
      spendLimitReached(),
    ]) {
      await ask(surroundings, [step], { maxRetries: 0 });
    }
  },
  'no response at all': async (surroundings) => {
    await ask(surroundings, [hang()], { maxRetries: 0, timeout: 100 });
    await ask(surroundings, [reset()], { maxRetries: 0 });
  },
  'an answer that cannot be parsed': (surroundings) => ask(surroundings, [malformed()]),
  'streams that end badly': async (surroundings) => {
    await read(surroundings, stream({ end: 'error' }));
    await read(surroundings, stream({ end: 'truncated' }));
  },
  'streams that stall': async ({ api, client }) => {
    const steps = [
      ok({ delay: 60 }),
      stream({ firstToken: 60 }),
      stream({ content: [thinking('Hm, that is a question.')], stall: { at: 4, ms: 60 } }),
      stream({ text: 'It is so, and it is not so.', stall: { at: 4, ms: 60 } }),
      stream({ content: [toolUse('weather', { city: 'Oslo' })], stall: { at: 4, ms: 60 } }),
    ];
    for (const step of steps) {
      const { options } = script(api, step);
      await drain(await client({ stallAfter: 20 }).messages.create(streamed, options));
    }
  },
  'a stream that is aborted by its signal': async ({ api, client }) => {
    const controller = new AbortController();
    const { signal } = controller;
    const answer = await client().messages.create(streamed, {
      ...script(api, endless).options,
      signal,
    });
    for await (const { type } of answer) {
      if (type === 'content_block_delta') controller.abort();
    }
  },
  'a stream that is left': async ({ api, client, read: readMetrics }) => {
    const answer = await client().messages.create(streamed, script(api, endless).options);
    for await (const { type } of answer) {
      if (type !== 'content_block_delta') continue;
      await readMetrics();
      break;
    }
  },
  'a long sleep that is aborted': async ({ api, client, read: readMetrics }) => {
    const controller = new AbortController();
    const { call, options } = script(api, status(429, { retryAfter: 90 }));
    const { signal } = controller;
    const failure = failureOf(client().messages.create(question, { ...options, signal }));
    await until(() => api.requestsOf(call)[0]?.endedAt !== undefined);
    await pause(50);
    await readMetrics();
    controller.abort();
    await failure;
  },
  'a request that is sent again when the SDK has given it up': async ({ api, client }) => {
    const claude = client({}, { maxRetries: 1 });
    const params = { ...question };
    const overloaded = status(529, { retryAfterMs: 20, times: 'forever' });
    for (let time = 0; time < 2; time++) {
      await failureOf(claude.messages.create(params, script(api, overloaded).options));
    }
  },
  'content that is captured': async ({ api, client }) => {
    const request = {
      ...question,
      system: 'Answer as a poet.',
      tools: [{ name: 'weather', input_schema: { type: 'object' as const } }],
    };
    await client({ captureContent: true }).messages.create(request, script(api, ok()).options);
    const tight = client({ captureContent: { maxBytes: 256 } });
    const long = { ...request, system: 'Answer as a poet. '.repeat(100) };
    await tight.messages.create(long, script(api, ok()).options);
  },
};

/** Calls of which something in telemetry fails, or is too much. */
export const everyKindOfTrouble: Readonly<Record<string, Calls>> = {
  'a header that does not parse': (surroundings) =>
    ask(surroundings, [ok({ headers: { 'anthropic-ratelimit-tokens-limit': 'many' } })]).then(() =>
      surroundings.read(),
    ),
  'a usage of another type': async ({ api, client }) => {
    const body = {
      type: 'message',
      content: [],
      usage: { input_tokens: 'many', output_tokens: 4 },
    };
    await client().messages.create(question, script(api, { kind: 'json', body }).options);
  },
  'a hook that throws': async ({ api, client }) => {
    await client({ attributes: fail }).messages.create(question, script(api, ok()).options);
  },
  'a tracer provider that throws': async ({ api, client }) => {
    const claude = client({ tracerProvider: { getTracer: fail } });
    await claude.messages.create(question, script(api, ok()).options);
  },
  'a meter provider that throws': async ({ api, client }) => {
    const claude = client({ meterProvider: { getMeter: fail } });
    await claude.messages.create(question, script(api, ok()).options);
  },
  'a member of the SDK that throws': async ({ api, client }) => {
    const claude = client();
    Object.defineProperty(claude, '_genAIProviderName', { get: fail });
    await claude.messages.create(question, script(api, ok()).options);
  },
  'content that is not there to be looked at': async ({ api, client }) => {
    const block = {
      type: 'text' as const,
      get text() {
        return 'Why?';
      },
    };
    const messages = [{ role: 'user' as const, content: [block] }];
    const claude = client({ captureContent: true });
    await claude.messages.create({ ...question, messages }, script(api, ok()).options);
  },
  'more models and more added attributes than are told apart': async ({ api, client }) => {
    let feature = 0;
    const claude = client({
      name: 'public',
      // Of its own: OpenTelemetry folds too many series in its own way.
      meterProvider: new MeterProvider(),
      attributes: () => ({ 'app.feature': feature }),
    });
    const { options } = script(api, ok({ times: 'forever' }));
    for (; feature <= 100; feature++) {
      await claude.messages.create({ ...question, model: `claude-${feature}` }, options);
    }
  },
};

/** Calls that are left to the collector of garbage. `told` is how often the end of one was told. */
export async function abandonedCall(
  { api, client }: Surroundings,
  told: () => number,
): Promise<void> {
  await (async () => {
    await client().messages.create(streamed, script(api, stream()).options);
  })();
  await until(() => {
    collect();
    return told() > 0;
  });
}

/** A stream in the middle of which telemetry is told to stop: alone, for it ends all that is open. */
export async function shutDownCall({ api, client }: Surroundings): Promise<void> {
  const answer = await client().messages.create(streamed, script(api, stream({ pace: 5 })).options);
  for await (const { type } of answer) {
    if (type === 'content_block_delta') shutdown();
  }
}
