import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { context, trace } from '@opentelemetry/api';
import {
  creditBalanceTooLow,
  hang,
  malformed,
  ok,
  reset,
  type Step,
  spendLimitReached,
  status,
  stream,
} from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import {
  checkProblems,
  type Problem,
  type ProblemOptions,
  problemOf,
} from '../../src/request/index.ts';
import { bareClient, drain, failureOf, fakeClaude, question, script } from '../support/claude.ts';
import { recordSpans } from '../support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

/** What a real client throws when its attempt gets `step`. */
async function thrownBy(step: Step, options?: Anthropic.RequestOptions): Promise<unknown> {
  const client = bareClient(fake.api, { maxRetries: 0 });
  return failureOf(
    client.messages.create(question, { ...script(fake.api, step).options, ...options }),
  );
}

/** What a real client throws while it reads a stream. */
async function thrownInside(step: Step): Promise<unknown> {
  const client = bareClient(fake.api, { maxRetries: 0 });
  const { options } = script(fake.api, step);
  return failureOf(client.messages.create(streamed, options).then((items) => drain(items)));
}

/** What a helper throws that reads a stream. */
async function thrownByHelper(step: Step): Promise<unknown> {
  const client = bareClient(fake.api, { maxRetries: 0 });
  return failureOf(client.messages.stream(question, script(fake.api, step).options).finalMessage());
}

/** What a real client throws when `host` has nobody who listens. */
async function thrownWithout(host: string): Promise<unknown> {
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address() as AddressInfo;
  await new Promise((closed) => gone.close(closed));
  const client = bareClient(fake.api, { maxRetries: 0, baseURL: `http://${host}:${port}` });
  return failureOf(client.messages.create(question));
}

/** The problem of an error that has to be the SDK's. */
function mustBe(error: unknown, options?: ProblemOptions): Problem {
  const problem = problemOf(error, options);
  if (problem === undefined) throw new Error(`no problem: ${error}`);
  return problem;
}

const waitOf = (problem: Problem): number => Number(problem.headers['retry-after']);

