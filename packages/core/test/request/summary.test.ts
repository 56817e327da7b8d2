import { ok, status, stream } from '@spanthropic/testing';
import { describe, expect, it, vi } from 'vitest';
import { drain, failureOf, fakeClaude, question, script } from '../support/claude.ts';
import { recordSpans } from '../support/telemetry.ts';
import { serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

describe('the summary of a request', () => {
  it('adds up what its calls came to', async () => {
    const { request, summaries, events } = serve(fake.api);
    const retried = script(
      fake.api,
      status(529, { retryAfterMs: 40 }),
      status(429, { retryAfterMs: 20 }),
      ok({ usage: { input_tokens: 10, output_tokens: 5 } }),
    );
    await request.claude.messages.create(question, retried.options);
    const read = script(
      fake.api,
      stream({ firstToken: 200, usage: { input_tokens: 100, output_tokens: 50 } }),
    );
    await drain(await request.claude.messages.create(streamed, read.options));
    const refused = script(fake.api, status(400));
    await failureOf(request.claude.messages.create(question, refused.options));
    request.firstByte();
    request.finished();

    expect(summaries).toEqual([
      {
        route: '/chat/:id',
        duration: expect.any(Number),
        disconnected: false,
        calls: 3,
        attempts: 5,
        retries: 2,
        backoff: expect.any(Number),
        callDuration: expect.any(Number),
        timeToFirstToken: expect.any(Number),
        timeToFirstByte: expect.any(Number),
        inputTokens: 110,
        outputTokens: 55,
        errorTypes: ['overloaded_error', 'rate_limit_error', 'invalid_request_error'],
      },
    ]);
    const [{ duration, backoff, callDuration, timeToFirstToken = 0, timeToFirstByte = 0 }] =
      summaries as [(typeof summaries)[number]];
    const ends = events.filter((event) => event.type === 'call.end');
    const slept = ends.reduce((sum, end) => sum + end.backoffTotal, 0);
    expect(backoff).toBeCloseTo(slept, 9);
    expect(callDuration).toBeCloseTo(
      ends.reduce((sum, end) => sum + end.duration, 0),
      9,
    );
    // In the order in which they happened, within one clock reading.
    expect(backoff).toBeLessThan(timeToFirstToken);
    expect(timeToFirstToken).toBeLessThan(timeToFirstByte);
    expect(timeToFirstByte).toBeLessThanOrEqual(duration);
    expect(duration).toBeLessThan(10);
  });

  it('has no times of what did not happen', () => {
    const { request, summaries } = serve(fake.api);
    request.finished();
    expect(summaries).toMatchObject([
      { calls: 0, timeToFirstToken: undefined, timeToFirstByte: undefined, errorTypes: [] },
    ]);
  });

  it('is told once, whatever else is said', () => {
    const { request, summaries } = serve(fake.api);
    request.finished();
    request.finished();
    request.disconnected();
    expect(summaries).toMatchObject([{ disconnected: false }]);
  });

  it('keeps the first of the first bytes', async () => {
    const { request } = serve(fake.api);
    request.firstByte();
    const { timeToFirstByte } = request.summary();
    await new Promise((resolve) => setTimeout(resolve, 5));
    request.firstByte();
    expect(request.summary().timeToFirstByte).toBe(timeToFirstByte);
  });

  it('waits for the end of calls that outlast the answer', async () => {
    const { request, summaries } = serve(fake.api);
    const { options } = script(fake.api, ok({ delay: 50 }));
    const answer = request.claude.messages.create(question, options);
    await expect.poll(() => request.summary().attempts).toBe(1);
    request.finished();
    expect(summaries).toEqual([]);
    await answer;
    expect(summaries).toMatchObject([{ calls: 1, attempts: 1 }]);
    const [told] = summaries;
    expect(told?.outputTokens).toBeGreaterThan(0);
    expect(told?.callDuration).toBeGreaterThan(told?.duration ?? Number.NaN);
  });

  it('waits for a second at most', async () => {
    const { request, summaries } = serve(fake.api);
    const { options } = script(fake.api, ok({ delay: 1_500 }));
    const answer = request.claude.messages.create(question, options);
    await expect.poll(() => request.summary().attempts).toBe(1);
    request.finished();
    await expect.poll(() => summaries, { timeout: 5_000 }).toHaveLength(1);
    expect(summaries).toMatchObject([{ calls: 1, attempts: 1, outputTokens: 0 }]);
    await answer;
    expect(summaries).toHaveLength(1);
  });

  it('that nobody can take costs nothing', async () => {
    const onSummary = vi.fn(() => {
      throw new Error('no room');
    });
    const { request } = serve(fake.api, { onSummary });
    await request.claude.messages.create(question, script(fake.api, ok()).options);
    expect(() => request.finished()).not.toThrow();
    expect(onSummary).toHaveBeenCalledOnce();
  });
});

describe('the value of Server-Timing', () => {
  it('is none before the first call', () => {
    expect(serve(fake.api).request.serverTiming()).toBeUndefined();
  });

  it('says how long the calls took, how often they were tried, and how long they slept', async () => {
    const { request } = serve(fake.api);
    const { options } = script(fake.api, status(529, { retryAfterMs: 40 }), ok());
    await request.claude.messages.create(question, options);
    expect(request.serverTiming()).toMatch(
      /^claude;dur=\d+\.\d;desc="1 call, 2 attempts", claude-backoff;dur=\d+\.\d;desc="1 retry"$/,
    );
    const [dur = 0, slept = 0] = [...String(request.serverTiming()).matchAll(/dur=([\d.]+)/g)].map(
      ([, ms]) => Number(ms),
    );
    expect(slept).toBeGreaterThan(30);
    expect(dur).toBeGreaterThan(slept);
  });

  it('says when the first token came, and counts a call that still streams', async () => {
    const { request } = serve(fake.api);
    const { options } = script(fake.api, stream({ firstToken: 200 }));
    const answer = await request.claude.messages.create(streamed, options);
    let timing: string | undefined;
    for await (const event of answer) {
      if (event.type === 'content_block_delta') timing ??= request.serverTiming();
    }
    expect(timing).toMatch(
      /^claude;dur=\d+\.\d;desc="1 call, 1 attempt", claude-ttft;dur=\d+\.\d$/,
    );
    const [dur = 0, first = 0] = [...String(timing).matchAll(/dur=([\d.]+)/g)].map(([, ms]) =>
      Number(ms),
    );
    expect(first).toBeGreaterThan(50);
    expect(dur).toBeGreaterThan(50);
  });
});
