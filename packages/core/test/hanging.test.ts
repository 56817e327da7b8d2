import { type ReadableSpan, type Span, TracerProvider } from '@opentelemetry/sdk-trace';
import { type Step, status, stream } from '@spanthropic/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inspect } from '../src/index.ts';
import { drain, fakeClaude, observedClient, question, script } from './support/claude.ts';
import { readings } from './support/readings.ts';

const fake = fakeClaude();

/** A call that will not end by itself, and all that can be known of it meanwhile. */
function hanging(stream: boolean, ...steps: Step[]) {
  const { meterProvider, read } = readings();
  const started: Span[] = [];
  const ended: ReadableSpan[] = [];
  const tracerProvider = new TracerProvider({
    spanProcessors: [
      {
        onStart: (span) => started.push(span),
        onEnd: (span) => ended.push(span),
        async forceFlush() {},
        async shutdown() {},
      },
    ],
  });
  const options = { meterProvider, tracerProvider, stallAfter: 30 };
  const { client, events } = observedClient(fake.api, options);
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const request = { ...script(fake.api, ...steps).options, signal: abort.signal };
  const call = async (): Promise<unknown> => {
    if (!stream) return client.messages.create(question, request);
    return drain(await client.messages.create({ ...question, stream }, request));
  };
  const over = call().catch((error: unknown) => error);
  return {
    client,
    events,
    /** The event of this type, as soon as it is told. */
    async event(type: string) {
      await expect.poll(() => events.some((event) => event.type === type)).toBe(true);
      return events.find((event) => event.type === type);
    },
    /** The span of this name, which must not have ended. */
    open(name: string): Span {
      const span = started.find((each) => each.name === name && !each.ended);
      if (span === undefined) throw new Error(`no span ${name} is open`);
      return span;
    },
    /** The series of a metric that are not zero, without what all of them have in common. */
    async notZero(name: string, attribute?: string) {
      const series = (await read(name)).filter(({ value }) => value !== 0);
      return series.map(({ attributes, value }) =>
        attribute === undefined ? value : [attributes[attribute], value],
      );
    },
    /** Ends the call as the application does. */
    async abort() {
      abort.abort();
      await over;
      expect(ended).toHaveLength(started.length);
    },
  };
}

describe('a long backoff is told when it begins', () => {
  it.each([
    ['five minutes', 300],
    ['three days', 259_200],
  ])('of %s', async (_, seconds) => {
    const call = hanging(false, status(429, { retryAfter: seconds }));
    const start = await call.event('backoff.start');
    expect(start).toMatchObject({ planned: seconds, source: 'retry-after', status: 429 });
    expect(call.events.at(-1)).toBe(start);

    const [retry] = call.open('chat claude-opus-5-5').events;
    expect(retry).toMatchObject({
      name: 'spanthropic.retry',
      attributes: {
        'spanthropic.backoff.planned': seconds,
        'spanthropic.backoff.source': 'retry-after',
        'http.response.status_code': 429,
      },
    });
    expect(call.open('claude.backoff').attributes['spanthropic.backoff.planned']).toBe(seconds);

    const long = 'spanthropic.backoff.long';
    expect(await call.notZero('spanthropic.calls.sleeping', long)).toEqual([[true, 1]]);
    const [wakeIn] = await call.notZero('spanthropic.backoff.wake_in');
    expect(wakeIn).toBeLessThanOrEqual(seconds);
    expect(wakeIn).toBeGreaterThan(seconds - 60);
    expect(await call.notZero('spanthropic.calls.active')).toEqual([1]);
    expect(inspect(call.client).calls).toMatchObject([
      { phase: 'asleep', status: 429, wakesIn: expect.closeTo(seconds, -2) },
    ]);

    await call.abort();
    expect(call.events.slice(-2)).toMatchObject([
      { type: 'backoff.end', planned: seconds, actual: expect.closeTo(0, -1) },
      { type: 'call.end', outcome: 'aborted', abortReason: 'signal', retried: true },
    ]);
    expect(await call.notZero('spanthropic.calls.sleeping')).toEqual([]);
    expect(await call.notZero('spanthropic.backoff.wake_in')).toEqual([]);
    expect(await call.notZero('spanthropic.calls.active')).toEqual([]);
    expect(inspect(call.client).calls).toEqual([]);
  });

  it('and one of a minute is not long', async () => {
    const call = hanging(false, status(429, { retryAfter: 60 }));
    await call.event('backoff.start');
    const long = 'spanthropic.backoff.long';
    expect(await call.notZero('spanthropic.calls.sleeping', long)).toEqual([[false, 1]]);
    await call.abort();
  });
});

describe('a stall is told while the stream hangs', () => {
  it.each([
    ['first_token', 2],
    ['text', 4],
  ])('in the phase %s', async (phase, at) => {
    const call = hanging(true, stream({ stall: { at, ms: 600_000 } }));
    const stall = await call.event('stall');
    expect(stall).toMatchObject({ phase, attempt: 1 });
    expect(call.events.at(-1)).toBe(stall);
    const silence = stall?.type === 'stall' ? stall.silence : Number.NaN;
    expect(silence).toBeGreaterThan(0.02);

    expect(call.open('claude.attempt').events.at(-1)).toMatchObject({
      name: 'spanthropic.stall',
      attributes: { 'spanthropic.stall.phase': phase, 'spanthropic.stall.silence': silence },
    });
    const phases = 'spanthropic.stall.phase';
    expect(await call.notZero('spanthropic.stream.stalls', phases)).toEqual([[phase, 1]]);
    expect(await call.notZero('spanthropic.streams.open')).toEqual([1]);

    const [listed] = inspect(call.client).calls;
    expect(listed).toMatchObject({ phase, status: 200 });
    expect(listed?.waited).toBeGreaterThanOrEqual(silence);
    await expect.poll(() => inspect(call.client).calls[0]?.waited).toBeGreaterThan(silence + 0.05);

    await call.abort();
    expect(await call.notZero('spanthropic.stream.stalls', phases)).toEqual([[phase, 1]]);
    expect(await call.notZero('spanthropic.streams.open')).toEqual([]);
    expect(inspect(call.client).calls).toEqual([]);
  });
});
