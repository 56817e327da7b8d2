import { describe, expect, test } from 'vitest';
import { drawTrace, type OtelSpan } from '../src/index.ts';
import { type PlainSpan, plainSpan } from './support/plain-span.ts';

/** What is written beside the bar of a span, which is the last of the ones given. */
function factsOf(...spans: OtelSpan[]): string {
  const line = drawTrace(spans, { width: 200, legend: false }).trimEnd().split('\n').at(-1) ?? '';
  const last = line.split(/ {2,}/).at(-1) ?? '';
  return /^─+$/.test(last) ? '' : last;
}

function attempt(attributes: Record<string, unknown>, more: PlainSpan = {}): OtelSpan {
  return plainSpan({ name: 'claude.attempt', attributes, ...more });
}

function backoff(attributes: Record<string, unknown>, seconds: number): OtelSpan {
  return plainSpan({ name: 'claude.backoff', attributes, to: seconds });
}

describe('beside an attempt', () => {
  test.each([
    [{ 'spanthropic.attempt.outcome': 'timeout' }, '✗ timed out'],
    [{ 'spanthropic.attempt.outcome': 'spend_limited' }, '✗ spend limit reached'],
    [
      { 'spanthropic.attempt.outcome': 'server_error', 'http.response.status_code': 503 },
      '✗ 503 server error',
    ],
    [
      {
        'spanthropic.attempt.outcome': 'rejected',
        'error.type': '418',
        'http.response.status_code': 418,
      },
      '✗ 418',
    ],
    [
      {
        'spanthropic.attempt.outcome': 'aborted',
        'spanthropic.abort.reason': 'client_disconnected',
      },
      '⊘ aborted, the client went away',
    ],
    [
      { 'spanthropic.attempt.outcome': 'aborted', 'spanthropic.abort.reason': 'new' },
      '⊘ aborted: new',
    ],
    [{ 'spanthropic.attempt.outcome': 'aborted' }, '⊘ aborted'],
    [{ 'spanthropic.abort.reason': 'shutdown' }, '⊘ cut short by the shutdown'],
    [{ 'spanthropic.stream.stalls': 2 }, 'ok · 2 stalls'],
    [
      { 'spanthropic.stream.stalls': 1, 'spanthropic.stream.max_gap': 11.2 },
      'ok · 1 stall of 11.2 s',
    ],
    [{ 'spanthropic.stream.app_wait': 0.09 }, 'ok'],
    [{ 'spanthropic.retry_after': 90 }, 'ok · retry-after 1 m 30 s'],
    [{ 'http.response.status_code': '200' }, '200'],
    [{ 'anthropic.request.id': 'req_1' }, 'ok · req_1'],
  ])('%j reads %s', (attributes, text) => {
    expect(factsOf(attempt(attributes))).toBe(text);
  });

  test('the class of the error stands where nothing else is known of it', () => {
    const span = attempt({ 'spanthropic.error.class': 'APIConnectionError' });
    expect(factsOf({ ...span, status: { code: 2 } })).toBe('✗ APIConnectionError');
  });
});

describe('beside a backoff', () => {
  const planned = { 'spanthropic.backoff.planned': 2, 'spanthropic.backoff.source': 'default' };

  test.each([
    ['as long as planned', planned, 2, '2 s by default'],
    ['a little longer', planned, 2.2, '2 s by default'],
    ['much longer', planned, 5, '2 s by default · slept 5.00 s'],
    ['cut short', planned, 0.5, '⊘ cut short after 0.50 s of 2 s by default'],
    ['of an unknown plan', {}, 2, 'asleep'],
    [
      'measured otherwise',
      { ...planned, 'spanthropic.backoff.actual': 3 },
      2,
      '2 s by default · slept 3.00 s',
    ],
  ])('that was %s stands what happened', (_how, attributes, seconds, text) => {
    expect(factsOf(backoff(attributes, seconds))).toBe(text);
  });
});

describe('beside a call', () => {
  const call = (attributes: Record<string, unknown>, code = 0) => ({
    ...plainSpan({ name: 'chat', attributes: { 'gen_ai.operation.name': 'chat', ...attributes } }),
    status: { code },
  });

  test.each([
    [
      { 'spanthropic.call.outcome': 'ok', 'spanthropic.retry.nested': true },
      'ok · sent again after its retries were exhausted',
    ],
    [{ 'gen_ai.usage.output_tokens': 5 }, 'ok · 5 tokens out'],
    [{ 'gen_ai.request.model': 'claude-opus-5-5' }, 'ok · claude-opus-5-5'],
    [{ 'spanthropic.attempts': 1 }, 'ok'],
  ])('%j reads %s', (attributes, text) => {
    expect(factsOf(call(attributes))).toBe(text);
  });

  test.each([
    [{ 'error.type': 'api_error' }, '✗ api_error'],
    [{}, '✗ failed'],
    [
      { 'spanthropic.call.outcome': 'client_error', 'error.type': 'client_error' },
      '✗ client error · client_error',
    ],
  ])('that failed, %j reads %s', (attributes, text) => {
    expect(factsOf(call(attributes, 2))).toBe(text);
  });

  test('its own outcome gives way to the status that the SDK has set', () => {
    expect(factsOf(call({ 'spanthropic.call.outcome': 'rate_limited' }, 1))).toBe('ok');
  });

  test('that is still open stands nothing of how it ended', () => {
    const open = { ...call({ 'spanthropic.attempts': 2 }), endTime: [0, 0] as const };
    expect(factsOf(open)).toBe('not ended');
  });
});

describe('beside a span of another instrumentation', () => {
  test.each([
    [{ 'http.response.status_code': 500 }, '✗ 500'],
    [{ 'http.response.status_code': 500, 'error.type': '500' }, '✗ 500'],
    [{ 'error.type': 'ECONNRESET' }, '✗ ECONNRESET'],
    [{}, '✗ failed'],
  ])('that failed, %j reads %s', (attributes, text) => {
    expect(factsOf({ ...plainSpan({ attributes }), status: { code: 2 } })).toBe(text);
  });

  test('that was aborted stands why', () => {
    const attributes = { 'spanthropic.abort.reason': 'client_disconnected' };
    expect(factsOf(plainSpan({ attributes }))).toBe('⊘ aborted, the client went away');
  });

  test("that is the SDK's own for a tool stands no call", () => {
    const attributes = { 'gen_ai.operation.name': 'execute_tool' };
    expect(factsOf(plainSpan({ scope: 'com.anthropic.sdk.typescript', attributes }))).toBe('');
  });

  test('stands its service, where that is another than its parent has', () => {
    const within = (service: string, span: PlainSpan) => ({
      ...plainSpan(span),
      resource: { attributes: { 'service.name': service } },
    });
    const parent = within('shop', {
      spanId: 'a',
      attributes: { 'http.response.status_code': 200 },
    });
    const child = { spanId: 'b', parentId: 'a', from: 0.5 };
    expect(factsOf(parent, within('stock', child))).toBe('stock');
    expect(factsOf(parent, within('shop', child))).toBe('');
    expect(drawTrace([parent])).toMatch(/^trace trace · shop · 2026/);
  });
});

test('spans of several traces are drawn one after another, the first one first', () => {
  const spans = ['b', 'a', 'c'].map((traceId, i) => plainSpan({ traceId, from: 5 - i, to: 9 }));
  expect(drawTrace(spans).match(/^trace \w/gm)).toEqual(['trace c', 'trace a', 'trace b']);
});
