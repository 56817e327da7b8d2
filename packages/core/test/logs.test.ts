import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { malformed, ok, reset, type Step, status, stream } from '@spanthropic/testing';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { type CallEvent, type FieldLogger, type LogOptions, logEvents } from '../src/index.ts';
import {
  drain,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
} from './support/claude.ts';
import { recordSpans, removeTelemetry, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };
const [warn, error] = [40, 50];

/** A line as a collector reads it. */
type Line = Record<string, unknown> & { readonly level: number; readonly msg: string };

/** pino, and the lines that it has written. */
function logger(): { log: FieldLogger; lines: Line[] } {
  const lines: Line[] = [];
  const log = pino({ base: null }, { write: (line) => lines.push(JSON.parse(line)) });
  return { log, lines };
}

/** An instrumented client whose calls are logged. */
function loggedClient(options?: LogOptions, stallAfter = 10_000) {
  const { log, lines } = logger();
  const onEvent = logEvents(log, options);
  return { ...observedClient(fake.api, { name: 'primary', stallAfter, onEvent }), lines };
}

/** Has a call fail, and returns what was logged. */
async function failing(...steps: Step[]): Promise<Line[]> {
  const { client, lines } = loggedClient();
  await failureOf(client.messages.create(question, script(fake.api, ...steps).options));
  return lines;
}

/** What all events of a call have. */
const at = (callId: string) => ({ callId, time: Date.now() });
/** The start of a call that was not made. */
const start = (callId: string): CallEvent => ({
  ...at(callId),
  type: 'call.start',
  method: 'messages.create',
  stream: false,
  provider: 'anthropic',
  nested: false,
  request: {},
});
/** Its end. */
const end = (callId: string): CallEvent => ({
  ...at(callId),
  type: 'call.end',
  outcome: 'timeout',
  errorType: 'client_timeout_error',
  attempts: 0,
  retried: false,
  backoffTotal: 0,
  duration: 0.25,
});

describe('a call that failed', () => {
  it('is one error with each attempt, each wait, all request ids and the trace', async () => {
    const { client, lines } = loggedClient();
    const { call, options } = script(
      fake.api,
      status(429, { retryAfterMs: 20 }),
      reset(),
      status(529),
    );
    await failureOf(client.messages.create(question, options));

    const [limited, , overloaded] = fake.api.requestsOf(call);
    const span = spans().calls[0]?.spanContext();
    const seconds = expect.any(Number);
    expect(lines).toEqual([
      {
        level: error,
        time: expect.any(Number),
        type: 'call.end',
        callId: expect.any(String),
        traceId: span?.traceId,
        spanId: span?.spanId,
        clientName: 'primary',
        method: 'messages.create',
        model: 'claude-opus-5-5',
        stream: false,
        provider: 'anthropic',
        serverAddress: '127.0.0.1',
        outcome: 'overloaded',
        errorType: 'overloaded_error',
        errorClass: 'OverloadedError',
        attempts: 3,
        retried: true,
        nested: false,
        backoffTotal: seconds,
        duration: seconds,
        stalls: 0,
        requestIds: [limited?.requestId, overloaded?.requestId],
        eachAttempt: [
          {
            attempt: 1,
            outcome: 'rate_limited',
            status: 429,
            errorType: 'rate_limit_error',
            errorClass: 'RateLimitError',
            duration: seconds,
            requestId: limited?.requestId,
          },
          {
            attempt: 2,
            outcome: 'connection',
            errorType: 'connection_error',
            errorClass: 'APIConnectionError',
            duration: seconds,
          },
          {
            attempt: 3,
            outcome: 'overloaded',
            status: 529,
            errorType: 'overloaded_error',
            errorClass: 'OverloadedError',
            duration: seconds,
            requestId: overloaded?.requestId,
          },
        ],
        eachBackoff: [
          {
            attempt: 1,
            planned: 0.02,
            actual: seconds,
            source: 'retry-after-ms',
            reason: 'status',
          },
          {
            attempt: 2,
            planned: seconds,
            actual: seconds,
            source: 'default',
            reason: 'connection',
          },
        ],
        eachStall: [],
        msg: expect.stringMatching(
          /^Claude messages\.create failed: overloaded \(529 overloaded_error\) after 3 attempts in \d+(\.\d s| ms) \(\d+(\.\d s| ms) asleep\)$/,
        ),
      },
    ]);
  });

  it('at once says so', async () => {
    const [line, ...more] = await failing(status(400));
    expect(more).toEqual([]);
    expect(line).toMatchObject({ level: error, outcome: 'rejected', eachBackoff: [] });
    expect(line?.msg).toMatch(
      /^Claude messages\.create failed: rejected \(400 invalid_request_error\) after 1 attempt in \S+ m?s$/,
    );
  });

  it('with a 200 that cannot be parsed is an error whose attempt was ok', async () => {
    const [line] = await failing(malformed());
    expect(line).toMatchObject({
      level: error,
      outcome: 'client_error',
      eachAttempt: [{ outcome: 'ok', status: 200 }],
    });
    expect(line?.msg).toContain('failed: client_error after 1 attempt in ');
  });

  it('within its stream is an error that does not blame the status', async () => {
    const { client, lines } = loggedClient();
    const { options } = script(fake.api, stream({ end: 'error' }));
    await failureOf(drain(await client.messages.create(streamed, options)));
    expect(lines).toMatchObject([{ level: error, streamEnd: 'failed', outcome: 'overloaded' }]);
    expect(lines[0]?.msg).toContain('failed: overloaded (overloaded_error) after 1 attempt in ');
  });
});

