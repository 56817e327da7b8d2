// What an operator sees in Jaeger of calls that were retried: read back from the stack's own Jaeger.

import { type FakeClaude, startFakeClaude, status, stream } from '@spanthropic/testing';
import { type Jaeger, startJaeger } from 'backends/jaeger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArrivedSpan } from '../export/otlp-json.ts';
import { runNode } from '../export/run-node.ts';
import { startExpress } from './traces/express.ts';
import { runChat } from './traces/run-chat.ts';
import { shipped } from './traces/shipped.ts';
import { search, storedTrace, tracesWith } from './traces/stored.ts';

const usage = { input_tokens: 14, output_tokens: 7 };
const answer = stream({ text: 'Air scatters.', firstToken: 120, pace: 10, usage });
const limited = status(429, { retryAfterMs: 60 });
const overloaded = status(529, { retryAfterMs: 20 });
const script = {
  limited_twice: [status(429, { retryAfterMs: 150 }), limited, answer],
  limited_once: [limited, answer],
  limited_to_the_end: [limited, limited, limited],
  overloaded_once: [overloaded, answer],
  refused: [status(400)],
  fine: [answer],
};

let jaeger: Jaeger;

beforeAll(async () => {
  jaeger = await startJaeger({
    config: await shipped('jaeger.yaml'),
    endpoints: ['exporters.prometheus.endpoint'],
  });
});
afterAll(() => jaeger?.[Symbol.asyncDispose]());

