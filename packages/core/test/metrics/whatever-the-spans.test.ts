import { trace } from '@opentelemetry/api';
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { ok, type Step, status, stream } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { type InstrumentOptions, instrument } from '../../src/index.ts';
import { bareClient, drain, failureOf, fakeClaude, question, script } from '../support/claude.ts';
import { Meters } from '../support/metrics.ts';
import { recordSpans, registerTelemetry, spans } from '../support/telemetry.ts';

const fake = fakeClaude();
recordSpans({ registered: false });

interface Surroundings {
  readonly what: string;
  readonly options?: InstrumentOptions;
  /** The SDK makes spans of its own. */
  readonly native?: boolean;
  readonly register?: () => void;
  /** How many spans that leaves. */
  readonly spans: number;
}

const SURROUNDINGS: readonly Surroundings[] = [
  { what: 'no provider of spans', spans: 0 },
  { what: 'spans of ours', register: registerTelemetry, spans: 14 },
  { what: 'the spans of the SDK', native: true, register: registerTelemetry, spans: 14 },
  {
    what: 'no span of the call',
    options: { callSpan: 'none' },
    register: registerTelemetry,
    spans: 10,
  },
  {
    what: 'a sampler that takes nothing',
    register: () =>
      trace.setGlobalTracerProvider(new TracerProvider({ sampler: new AlwaysOffSampler() })),
    spans: 0,
  },
];

/** Late enough that any reader waits for it: of others its time is not known. */
const firstToken = 200;

/** An answer, a stream, a retry that helps, and retries that do not. */
const CALLS: readonly { readonly stream: boolean; readonly steps: Step[] }[] = [
  { stream: false, steps: [ok()] },
  { stream: true, steps: [stream({ firstToken })] },
  {
    stream: true,
    steps: [status(529, { retryAfterMs: 1 }), stream({ end: 'truncated', firstToken })],
  },
  { stream: false, steps: [status(429, { retryAfterMs: 1, times: 3 })] },
];

/** All that is counted, and how often each duration was recorded. */
async function measure({ options, native, register }: Surroundings): Promise<unknown> {
  register?.();
  const meters = new Meters();
  const client = instrument(bareClient(fake.api, { openTelemetry: native ? {} : false }), {
    ...options,
    meterProvider: meters.provider,
  });
  for (const { stream, steps } of CALLS) {
    const asked = { ...question, messages: [...question.messages], stream };
    const answer = client.messages.create(asked, script(fake.api, ...steps).options);
    const read = answer.then((value): PromiseLike<unknown> | object =>
      Symbol.asyncIterator in value ? drain(value) : value,
    );
    await (steps[0]?.times === 3 ? failureOf(read) : read);
  }
  const seen = await meters.read();
  const ofCalls = seen.names.filter((name) => !/telemetry|rate_limit|oldest/.test(name));
  return ofCalls.map((name) => [
    name,
    seen.points(name),
    seen.distributions(name).map(({ attributes, count }) => [attributes, count]),
  ]);
}

describe.each(SURROUNDINGS.slice(1))('with $what', (surroundings) => {
  it('every call is measured as without any', async () => {
    const [without] = SURROUNDINGS;
    const expected = without && (await measure(without));
    expect(await measure(surroundings)).toEqual(expected);
    expect(spans().all).toHaveLength(surroundings.spans);
  });
});