describe('a call that was retried', () => {
  it('and succeeded is a warning, with the time to its first token', async () => {
    const { client, lines } = loggedClient();
    // Late enough for a reader on a busy machine to be waiting for it.
    const late = stream({ firstToken: 200 });
    const { call, options } = script(fake.api, status(529, { retryAfterMs: 5 }), late);
    await drain(await client.messages.create(streamed, options));
    expect(lines).toMatchObject([
      {
        level: warn,
        stream: true,
        outcome: 'ok',
        streamEnd: 'completed',
        attempts: 2,
        requestIds: fake.api.requestsOf(call).map(({ requestId }) => requestId),
        timeToFirstToken: expect.any(Number),
      },
    ]);
    expect(lines[0]?.msg).toMatch(/^Claude messages\.create succeeded after 2 attempts in /);
  });

  it('and then aborted is a warning: the retries may be why', async () => {
    const { client, events, lines } = loggedClient();
    const { options } = script(fake.api, status(429, { retryAfter: 30 }));
    const controller = new AbortController();
    const answer = client.messages.create(question, { ...options, signal: controller.signal });
    const failed = failureOf(answer);
    await expect.poll(() => events.at(-1)?.type).toBe('backoff.start');
    controller.abort();
    await failed;
    await expect.poll(() => lines).toHaveLength(1);
    expect(lines).toMatchObject([{ level: warn, outcome: 'aborted', abortReason: 'signal' }]);
    expect(lines[0]?.msg).toContain('aborted (signal) after 1 attempt in ');
  });
});

describe('nothing is written of a call', () => {
  it('that succeeded at once', async () => {
    const { client, lines } = loggedClient();
    await client.messages.create(question, script(fake.api, ok()).options);
    await drain(await client.messages.create(streamed, script(fake.api, ok()).options));
    expect(lines).toEqual([]);
  });

  it('that the application aborted at once', async () => {
    const { client, events, lines } = loggedClient();
    for await (const _ of await client.messages.create(streamed, script(fake.api, ok()).options)) {
      break;
    }
    expect(events.at(-1)).toMatchObject({ type: 'call.end', outcome: 'aborted' });
    expect(lines).toEqual([]);
  });
});

