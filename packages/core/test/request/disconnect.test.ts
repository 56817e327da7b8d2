import Anthropic from '@anthropic-ai/sdk';
import { hang, ok, reset, status, stream } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { drain, failureOf, fakeClaude, question, script } from '../support/claude.ts';
import { recordSpans, spans } from '../support/telemetry.ts';
import { ENDLESS, expectClosed, type Served, serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

/** What the call, its attempts and its events say of a client that went away. */
function expectDisconnected({ events }: Served): void {
  const { attempts, calls } = spans();
  for (const span of [attempts.at(-1), calls.at(-1)]) {
    expect(span?.status.code).toBe(0);
    expect(span?.attributes['spanthropic.abort.reason']).toBe('client_disconnected');
    expect(span?.attributes).not.toHaveProperty('error.type');
  }
  expect(calls.at(-1)?.attributes['spanthropic.call.outcome']).toBe('aborted');
  expect(events.at(-1)).toMatchObject({
    type: 'call.end',
    outcome: 'aborted',
    abortReason: 'client_disconnected',
  });
}

describe('when the client of the application goes away', () => {
  it('before the headers of the answer, its call is aborted', async () => {
    const served = serve(fake.api);
    const { call, options } = script(fake.api, hang());
    const failed = failureOf(served.request.claude.messages.create(question, options));
    await expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1);
    const left = fake.api.now();
    served.request.disconnected();
    expect(await failed).toBeInstanceOf(Anthropic.APIUserAbortError);
    await expectClosed(fake.api, call, left);
    expectDisconnected(served);
  });

  it('while the answer streams, its call is aborted', async () => {
    const served = serve(fake.api);
    const { call, options } = script(fake.api, stream(ENDLESS));
    const answer = await served.request.claude.messages.create(streamed, options);
    let left = 0;
    for await (const event of answer) {
      if (event.type !== 'content_block_delta') continue;
      left = fake.api.now();
      served.request.disconnected();
    }
    await expectClosed(fake.api, call, left);
    expectDisconnected(served);
    expect(spans().attempts[0]?.attributes['spanthropic.stream.end']).toBe('aborted');
  });

  it('while a helper streams, its call is aborted', async () => {
    const served = serve(fake.api);
    const { call, options } = script(fake.api, stream(ENDLESS));
    const helper = served.request.claude.messages.stream(question, options);
    const failed = failureOf(helper.done());
    let left = 0;
    helper.once('text', () => {
      left = fake.api.now();
      served.request.disconnected();
    });
    expect(await failed).toBeInstanceOf(Anthropic.APIUserAbortError);
    await expectClosed(fake.api, call, left);
    expectDisconnected(served);
  });

  it('with the stream not read yet, its call is aborted', async () => {
    const served = serve(fake.api);
    const { call, options } = script(fake.api, stream(ENDLESS));
    const answer = await served.request.claude.messages.create(streamed, options);
    const left = fake.api.now();
    served.request.disconnected();
    await expectClosed(fake.api, call, left);
    expect(spans().calls[0]?.attributes['spanthropic.abort.reason']).toBe('client_disconnected');
    expect(await drain(answer)).toEqual([]);
  });

  it('while the stream waits for its reader, its call ends, whether that comes back or not', async () => {
    const served = serve(fake.api);
    const { call, options } = script(fake.api, stream(ENDLESS));
    const answer = await served.request.claude.messages.create(streamed, options);
    const steps = answer[Symbol.asyncIterator]();
    await steps.next();
    const left = fake.api.now();
    served.request.disconnected();
    expectDisconnected(served);
    await expectClosed(fake.api, call, left);
    // As many a loop does that looks at its response.
    await steps.return?.();
    expect(served.events.filter(({ type }) => type === 'call.end')).toHaveLength(1);
  });

  it('after message_stop, the answer was whole', async () => {
    const { request, events } = serve(fake.api);
    const { options } = script(fake.api, stream());
    const answer = await request.claude.messages.create(streamed, options);
    for await (const event of answer) {
      if (event.type === 'message_stop') request.disconnected();
    }
    expect(events.at(-1)).toMatchObject({ outcome: 'ok', streamEnd: 'completed' });
  });

  it('in a backoff, its call sleeps no longer', async () => {
    const served = serve(fake.api);
    const { call, options } = script(fake.api, status(429, { retryAfter: 30 }), ok());
    const failed = failureOf(served.request.claude.messages.create(question, options));
    await expect.poll(() => served.events.at(-1)?.type).toBe('backoff.start');
    const left = fake.api.now();
    served.request.disconnected();
    await failed;
    expect(fake.api.now() - left).toBeLessThan(1_000);
    expect(fake.api.requestsOf(call)).toHaveLength(1);
    expect(spans().attempts[0]?.attributes['spanthropic.attempt.outcome']).toBe('rate_limited');
    expect(served.events.at(-1)).toMatchObject({ abortReason: 'client_disconnected' });
  });

  it('in a turn of a tool runner, that turn is aborted, and none follows', async () => {
    const served = serve(fake.api);
    const { call, options } = script(fake.api, hang());
    const runner = served.request.claude.beta.messages.toolRunner(
      { ...question, tools: [] },
      options,
    );
    const failed = failureOf(runner.runUntilDone());
    await expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1);
    const left = fake.api.now();
    served.request.disconnected();
    await failed;
    await expectClosed(fake.api, call, left);
    expectDisconnected(served);
  });

  it('between two pages, the second is not asked for', async () => {
    const { request, events } = serve(fake.api);
    const page = await request.claude.models.list();
    request.disconnected();
    expect(await failureOf(page.getNextPage())).toBeInstanceOf(Anthropic.APIUserAbortError);
    expect(events.at(-1)).toMatchObject({ abortReason: 'client_disconnected', attempts: 0 });
  });

  it('all its calls are aborted, and no other’s', async () => {
    const { request, client, events, summaries } = serve(fake.api);
    const other = serve(fake.api);
    const ask = (asked: Anthropic): Promise<unknown> => {
      const { options } = script(fake.api, ok({ delay: 200 }));
      return asked.messages.create(question, options);
    };
    const own = [ask(request.claude), ask(request.claude)];
    const shared = request.run(() => ask(client));
    const others = ask(other.request.claude);
    await expect.poll(() => request.summary().attempts).toBe(3);
    request.disconnected();
    for (const settled of await Promise.allSettled(own)) expect(settled.status).toBe('rejected');
    await Promise.all([shared, others]);
    const ends = events.filter((event) => event.type === 'call.end');
    expect(ends.map((end) => end.abortReason)).toEqual([
      'client_disconnected',
      'client_disconnected',
      undefined,
    ]);
    expect(summaries).toMatchObject([{ calls: 3, disconnected: true, errorTypes: [] }]);
  });

  it('calls that must be finished go on where that was asked for', async () => {
    const { request, summaries } = serve(fake.api, { abortOnDisconnect: false });
    const { options } = script(fake.api, ok({ delay: 50 }));
    const answer = request.claude.messages.create(question, options);
    await expect.poll(() => request.summary().attempts).toBe(1);
    request.disconnected();
    expect((await answer).type).toBe('message');
    expect(summaries).toMatchObject([{ calls: 1, disconnected: true }]);
    expect(summaries[0]?.outputTokens).toBeGreaterThan(0);
    expect(spans().calls[0]?.attributes['http.route']).toBe('/chat/:id');
  });

  it('after the answer is over, nothing is aborted', async () => {
    const { request, summaries } = serve(fake.api);
    const { options } = script(fake.api, ok({ delay: 50 }));
    const answer = request.claude.messages.create(question, options);
    request.finished();
    request.disconnected();
    expect((await answer).type).toBe('message');
    expect(summaries).toMatchObject([{ disconnected: false }]);
  });
});