describe('the problem of', () => {
  it.each<[string, number, string, () => Promise<unknown>]>([
    ['a rate limit', 503, 'rate_limited', () => thrownBy(status(429))],
    ['a spend limit', 503, 'spend_limited', () => thrownBy(spendLimitReached())],
    ['an unpaid bill', 503, 'billing', () => thrownBy(status(402))],
    ['an account without credit', 503, 'billing', () => thrownBy(creditBalanceTooLow())],
    ['an overloaded API', 503, 'overloaded', () => thrownBy(status(529))],
    ['a failing API', 502, 'upstream_error', () => thrownBy(status(500))],
    ['a failing gateway', 502, 'upstream_error', () => thrownBy(status(502, { body: '<html>' }))],
    ['an unavailable API', 502, 'upstream_error', () => thrownBy(status(503))],
    ['a conflict', 502, 'upstream_error', () => thrownBy(status(409))],
    ['a slow gateway', 504, 'timeout', () => thrownBy(status(504))],
    ['a slow request', 504, 'timeout', () => thrownBy(status(408))],
    ['no answer in time', 504, 'timeout', () => thrownBy(hang(), { timeout: 50 })],
    ['a broken connection', 502, 'connection_failed', () => thrownBy(reset())],
    ['nobody listening', 503, 'unreachable', () => thrownWithout('127.0.0.1')],
    ['nobody listening on any address', 503, 'unreachable', () => thrownWithout('localhost')],
    ['no such host', 503, 'unreachable', () => thrownWithout('no.such.host.invalid')],
    ['a wrong request', 500, 'invalid_request', () => thrownBy(status(400))],
    ['a request that makes no sense', 500, 'invalid_request', () => thrownBy(status(422))],
    ['a request too large', 500, 'request_too_large', () => thrownBy(status(413))],
    ['a wrong key', 502, 'upstream_auth', () => thrownBy(status(401))],
    ['a key without permission', 502, 'upstream_auth', () => thrownBy(status(403))],
    ['an unknown model', 502, 'upstream_not_found', () => thrownBy(status(404))],
    ['another refusal', 502, 'upstream_rejected', () => thrownBy(status(451))],
    [
      'an overload inside a stream',
      503,
      'overloaded',
      () => thrownInside(stream({ end: 'error' })),
    ],
    [
      'a failure inside a stream',
      502,
      'upstream_error',
      () => thrownInside(stream({ end: 'error', error: { type: 'api_error' } })),
    ],
    [
      'a refusal inside a stream',
      500,
      'invalid_request',
      () => thrownInside(stream({ end: 'error', error: { type: 'invalid_request_error' } })),
    ],
    [
      'a helper’s broken stream',
      502,
      'connection_failed',
      () => thrownByHelper(stream({ end: 'reset' })),
    ],
    ['a helper’s overload', 503, 'overloaded', () => thrownByHelper(stream({ end: 'error' }))],
    ['a helper’s rate limit', 503, 'rate_limited', () => thrownByHelper(status(429))],
    [
      'a call that could not be made',
      500,
      'client_error',
      () => Promise.resolve(new Anthropic.AnthropicError('no good')),
    ],
  ])('%s is %i %s', async (_, code, name, thrown) => {
    const error = await thrown();
    const { status: answered, headers, body } = mustBe(error);
    expect(answered).toBe(code);
    expect(body).toMatchObject({
      type: `urn:spanthropic:problem:${name}`,
      status: code,
      code: name,
    });
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect('retry-after' in headers).toBe(['rate_limited', 'overloaded'].includes(name));
  });

  it('an abort is the application’s, unless its client is gone', async () => {
    const error = await thrownBy(ok(), { signal: AbortSignal.abort() });
    expect(mustBe(error)).toMatchObject({ status: 503, body: { code: 'aborted' } });
    expect(mustBe(error, { disconnected: true })).toMatchObject({
      status: 499,
      body: { code: 'client_disconnected' },
    });
    // A failure stays one, whoever is gone.
    const failure = await thrownBy(status(500));
    expect(mustBe(failure, { disconnected: true }).body.code).toBe('upstream_error');
  });

  it.each<[string, unknown]>([
    ['an error of the application', new Error('no')],
    ['a status of another client', Object.assign(new Error('429'), { status: 429, headers: {} })],
    ['a broken connection of another client', new TypeError('terminated')],
    ['an abort of another client', new DOMException('aborted', 'AbortError')],
    ['something that is no error', { status: 429, headers: {}, error: {}, requestID: 'req_1' }],
    ['nothing', undefined],
    [
      // OpenAI's SDK is of the same make.
      'an error of another SDK',
      Object.assign(new Error('429'), {
        status: 429,
        headers: new Headers(),
        error: {},
        requestID: 'req_1',
        code: null,
        param: undefined,
        type: null,
      }),
    ],
  ])('%s is not ours to tell', (_, error) => {
    expect(problemOf(error)).toBeUndefined();
  });

  it('an answer that does not parse is not the SDK’s', async () => {
    expect(problemOf(await thrownBy(malformed()))).toBeUndefined();
  });

  it('an SDK whose classes a bundler has renamed is found by its members', async () => {
    const { status: code, headers, requestID, error } = Object(await thrownBy(status(529)));
    const t = class extends Error {};
    const renamed = Object.assign(new t('529'), { status: code, headers, requestID, error });
    expect(mustBe(renamed).body).toMatchObject({ code: 'overloaded', requestId: requestID });
  });
});

describe('a problem', () => {
  it('has the request id of the API and the trace of the present code', async () => {
    const { call, options } = script(fake.api, status(500));
    const client = bareClient(fake.api, { maxRetries: 0 });
    const error = await failureOf(client.messages.create(question, options));
    const requestId = fake.api.requestsOf(call)[0]?.requestId;
    expect(mustBe(error).body).toMatchObject({ requestId });
    expect(mustBe(error).body).not.toHaveProperty('traceId');

    const span = trace.getTracer('test').startSpan('chat');
    const { traceId } = span.spanContext();
    const within = context.with(trace.setSpan(context.active(), span), () => mustBe(error));
    span.end();
    expect(within.body.traceId).toBe(traceId);
    expect(mustBe(error, { traceId: 'ours' }).body.traceId).toBe('ours');
  });

  it('says nothing that the API said', async () => {
    for (const code of [400, 401, 402, 404, 413, 429, 500, 529]) {
      const message = 'the secret of the prompt';
      const error = await thrownBy(status(code, { message, type: 'made_up_error' }));
      expect(JSON.stringify(mustBe(error))).not.toMatch(/secret|made_up/);
    }
  });

  it('passes no request id on that is none', async () => {
    const headers = { 'request-id': '<script>' };
    expect(mustBe(await thrownBy(status(500, { headers }))).body).not.toHaveProperty('requestId');
  });
});