describe('what may not end before somebody looks', () => {
  /** A call that is told to sleep for an hour, up to its sleep. */
  async function asleep(options?: LogOptions): Promise<Line[]> {
    const { client, events, lines } = loggedClient(options);
    const controller = new AbortController();
    const { options: chosen } = script(fake.api, status(429, { retryAfter: 3725 }));
    const answer = client.messages.create(question, { ...chosen, signal: controller.signal });
    const failed = failureOf(answer);
    await expect.poll(() => events.at(-1)?.type).toBe('backoff.start');
    const before = [...lines];
    controller.abort();
    await failed;
    return before;
  }

  it('a long backoff is a warning when it begins, with when it will end', async () => {
    const [line, ...more] = await asleep();
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      level: warn,
      type: 'backoff.start',
      method: 'messages.create',
      attempt: 1,
      planned: 3725,
      source: 'retry-after',
      status: 429,
      requestId: expect.any(String),
      traceId: spans().calls[0]?.spanContext().traceId,
      spanId: spans().backoffs[0]?.spanContext().spanId,
      msg: 'Claude messages.create sleeps for 1 h 2 min by retry-after after attempt 1: rate_limited (429 rate_limit_error)',
    });
    const until = Date.parse(String(line?.until));
    expect(Math.abs(until - Date.now() - 3_725_000)).toBeLessThan(60_000);
  });

  it('which backoff is long is the application’s to say', async () => {
    expect(await asleep({ longBackoff: 4_000_000 })).toEqual([]);
    expect(await asleep({ longBackoff: Number.POSITIVE_INFINITY })).toEqual([]);
    expect(await asleep({ longBackoff: 0 })).toHaveLength(1);
  });

  const silent = stream({ stall: { at: 3, ms: 150 } });

  it('a stall is a warning while it lasts, and the call has a line at its end', async () => {
    const { client, lines } = loggedClient({}, 60);
    const { options } = script(fake.api, silent);
    const whileReading: number[] = [];
    for await (const _ of await client.messages.create(streamed, options)) {
      whileReading.push(lines.length);
    }
    expect(whileReading.at(-1)).toBe(1);
    expect(lines).toMatchObject([
      { level: warn, type: 'stall', attempt: 1, phase: 'text', method: 'messages.create' },
      { level: warn, type: 'call.end', outcome: 'ok', retried: false, stalls: 1 },
    ]);
    expect(lines[0]?.msg).toMatch(
      /^Claude messages\.create stalls: \d+ ms of waiting for more text, attempt 1$/,
    );
    expect(lines[1]?.msg).toMatch(
      /^Claude messages\.create succeeded after 1 attempt in \d+ ms \(stalled once\)$/,
    );
    expect(lines[1]?.eachStall).toEqual([
      { attempt: 1, phase: 'text', silence: lines[0]?.silence },
    ]);
  });

  it('a stall is not written where the application does not want it', async () => {
    const { client, events, lines } = loggedClient({ stalls: false }, 60);
    await drain(await client.messages.create(streamed, script(fake.api, silent).options));
    expect(events.map(({ type }) => type)).toContain('stall');
    expect(lines).toEqual([]);
  });
});

describe('the trace', () => {
  it('is that of the attempts where calls have no span', async () => {
    const { log, lines } = logger();
    const { client } = observedClient(fake.api, { callSpan: 'none', onEvent: logEvents(log) });
    await failureOf(client.messages.create(question, script(fake.api, status(400)).options));
    expect(lines).toMatchObject([{ traceId: spans().attempts[0]?.spanContext().traceId }]);
    expect(lines[0]).not.toHaveProperty('spanId');
  });

  it('is absent without a provider, and the rest is there', async () => {
    removeTelemetry();
    const [line] = await failing(status(400));
    expect(line).toMatchObject({ level: error, requestIds: [expect.any(String)] });
    expect(line).not.toHaveProperty('traceId');
  });
});

describe('a logger', () => {
  it('that throws, or rejects, costs its line and nothing else', async () => {
    let written = 0;
    const broken: FieldLogger = {
      warn: () => {
        written++;
        return Promise.reject(new Error('the disk is full'));
      },
      error: () => {
        written++;
        throw new Error('the disk is full');
      },
    };
    const { client } = observedClient(fake.api, { onEvent: logEvents(broken) });
    const { options } = script(fake.api, status(529, { retryAfterMs: 5 }), ok());
    expect((await client.messages.create(question, options)).type).toBe('message');
    const failure = await failureOf(
      client.messages.create(question, script(fake.api, status(400)).options),
    );
    expect(failure).toMatchObject({ status: 400 });
    expect(written).toBe(2);
  });

  it('that throws does so to no hook of the application’s around it either', () => {
    const onEvent = logEvents({
      warn() {},
      error() {
        throw new Error('the disk is full');
      },
    });
    expect(() => onEvent(end('a'))).not.toThrow();
  });

  it('that is a console gets each line as one line of JSON', async () => {
    const output = new PassThrough();
    const console = new Console(output);
    const { client } = observedClient(fake.api, { onEvent: logEvents(console) });
    await failureOf(client.messages.create(question, script(fake.api, status(400)).options));
    const text = String(output.read());
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({
      level: 'error',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      outcome: 'rejected',
      msg: expect.stringContaining('failed: rejected'),
    });
  });

  it('serves several clients', async () => {
    const { log, lines } = logger();
    const onEvent = logEvents(log);
    const names = ['batch', 'chat'];
    const calls = names.map((name) => {
      const { client } = observedClient(fake.api, { name, onEvent });
      return failureOf(client.messages.create(question, script(fake.api, status(400)).options));
    });
    await Promise.all(calls);
    expect(lines.map(({ clientName }) => clientName).sort()).toEqual(names);
  });

  it.each([
    [undefined, {}, 'logEvents(): takes a logger, an object with warn() and error()'],
    [{ warn() {} }, {}, 'logEvents(): takes a logger, an object with warn() and error()'],
    [console, null, 'logEvents(): the options must be an object'],
    [
      console,
      { longBackof: 1 },
      "logEvents(): unknown option 'longBackof'; the options are longBackoff, stalls",
    ],
    [
      console,
      { longBackoff: Number.NaN },
      "logEvents(): option 'longBackoff' takes a number of milliseconds from 0",
    ],
    [console, { stalls: 'no' }, "logEvents(): option 'stalls' takes a boolean"],
  ])('and options that are wrong are told at once: %o, %o', (given, options, message) => {
    expect(() => logEvents(given as FieldLogger, options as LogOptions)).toThrow(
      new TypeError(message),
    );
  });
});