describe('a failure that is not the client’s leaving', () => {
  it('stays the server’s', async () => {
    const { request, events } = serve(fake.api);
    const { options } = script(fake.api, reset());
    await failureOf(request.claude.messages.create(question, { ...options, maxRetries: 0 }));
    request.disconnected();
    expect(events.at(-1)).toMatchObject({ outcome: 'connection' });
    expect(spans().calls[0]?.attributes).not.toHaveProperty('spanthropic.abort.reason');
  });

  it('stays an error of the API in a stream', async () => {
    const { request, events } = serve(fake.api);
    const { options } = script(fake.api, stream({ end: 'error' }));
    const answer = await request.claude.messages.create(streamed, options);
    await failureOf(drain(answer));
    request.disconnected();
    expect(events.at(-1)).toMatchObject({ outcome: 'overloaded' });
  });

  it('stays a timeout', async () => {
    const { request, events } = serve(fake.api);
    const { options } = script(fake.api, hang());
    const patience = { timeout: 50, maxRetries: 0 };
    await failureOf(request.claude.messages.create(question, { ...options, ...patience }));
    expect(events.at(-1)).toMatchObject({ outcome: 'timeout' });
  });

  it('stays the application’s own signal', async () => {
    const { request, events } = serve(fake.api);
    const { call, options } = script(fake.api, hang());
    const controller = new AbortController();
    const failed = failureOf(
      request.claude.messages.create(question, { ...options, signal: controller.signal }),
    );
    await expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1);
    controller.abort();
    expect(await failed).toBeInstanceOf(Anthropic.APIUserAbortError);
    expect(events.at(-1)).toMatchObject({ outcome: 'aborted', abortReason: 'signal' });
  });

  it('and the application’s own signal leaves the client’s leaving in force', async () => {
    const served = serve(fake.api);
    const { call, options } = script(fake.api, hang());
    const { signal } = new AbortController();
    const failed = failureOf(
      served.request.claude.messages.create(question, { ...options, signal }),
    );
    await expect.poll(() => fake.api.requestsOf(call)).toHaveLength(1);
    const left = fake.api.now();
    served.request.disconnected();
    await failed;
    await expectClosed(fake.api, call, left);
    expectDisconnected(served);
    expect(signal.aborted).toBe(false);
  });
});
