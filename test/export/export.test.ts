import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeClaude, startFakeClaude, status, stream } from '@spanthropic/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ArrivedSpan } from './otlp-json.ts';
import { nobody, type Receiver, startReceiver } from './receiver.ts';
import { type Finished, runNode } from './run-node.ts';

// Each test file starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const answer = 'Air scatters blue light.';
const firstToken = 120;
const retryAfterMs = 150;
const script = {
  default: [
    status(429, { retryAfterMs }),
    status(529),
    stream({ text: answer, firstToken, pace: 10, usage: { input_tokens: 14, output_tokens: 7 } }),
  ],
};

const program = new URL('./program.ts', import.meta.url);

/** What the program's process needs to reach the API, and the backend. */
function environment(api: FakeClaude, endpoint: string): Record<string, string> {
  return {
    ANTHROPIC_API_KEY: 'a key',
    ANTHROPIC_BASE_URL: api.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  };
}

describe.each([
  [
    "below the SDK's own span",
    {},
    'anthropic.messages.create',
    'com.anthropic.sdk.typescript',
    'OK',
  ],
  [
    'below a span of our own',
    { ANTHROPIC_OPEN_TELEMETRY: 'false' },
    'chat claude-opus-5-5',
    'spanthropic',
    'UNSET',
  ],
])('a backend receives %s', (_, env, callName, callScope, callStatus) => {
  let api: FakeClaude;
  let receiver: Receiver;
  let finished: Finished;

  beforeAll(async () => {
    api = await startFakeClaude(script);
    receiver = await startReceiver();
    finished = await runNode(program, [], { ...environment(api, receiver.url), ...env });
    await api.settled();
  });
  afterAll(async () => {
    await receiver[Symbol.asyncDispose]();
    await api.close();
  });

  const named = (name: string): ArrivedSpan[] => {
    const spans = receiver.spans.filter((span) => span.name === name);
    return spans.sort((a, b) => Number(a.start - b.start));
  };
  const only = (name: string): ArrivedSpan => {
    const [span, ...others] = named(name);
    if (span === undefined || others.length > 0) throw new Error(`not exactly one span ${name}`);
    return span;
  };
  const seconds = ({ start, end }: ArrivedSpan): number => Number(end - start) / 1e9;

  test('the answer, for the program that asked', () => {
    expect(finished).toEqual({ code: 0, stdout: `${answer}\n`, stderr: '' });
  });

  test('the whole tree: the handler, the call, its attempts and backoffs in turn', () => {
    const handler = only('POST /chat');
    const call = only(callName);
    const children = receiver.spans
      .filter(({ parentId }) => parentId === call.id)
      .sort((a, b) => Number(a.start - b.start));
    expect(handler).toMatchObject({ parentId: undefined, kind: 'SERVER' });
    expect(call).toMatchObject({ parentId: handler.id, kind: 'CLIENT', scope: callScope });
    expect(children.map(({ name, kind, scope }) => ({ name, kind, scope }))).toEqual(
      ['attempt', 'backoff', 'attempt', 'backoff', 'attempt'].map((what) => {
        return { name: `claude.${what}`, kind: 'INTERNAL', scope: 'spanthropic' };
      }),
    );
    expect(receiver.spans).toHaveLength(7);
  });

  test('all of it in one trace, of one service', () => {
    expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(receiver.spans.map(({ service }) => service))).toEqual(
      new Set(['chat-service']),
    );
  });

  test('children within their parents, one after the other', () => {
    const call = only(callName);
    const steps = [...named('claude.attempt'), ...named('claude.backoff')];
    steps.sort((a, b) => Number(a.start - b.start));
    const millisecond = 1_000_000n; // the SDK's own span has no finer clock
    expect(steps[0]?.start).toBeGreaterThanOrEqual(call.start - millisecond);
    expect(steps.at(-1)?.end).toBeLessThanOrEqual(call.end + millisecond);
    for (const [index, step] of steps.slice(1).entries()) {
      expect(step.start).toBeGreaterThanOrEqual(steps[index]?.end ?? 0n);
    }
  });

  test('the attempts: number, outcome, status, error type, request id', () => {
    const ids = api.requests.map(({ requestId }) => requestId);
    const failed = { status: 'ERROR' };
    expect(named('claude.attempt')).toMatchObject([
      {
        ...failed,
        attributes: {
          'spanthropic.attempt.outcome': 'rate_limited',
          'http.response.status_code': 429,
          'error.type': 'rate_limit_error',
          'spanthropic.retry_after': retryAfterMs / 1000,
          'anthropic.request.id': ids[0],
        },
      },
      {
        ...failed,
        attributes: {
          'spanthropic.attempt.outcome': 'overloaded',
          'http.response.status_code': 529,
          'error.type': 'overloaded_error',
          'http.request.resend_count': 1,
          'anthropic.request.id': ids[1],
        },
      },
      {
        status: 'UNSET',
        attributes: {
          'spanthropic.attempt.outcome': 'ok',
          'http.response.status_code': 200,
          'http.request.resend_count': 2,
          'anthropic.request.id': ids[2],
          'spanthropic.stream.end': 'completed',
        },
      },
    ]);
    const [first] = named('claude.attempt');
    expect(first?.attributes).not.toHaveProperty('http.request.resend_count');
  });

  test('what every attempt was: method, model, address', () => {
    const { port } = new URL(api.url);
    for (const { attributes } of named('claude.attempt')) {
      expect(attributes).toMatchObject({
        'spanthropic.method': 'messages.create',
        'spanthropic.model': 'claude-opus-5-5',
        'gen_ai.provider.name': 'anthropic',
        'http.request.method': 'POST',
        'url.path': '/v1/messages',
        'server.address': '127.0.0.1',
        'server.port': Number(port),
      });
    }
  });

  test('the first token, as an attribute and as an event at its time', () => {
    const [, , attempt] = named('claude.attempt');
    const [event] = attempt?.events ?? [];
    const after = Number(attempt?.attributes['spanthropic.time_to_first_token']);
    expect(after).toBeGreaterThanOrEqual(firstToken / 1000);
    expect(event?.name).toBe('spanthropic.first_token');
    expect(Number((event?.at ?? 0n) - (attempt?.start ?? 0n)) / 1e9).toBeCloseTo(after, 3);
  });

  test('the backoffs: planned, by whom, and what really passed', () => {
    const backoffs = named('claude.backoff');
    expect(backoffs.map(({ attributes }) => attributes['spanthropic.backoff.source'])).toEqual([
      'retry-after-ms',
      'default',
    ]);
    expect(backoffs[0]?.attributes['spanthropic.backoff.planned']).toBe(retryAfterMs / 1000);
    for (const backoff of backoffs) {
      const actual = Number(backoff.attributes['spanthropic.backoff.actual']);
      const planned = Number(backoff.attributes['spanthropic.backoff.planned']);
      expect(actual).toBeCloseTo(seconds(backoff), 3);
      expect(actual).toBeGreaterThanOrEqual(planned - 0.002); // a timer may fire a little early
      expect(backoff.status).toBe('UNSET');
    }
  });

  test('the call: how it ended, after how many attempts, and its tokens', () => {
    const call = only(callName);
    const slept = named('claude.backoff').map(({ attributes }) =>
      Number(attributes['spanthropic.backoff.actual']),
    );
    expect(call.status).toBe(callStatus);
    expect(call.attributes).toMatchObject({
      'spanthropic.call.outcome': 'ok',
      'spanthropic.attempts': 3,
      'spanthropic.retried': true,
      'spanthropic.method': 'messages.create',
      'spanthropic.stream.end': 'completed',
      'gen_ai.request.model': 'claude-opus-5-5',
      'gen_ai.usage.input_tokens': 14,
      'gen_ai.usage.output_tokens': 7,
      'gen_ai.response.finish_reasons': ['stop'],
    });
    const total = slept.reduce((sum, each) => sum + each, 0);
    expect(call.attributes['spanthropic.backoff.total']).toBeCloseTo(total, 6);
  });

  test('tokens and model under names that backends count on the call alone', () => {
    for (const { name, attributes } of receiver.spans) {
      if (name === callName) continue;
      const counted = Object.keys(attributes).filter((key) =>
        /^gen_ai\.(usage|request)\./.test(key),
      );
      expect(counted).toEqual([]);
    }
  });

  test('a retry event on the call for each sleep, when it began', () => {
    const { events } = only(callName);
    const retries = events.filter(({ name }) => name === 'spanthropic.retry');
    const [first, second] = api.requests;
    expect(retries.map(({ attributes }) => attributes)).toMatchObject([
      {
        'spanthropic.backoff.planned': retryAfterMs / 1000,
        'spanthropic.backoff.source': 'retry-after-ms',
        'spanthropic.retry.reason': 'status',
        'http.response.status_code': 429,
        'error.type': 'rate_limit_error',
        'anthropic.request.id': first?.requestId,
      },
      {
        'spanthropic.backoff.source': 'default',
        'spanthropic.retry.reason': 'status',
        'http.response.status_code': 529,
        'error.type': 'overloaded_error',
        'anthropic.request.id': second?.requestId,
      },
    ]);
    expect(retries.map(({ at }) => at)).toEqual(named('claude.backoff').map(({ start }) => start));
  });

  test('the attempts under the ids that the API was told, in one traceparent each', () => {
    const told = api.requests.map(({ rawHeaders }) => {
      return rawHeaders.filter(
        (_, index) => rawHeaders[index - 1]?.toLowerCase() === 'traceparent',
      );
    });
    expect(told).toEqual(
      named('claude.attempt').map(({ traceId, id }) => [`00-${traceId}-${id}-01`]),
    );
  });
});