describe('Retry-After', () => {
  const exact = { random: () => 0 };
  const late = { random: () => 1 };

  it.each<[string, Parameters<typeof status>[1], number, number]>([
    ['retry-after', { retryAfter: 10 }, 10, 12],
    ['retry-after with a fraction, rounded up', { retryAfter: '2.2' }, 3, 4],
    ['retry-after-ms before it', { retryAfterMs: 4_100, retryAfter: 99 }, 5, 6],
    ['one of no time, as a second', { retryAfterMs: 1 }, 1, 1],
    ['one that has passed, as a second', { retryAfter: '-5' }, 1, 1],
    ['one of days, as two minutes', { retryAfter: 287_441 }, 120, 120],
    ['the cap with its jitter too', { retryAfter: 119 }, 119, 120],
  ])('is by %s', async (_, options, soonest, latest) => {
    for (const code of [429, 529]) {
      const error = await thrownBy(status(code, options));
      expect(waitOf(mustBe(error, exact))).toBe(soonest);
      expect(waitOf(mustBe(error, late))).toBe(latest);
    }
  });

  it('is by a date, of the server’s clock', async () => {
    const ahead = 3_600_000;
    const date = (from: number): string => new Date(Date.now() + ahead + from).toUTCString();
    const headers = { date: date(0), 'retry-after': date(20_000) };
    const error = await thrownBy(status(529, { headers }));
    // Dates have whole seconds.
    expect(waitOf(mustBe(error, exact))).toBeGreaterThanOrEqual(18);
    expect(waitOf(mustBe(error, exact))).toBeLessThanOrEqual(22);
  });

  /** The headers of a 429 that says only when its limits are whole again. */
  const resets = (limits: Record<string, [remaining: number, seconds: number]>, ahead = 0) => ({
    headers: {
      date: new Date(Date.now() + ahead).toUTCString(),
      ...Object.fromEntries(
        Object.entries(limits).flatMap(([type, [remaining, seconds]]) => {
          const at = new Date(Date.now() + ahead + seconds * 1000).toISOString();
          const name = `anthropic-ratelimit-${type}`;
          return [
            [`${name}-limit`, '1000'],
            [`${name}-remaining`, String(remaining)],
            [`${name}-reset`, at],
          ];
        }),
      ),
    },
  });
  const FULL = { requests: [1000, 1], tokens: [1000, 1], 'output-tokens': [1000, 1] } as const;
  type Limits = Parameters<typeof resets>[0];

  it.each<[string, Limits, number]>([
    ['the limit that is used up', { 'input-tokens': [0, 40] }, 40],
    ['the last of those that are', { 'input-tokens': [0, 40], requests: [0, 70] }, 70],
    ['the one with least left, where none is', { 'input-tokens': [10, 30] }, 30],
    ['one that is long whole again, as a second', { 'input-tokens': [0, -30] }, 1],
  ])('is by the reset of %s', async (_, limits, seconds) => {
    const error = await thrownBy(
      status(429, resets({ ...(FULL as unknown as Limits), ...limits })),
    );
    const waits = waitOf(mustBe(error, exact));
    expect(waits).toBeGreaterThanOrEqual(Math.max(1, seconds - 2));
    expect(waits).toBeLessThanOrEqual(seconds + 1);
  });

  it('is by the reset as the server’s clock has it', async () => {
    const error = await thrownBy(status(429, resets({ requests: [0, 40] }, 3_600_000)));
    const waits = waitOf(mustBe(error, exact));
    expect(waits).toBeGreaterThanOrEqual(38);
    expect(waits).toBeLessThanOrEqual(42);
  });

  it('is 5 to 30 seconds where the API does not say', async () => {
    const overloaded = await thrownBy(status(529, resets({ requests: [0, 100] })));
    expect(waitOf(mustBe(overloaded, exact))).toBe(5);
    expect(waitOf(mustBe(overloaded, late))).toBe(30);
    const inside = await thrownInside(stream({ end: 'error' }));
    expect(waitOf(mustBe(inside, exact))).toBe(5);
    const bare = new Anthropic.RateLimitError(429, {}, 'slow down', new Headers());
    expect(waitOf(mustBe(bare, late))).toBe(30);
  });

  it('differs between those who are refused together', async () => {
    const error = await thrownBy(status(429, { retryAfter: 60 }));
    const waits = new Set(Array.from({ length: 50 }, () => waitOf(mustBe(error))));
    expect(waits.size).toBeGreaterThan(3);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...waits)).toBeLessThanOrEqual(72);
  });
});