describe('events that are not all there', () => {
  it('a call whose start was not seen has the line that its end can give', () => {
    const { log, lines } = logger();
    const onEvent = logEvents(log);
    onEvent(end('a'));
    expect(lines).toMatchObject([{ level: error, outcome: 'timeout', requestIds: [] }]);
    expect(lines[0]?.msg).toBe('Claude call failed: timeout (client_timeout_error) in 250 ms');
  });

  it('a backoff’s end without its start is no wait', () => {
    const { log, lines } = logger();
    const onEvent = logEvents(log);
    const wake = { planned: 1, actual: 1, attempt: 1, source: 'default' } as const;
    onEvent({ ...at('a'), type: 'backoff.end', ...wake });
    onEvent(end('a'));
    expect(lines).toMatchObject([{ eachBackoff: [] }]);
  });

  it('of ten thousand open calls and more, the oldest is forgotten', () => {
    const { log, lines } = logger();
    const onEvent = logEvents(log);
    for (let i = 0; i <= 10_000; i++) onEvent(start(`open-${i}`));
    onEvent(end('open-10000'));
    onEvent(end('open-1'));
    onEvent(end('open-0'));
    expect(lines.map(({ method }) => method)).toEqual([
      'messages.create',
      'messages.create',
      undefined,
    ]);
  });

  it('calls that have ended take no room', () => {
    const { log, lines } = logger();
    const onEvent = logEvents(log);
    onEvent(start('open'));
    for (let i = 0; i < 20_000; i++) {
      onEvent(start(`short-${i}`));
      onEvent({ ...end(`short-${i}`), outcome: 'ok' } as CallEvent);
    }
    onEvent(end('open'));
    expect(lines).toMatchObject([{ callId: 'open', method: 'messages.create' }]);
  });

  it('of more than forty attempts the latest are told', () => {
    const { log, lines } = logger();
    const onEvent = logEvents(log);
    for (let attempt = 1; attempt <= 50; attempt++) {
      const ended = { outcome: 'overloaded', duration: 0.1, requestId: `req_${attempt}` } as const;
      onEvent({ ...at('a'), type: 'attempt.end', attempt, ...ended });
    }
    onEvent({ ...end('a'), attempts: 50 } as CallEvent);
    const [line] = lines;
    expect(line).toMatchObject({ attempts: 50 });
    const latest = Array.from({ length: 40 }, (_, index) => `req_${index + 11}`);
    expect(line?.requestIds).toEqual(latest);
    expect(JSON.stringify(line).length).toBeLessThan(16_000);
  });

  it('a sleep that no timer can last is over at once, and no long one', () => {
    const { log, lines } = logger();
    const onEvent = logEvents(log);
    const sleep = (planned: number | undefined) =>
      onEvent({
        ...at('a'),
        type: 'backoff.start',
        attempt: 1,
        planned,
        source: 'retry-after',
        reason: 'status',
      });
    for (const planned of [undefined, -5, 60, 30 * 86_400, Number.POSITIVE_INFINITY])
      sleep(planned);
    expect(lines).toEqual([]);
    sleep(24 * 86_400);
    expect(lines).toMatchObject([{ planned: 24 * 86_400 }]);
    expect(lines[0]?.msg).toBe('Claude call sleeps for 24 d by retry-after after attempt 1');
  });
});
