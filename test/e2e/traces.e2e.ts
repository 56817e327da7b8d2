// What an operator sees in Jaeger of calls that were retried: read back from the stack's own Jaeger.

import { type FakeClaude, startFakeClaude } from '@spanthropic/testing';
import { type Jaeger, startJaeger } from 'backends/jaeger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArrivedSpan } from '../export/otlp-json.ts';
import { runNode } from '../export/run-node.ts';
import { runChat } from './traces/run-chat.ts';
import { SCRIPT, USAGE } from './traces/script.ts';
import { shipped } from './traces/shipped.ts';
import { storedTrace } from './traces/stored.ts';

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
    api = await startFakeClaude(SCRIPT);
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
      'gen_ai.usage.input_tokens': USAGE.input_tokens,
      'gen_ai.usage.output_tokens': USAGE.output_tokens,
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