describe('an override', () => {
  it('changes what it names, and nothing else', async () => {
    const error = await thrownBy(status(429, { retryAfter: 10 }));
    const before = mustBe(error, { random: () => 0 });
    const after = mustBe(error, {
      random: () => 0,
      problems: { rate_limited: { status: 429 }, overloaded: { status: 500 } },
    });
    expect(after).toEqual({ ...before, status: 429, body: { ...before.body, status: 429 } });
  });

  it('may change all of it', async () => {
    const error = await thrownBy(status(400));
    const problems = {
      invalid_request: {
        status: 400,
        title: 'Ask better',
        type: 'https://example.com/ask',
        retryAfter: 2.5,
      },
    };
    expect(mustBe(error, { problems })).toMatchObject({
      status: 400,
      headers: { 'retry-after': '3' },
      body: { type: 'https://example.com/ask', title: 'Ask better', status: 400 },
    });
  });

  it('may leave Retry-After out', async () => {
    const error = await thrownBy(status(529));
    const problems = { overloaded: { retryAfter: false } } as const;
    expect(mustBe(error, { problems }).headers).not.toHaveProperty('retry-after');
  });

  it('may be a function of the problem and the error', async () => {
    const error = await thrownBy(status(413));
    const seen: unknown[] = [];
    const { status: code } = mustBe(error, {
      problems: {
        request_too_large: (problem, given) => {
          seen.push(problem.body.code, given);
          return { status: Object(given).status };
        },
      },
    });
    expect(code).toBe(413);
    expect(seen).toEqual(['request_too_large', error]);
  });

  it.each<[string, () => never]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['gives a wrong value', () => ({ status: 99 }) as never],
    ['gives nothing', () => undefined as never],
  ])('that %s changes nothing', async (_, override) => {
    const error = await thrownBy(status(500));
    expect(mustBe(error, { problems: { upstream_error: override } })).toEqual(mustBe(error));
  });
});

describe('checkProblems()', () => {
  it.each<[unknown, RegExp | undefined]>([
    [undefined, undefined],
    [{ rate_limited: { status: 429 }, billing: () => ({}) }, undefined],
    [[], /^claude\(\): option 'problems' takes an object by code, not an array$/],
    [{ rate_limit: {} }, /^claude\(\): unknown option 'problems.rate_limit'; .* rate_limited, /],
    [
      { billing: 500 },
      /^claude\(\): option 'problems.billing' takes an object or a function, not 500$/,
    ],
    [
      { billing: { status: 200 } },
      /'problems.billing.status' takes a status from 400 to 599, not 200$/,
    ],
    [{ billing: { statuss: 500 } }, /unknown option 'problems.billing.statuss'/],
    [{ billing: { title: '' } }, /'problems.billing.title' takes a string that is not empty/],
    [{ billing: { retryAfter: true } }, /'problems.billing.retryAfter' takes .*, not true$/],
  ])('of %j', (problems, message) => {
    const check = () => checkProblems('claude', problems);
    if (message === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(message);
  });
});