describe.each([
  {
    where: "below the SDK's own span",
    service: 'adopted',
    env: {},
    call: {
      name: 'anthropic.messages.create',
      scope: 'com.anthropic.sdk.typescript',
      status: 'OK',
    },
  },
  {
    where: 'below a span of our own',
    service: 'own',
    env: { ANTHROPIC_OPEN_TELEMETRY: 'false' },
    call: { name: 'chat claude-opus-5-5', scope: 'spanthropic', status: 'UNSET' },
  },
])('a stream that was limited twice, $where', ({ service, env, call }) => {
  let api: FakeClaude;
  let spans: readonly ArrivedSpan[];
  let ids: readonly string[];

  beforeAll(async () => {
    api = await startFakeClaude(script);
    const [id = ''] = await runChat({
      api,
      otlp: jaeger.otlp,
      service,
      calls: ['limited_twice'],
      env,
    });
    await api.settled();
    ids = api.requests.map(({ requestId }) => requestId ?? '');
    spans = await storedTrace(jaeger, id, 7);
  });
  afterAll(() => api?.close());

  const named = (name: string): ArrivedSpan[] => spans.filter((span) => span.name === name);
  const only = (name: string): ArrivedSpan => {
    const [span, ...others] = named(name);
    if (span === undefined || others.length > 0) throw new Error(`not exactly one span ${name}`);
    return span;
  };

  test('is a request, its call, and in turn its attempts and backoffs', () => {
    const request = only('POST /chat');
    const { id } = only(call.name);
    const drawn = spans.map(({ name, kind, scope, status, parentId }) => {
      return { name, kind, scope, status, parentId };
    });
    const internal = { kind: 'INTERNAL', scope: 'spanthropic', parentId: id };
    const failed = { ...internal, name: 'claude.attempt', status: 'ERROR' };
    const backoff = { ...internal, name: 'claude.backoff', status: 'UNSET' };
    expect(drawn).toEqual([
      { name: 'POST /chat', kind: 'SERVER', scope: 'chat', status: 'UNSET', parentId: undefined },
      { ...call, kind: 'CLIENT', parentId: request.id },
      failed,
      backoff,
      failed,
      backoff,
      { ...internal, name: 'claude.attempt', status: 'UNSET' },
    ]);
    expect(new Set(spans.map((span) => span.service))).toEqual(new Set([service]));
  });

  test('has the times of each, one after the other', () => {
    const { start, end } = only(call.name);
    const steps = spans.filter(({ name }) => name.startsWith('claude.'));
    const millisecond = 1_000_000n; // the SDK's own span has no finer clock
    for (const [index, step] of steps.entries()) {
      const before = steps[index - 1]?.end ?? start - millisecond;
      expect(step.start).toBeGreaterThanOrEqual(before);
      expect(step.end).toBeLessThanOrEqual(end + millisecond);
    }
  });

  test('says of each attempt how it ended', () => {
    const what = {
      'spanthropic.method': 'messages.create',
      'spanthropic.model': 'claude-opus-5-5',
      'gen_ai.provider.name': 'anthropic',
      'http.request.method': 'POST',
      'url.path': '/v1/messages',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(api.url).port),
    };
    const limited = {
      ...what,
      'spanthropic.attempt.outcome': 'rate_limited',
      'http.response.status_code': 429,
      'error.type': 'rate_limit_error',
      'spanthropic.error.class': 'RateLimitError',
    };
    expect(named('claude.attempt').map(({ attributes }) => attributes)).toMatchObject([
      { ...limited, 'anthropic.request.id': ids[0], 'spanthropic.retry_after': 0.15 },
      { ...limited, 'anthropic.request.id': ids[1], 'http.request.resend_count': 1 },
      {
        ...what,
        'spanthropic.attempt.outcome': 'ok',
        'http.response.status_code': 200,
        'http.request.resend_count': 2,
        'anthropic.request.id': ids[2],
        'spanthropic.stream.end': 'completed',
      },
    ]);
  });

  test('says of each backoff who asked for it, and for how long', () => {
    const backoffs = named('claude.backoff').map(({ attributes }) => attributes);
    expect(backoffs).toMatchObject([
      { 'spanthropic.backoff.source': 'retry-after-ms', 'spanthropic.backoff.planned': 0.15 },
      { 'spanthropic.backoff.source': 'retry-after-ms', 'spanthropic.backoff.planned': 0.06 },
    ]);
    for (const backoff of named('claude.backoff')) {
      const length = Number(backoff.end - backoff.start) / 1e9;
      expect(backoff.attributes['spanthropic.backoff.actual']).toBeCloseTo(length, 3);
    }
  });

  test('says of the call what became of it', () => {
    expect(only(call.name).attributes).toMatchObject({
      'spanthropic.call.outcome': 'ok',
      'spanthropic.attempts': 3,
      'spanthropic.retried': true,
      'spanthropic.method': 'messages.create',
      'spanthropic.stream.end': 'completed',
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'claude-opus-5-5',
      'gen_ai.usage.input_tokens': usage.input_tokens,
      'gen_ai.usage.output_tokens': usage.output_tokens,
      'gen_ai.response.finish_reasons': ['stop'],
    });
  });

  test('has an event for each sleep when it began, and for the first token when it came', () => {
    const retries = only(call.name).events.filter(({ name }) => name === 'spanthropic.retry');
    expect(retries.map(({ at }) => at)).toEqual(named('claude.backoff').map(({ start }) => start));
    expect(retries.map(({ attributes }) => attributes)).toMatchObject(
      ids.slice(0, 2).map((id) => ({
        'spanthropic.retry.reason': 'status',
        'http.response.status_code': 429,
        'error.type': 'rate_limit_error',
        'anthropic.request.id': id,
      })),
    );
    const attempt = named('claude.attempt').at(-1);
    const [token] = attempt?.events ?? [];
    const after = Number((token?.at ?? 0n) - (attempt?.start ?? 0n)) / 1e9;
    expect(token?.name).toBe('spanthropic.first_token');
    expect(attempt?.attributes['spanthropic.time_to_first_token']).toBeCloseTo(after, 3);
    expect(after).toBeGreaterThanOrEqual(0.12);
  });

  test('counts its tokens on the call alone', () => {
    const counting = spans.filter(({ attributes }) =>
      Object.keys(attributes).some((key) => /^gen_ai\.(usage|request)\./.test(key)),
    );
    expect(counting.map(({ name }) => name)).toEqual([call.name]);
  });

  test('is drawn by the waterfall command', async () => {
    const command = new URL('./waterfall.ts', import.meta.resolve('@spanthropic/waterfall'));
    const [{ traceId } = { traceId: '' }] = spans;
    const args = ['--jaeger', jaeger.url, traceId, '--width', '120'];
    const { code, stdout, stderr } = await runNode(command, args, {});
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const rows = stdout.match(/(POST|anthropic\.|chat claude|attempt|backoff)\S*( #\d)?/g);
    expect(rows).toEqual([
      'POST',
      call.name,
      'attempt #1',
      'backoff',
      'attempt #2',
      'backoff',
      'attempt #3',
    ]);
    expect(stdout).toContain('✗ 429 rate_limit_error');
    expect(stdout).toContain('ok after 2 retries');
  });
});

test('with undici instrumentation, its span is below the attempt that it belongs to', async () => {
  await using api = await startFakeClaude(script);
  const env = { UNDICI: 'true' };
  const [id = ''] = await runChat({
    api,
    otlp: jaeger.otlp,
    service: 'undici',
    calls: ['limited_once'],
    env,
  });
  const spans = await storedTrace(jaeger, id, 7);
  const attempts = spans.filter(({ name }) => name === 'claude.attempt');
  const posts = spans.filter(({ name, kind }) => name === 'POST' && kind === 'CLIENT');
  expect(posts.map(({ parentId }) => parentId)).toEqual(attempts.map((attempt) => attempt.id));
  expect(posts.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([
    429, 200,
  ]);
  expect(api.requests.map(({ headers }) => headers.traceparent)).toEqual(
    posts.map(({ traceId, id }) => `00-${traceId}-${id}-01`),
  );
});

test('in the Express example, the request that asked is above the call', async () => {
  await using api = await startFakeClaude({ default: [limited, answer] });
  await using express = await startExpress({ api, otlp: jaeger.otlp });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const response = await fetch(`${express.url}/chat`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Why is the sky blue?' }] }),
  });
  expect(await response.text()).toContain('Air');
  await express.stop();

  const [request, call, ...steps] = await storedTrace(jaeger, traceId, 5);
  expect(request).toMatchObject({
    kind: 'SERVER',
    parentId: 'b7ad6b7169203331',
    attributes: {
      'spanthropic.request.calls': 1,
      'spanthropic.request.attempts': 2,
      'spanthropic.request.retries': 1,
    },
  });
  expect(call).toMatchObject({
    kind: 'CLIENT',
    parentId: request?.id,
    service: 'express-chat',
    attributes: { 'http.route': '/chat', 'spanthropic.call.outcome': 'ok' },
  });
  expect(steps.map(({ name, parentId }) => ({ name, parentId }))).toEqual([
    { name: 'claude.attempt', parentId: call?.id },
    { name: 'claude.backoff', parentId: call?.id },
    { name: 'claude.attempt', parentId: call?.id },
  ]);
});

describe('a search', () => {
  const service = 'searched';
  const calls = Object.keys(script) as (keyof typeof script)[];
  const traces = new Map<string, string>();
  const idsOf = (...names: (keyof typeof script)[]): string[] => {
    return names.map((name) => traces.get(name) ?? name).sort();
  };

  beforeAll(async () => {
    await using api = await startFakeClaude(script);
    const ids = await runChat({ api, otlp: jaeger.otlp, service, calls });
    for (const [index, id] of ids.entries()) traces.set(calls[index] ?? '', id);
    await storedTrace(jaeger, ids.at(-1) ?? '', 3);
  });

  test.each<[Record<string, string>, (keyof typeof script)[]]>([
    [
      { 'spanthropic.retried': 'true' },
      ['limited_twice', 'limited_once', 'limited_to_the_end', 'overloaded_once'],
    ],
    [
      { 'spanthropic.attempt.outcome': 'rate_limited' },
      ['limited_twice', 'limited_once', 'limited_to_the_end'],
    ],
    [{ 'spanthropic.attempt.outcome': 'overloaded' }, ['overloaded_once']],
    [{ 'spanthropic.call.outcome': 'rate_limited' }, ['limited_to_the_end']],
    [{ 'http.response.status_code': '400' }, ['refused']],
    [{ 'spanthropic.retried': 'false' }, ['refused', 'fine']],
    // Both stand in one trace, but on no span together.
    [{ 'spanthropic.retried': 'true', 'spanthropic.attempt.outcome': 'rate_limited' }, []],
    [{ 'spanthropic.attempt.outcome': 'spend_limited' }, []],
  ])('for %j finds exactly those traces', async (attributes, names) => {
    expect(await tracesWith(jaeger, service, attributes)).toEqual(idsOf(...names));
  });

  test('in a range of time finds the traces of a service, by the API that stays', async () => {
    const found = await search(jaeger, service);
    const text = await found.text();
    expect(found.status).toBe(200);
    for (const id of traces.values()) expect(text).toContain(id);
    expect((await search(jaeger, 'nobody')).status).toBe(404);
    expect((await search(jaeger, service, {})).status).toBe(400); // both times are required
  });
});
