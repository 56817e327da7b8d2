import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readJsonValues } from '../src/read/json-values.ts';
import { readOtlpJson } from '../src/read/otlp-json.ts';

/** What OpenTelemetry's own JSON serializer makes of the retried stream. */
const fixture = readFileSync(new URL('fixtures/retried-stream.otlp.json', import.meta.url), 'utf8');

const ids = { traceId: '4BF92F3577B34DA6A3CE929D0E0E4736', spanId: '00F067AA0BA902B7' };
const times = { startTimeUnixNano: '1795144327123456789', endTimeUnixNano: '1795144327123456999' };

function read(span: object, resource?: object) {
  const scopeSpans = [{ scope: { name: 'spanthropic' }, spans: [{ ...ids, ...times, ...span }] }];
  return readOtlpJson({ resourceSpans: [{ resource, scopeSpans }] })?.[0];
}

describe('a span in OTLP JSON', () => {
  test('keeps every nanosecond of its times', () => {
    expect(read({})).toMatchObject({ start: 1795144327123456789n, end: 1795144327123456999n });
  });

  test('may have its times as numbers', () => {
    expect(read({ startTimeUnixNano: 2 ** 60, endTimeUnixNano: 2 ** 61 })).toMatchObject({
      start: 2n ** 60n,
      end: 2n ** 61n,
    });
  });

  test('has its ids in either case of hexadecimal', () => {
    expect(read({ parentSpanId: 'AB' })).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      id: '00f067aa0ba902b7',
      parentId: 'ab',
    });
  });

  test.each(['', '0000000000000000', undefined])('is a root when its parent id is %j', (id) => {
    expect(read({ parentSpanId: id })).toMatchObject({ parentId: undefined });
  });

  test.each([
    [0x100, false],
    [0x300, true],
    [0x001, undefined],
    [undefined, undefined],
  ])('with flags %s has a parent that is remote: %s', (flags, expected) => {
    expect(read({ parentSpanId: 'ab', flags })).toMatchObject({ remoteParent: expected });
  });

  test.each([
    [{ code: 2 }, 'error'],
    [{ code: 'STATUS_CODE_ERROR' }, 'error'],
    [{ code: 1 }, 'ok'],
    [{ code: 'STATUS_CODE_OK' }, 'ok'],
    [{}, 'unset'],
    [undefined, 'unset'],
  ])('has its status from %j', (status, expected) => {
    expect(read({ status })).toMatchObject({ status: expected });
  });

  test('has attributes of every type, of which the known ones are read', () => {
    const attributes = [
      { key: 'http.response.status_code', value: { intValue: '429' } },
      { key: 'spanthropic.attempts', value: { intValue: 3 } },
      { key: 'spanthropic.backoff.total', value: { doubleValue: 1.9 } },
      { key: 'spanthropic.retried', value: { boolValue: true } },
      { key: 'error.type', value: { stringValue: 'rate_limit_error' } },
      { key: 'gen_ai.request.model', value: { arrayValue: { values: [{ stringValue: 'a' }] } } },
      { key: 'gen_ai.input.messages', value: { stringValue: 'a prompt' } },
      { key: 'spanthropic.method' },
    ];
    expect(read({ attributes })?.attributes).toEqual({
      'http.response.status_code': 429,
      'spanthropic.attempts': 3,
      'spanthropic.backoff.total': 1.9,
      'spanthropic.retried': true,
      'error.type': 'rate_limit_error',
    });
  });

  test('has its first token and its stalls', () => {
    const events = [
      { name: 'spanthropic.first_token', timeUnixNano: '5' },
      { name: 'exception', timeUnixNano: '6' },
    ];
    expect(read({ events })?.events).toEqual([
      { name: 'spanthropic.first_token', at: 5n, attributes: {} },
    ]);
  });

  test('has the service of its resource', () => {
    const attributes = [{ key: 'service.name', value: { stringValue: 'chat-api' } }];
    expect(read({}, { attributes })).toMatchObject({ service: 'chat-api' });
  });

  test.each([{ endTimeUnixNano: '0' }, { endTimeUnixNano: undefined }])(
    'is open with %j',
    (end) => {
      expect(read(end)).toMatchObject({ end: undefined });
    },
  );

  test.each([{ traceId: 7 }, { spanId: '' }, { startTimeUnixNano: 'noon' }])(
    'is left out with %j, which no span can have',
    (broken) => {
      expect(read(broken)).toBeUndefined();
    },
  );
});

describe('OTLP JSON', () => {
  const request = JSON.parse(fixture);

  test.each([
    ['a request', request],
    ["Jaeger's envelope", { result: request }],
    ['an array of them', [{ result: request }]],
  ])('is read from %s', (_what, value) => {
    expect(readOtlpJson(value)).toHaveLength(8);
  });

  test.each([[{}], [[]], [7], [null], ['text'], [{ spans: [] }], [[{}]], [{ result: 3 }]])(
    '%j is not it',
    (value) => {
      expect(readOtlpJson(value)).toBeUndefined();
    },
  );

  test.each([{ resourceMetrics: [] }, { resourceLogs: [] }])('%j has no spans', (value) => {
    expect(readOtlpJson(value)).toEqual([]);
  });
});

describe('a text with JSON', () => {
  test.each([
    ['one value', '{"a":1}', [{ a: 1 }], []],
    ['one value over lines', '{\n"a":\n1}\n', [{ a: 1 }], []],
    ['lines', '{"a":1}\n\n{"b":2}\n', [{ a: 1 }, { b: 2 }], []],
    ['lines of Windows', '{"a":1}\r\n{"b":2}\r\n', [{ a: 1 }, { b: 2 }], []],
    ['values without anything between', '{"a":1}{"b":2}', [{ a: 1 }, { b: 2 }], []],
    ['values over lines', '{\n"a":1\n}\n{\n"b":2\n}', [{ a: 1 }, { b: 2 }], []],
    ['brackets and quotes in strings', '{"a":"}\\"{"}{"b":"]["}', [{ a: '}"{' }, { b: '][' }], []],
    ['a byte order mark', '\ufeff{"a":1}', [{ a: 1 }], []],
    ['a broken last line', '{"a":1}\n{"b":', [{ a: 1 }], [2]],
    ['a broken line between', '{"a":1}\n{"b":\n{"c":3}', [{ a: 1 }, { c: 3 }], [2]],
    ['a value that breaks off', '{"a":1}{\n"b":2}\n\n{"c"', [{ a: 1 }, { b: 2 }], [4]],
    ['no JSON', '\nhello', [], [2]],
    ['nothing', '', [], []],
  ])('may have %s', (_what, text, values, brokenLines) => {
    expect(readJsonValues(text)).toEqual({ values, brokenLines });
  });
});