test('the waterfall command draws what a backend received', async () => {
  await using api = await startFakeClaude(script);
  await using receiver = await startReceiver();
  await runNode(program, [], environment(api, receiver.url));
  const directory = await mkdtemp(join(tmpdir(), 'spanthropic-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'trace.json');
  await writeFile(file, receiver.requests[0]?.text ?? '');

  const command = new URL('./waterfall.ts', import.meta.resolve('@spanthropic/waterfall'));
  const { code, stdout } = await runNode(command, [file, '--width', '100'], {});
  expect(code).toBe(0);
  expect(stdout.match(/(POST|anthropic|attempt|backoff)\S*( #\d)?/g)).toEqual([
    'POST',
    'anthropic.messages.create',
    'attempt #1',
    'backoff',
    'attempt #2',
    'backoff',
    'attempt #3',
  ]);
});

test('a backend that wants compression receives the same', async () => {
  await using api = await startFakeClaude(script);
  await using receiver = await startReceiver();
  const env = { ...environment(api, receiver.url), OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' };
  expect(await runNode(program, [], env)).toMatchObject({ code: 0, stderr: '' });
  expect(receiver.requests).toMatchObject([{ path: '/v1/traces', contentEncoding: 'gzip' }]);
  expect(receiver.spans).toHaveLength(7);
});

describe('a call is not harmed by a backend', () => {
  const asExpected = (api: FakeClaude): void => {
    expect(api.requests.map((request) => request.status)).toEqual([429, 529, 200]);
    expect(api.requests.map(({ clientLeftAt }) => clientLeftAt)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  };

  test('that answers 500', async () => {
    await using api = await startFakeClaude(script);
    await using receiver = await startReceiver(500);
    const finished = await runNode(program, [], environment(api, receiver.url));
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toBe(`${answer}\nnot exported: Internal Server Error\n`);
    asExpected(api);
  });

  test('that is down', async () => {
    await using api = await startFakeClaude(script);
    const env = { ...environment(api, nobody), OTEL_EXPORTER_OTLP_TIMEOUT: '500' };
    const finished = await runNode(program, [], env);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toMatch(new RegExp(`^${answer}\nnot exported: .*ECONNREFUSED`));
    asExpected(api);
  });
});
