import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Spans } from './app.ts';
import { canary, planted, secrets } from './canaries.ts';
import { model } from './request.ts';
import { type Run, runProgram, type WayOut, waysOut } from './run-program.ts';
import { leaked } from './scenarios/leak.ts';
import { canariesIn } from './search.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const runs = new Map<Spans, Run>();

/** The run with such spans. */
function ran(spans: Spans): Run {
  const found = runs.get(spans);
  if (found === undefined) throw new Error(`the program did not run with ${spans} spans`);
  return found;
}

beforeAll(async () => {
  const all: Spans[] = ['native', 'bare', 'own', 'content', 'leaking'];
  await Promise.all(
    all.map(async (spans) => {
      runs.set(spans, await runProgram(spans, spans === 'native' ? 'none' : 'gzip'));
    }),
  );
});

describe.each([
  ['spans of our own', 'own'],
  ['the SDK’s own spans', 'native'],
] as const)('with %s', (_, spans) => {
  test('every secret went over the wire, or into the hands of the application', () => {
    const { requests, seen } = ran(spans);
    const wire = requests.map(({ path, rawHeaders, body, step }) =>
      [path, ...rawHeaders, body, JSON.stringify(step)].join('\n'),
    );
    const found = new Set(canariesIn(Buffer.from([...wire, seen].join('\n'))));
    const elsewhere = new Set(Object.values(leaked));
    const missing = [...planted].filter((each) => !found.has(each) && !elsewhere.has(each));
    expect(missing).toEqual([]);
  });

  test('what is no secret left by every way', () => {
    const { left, requests } = ran(spans);
    const ids = requests.flatMap(({ requestId }) => requestId ?? []);
    for (const way of [
      'traces, json',
      'traces, protobuf',
      'events',
      'logs',
      'inspections',
    ] as const) {
      const text = String(left[way]);
      expect(text, way).toContain(model);
      expect(ids.filter((id) => text.includes(id)).length, way).toBeGreaterThan(5);
    }
    for (const way of ['metrics, json', 'metrics, protobuf'] as const) {
      expect(String(left[way]), way).toContain('spanthropic.calls');
      expect(String(left[way]), way).toContain('spanthropic.rate_limit.remaining');
      expect(String(left[way]), way).toContain(model);
    }
    expect(String(left.waterfall)).toContain('rate_limit_error');
    expect(String(left.inspections)).toContain('input_tokens');
    expect(String(left.diag)).toMatch(
      /spanthropic could not record telemetry SyntaxError\n +at JSON/,
    );
  });
});

describe.each(waysOut)('by way of %s', (way) => {
  test('no secret leaves with spans of our own', () => {
    expect(ran('own').found[way]).toEqual([]);
  });

  test('none leaves with the SDK’s own spans that these would not have told by themselves', () => {
    const toldBySdk = ran('bare').found[way];
    const toldByUs = ran('native').found[way].filter((each) => !toldBySdk.includes(each));
    expect(toldByUs).toEqual([]);
  });

  test('the search finds what an application gives away itself', () => {
    const { attribute, name, span, metric, diag } = leaked;
    const given: Record<WayOut, readonly string[]> = {
      'traces, json': [attribute, name, span],
      'traces, protobuf': [attribute, name, span],
      'metrics, json': [attribute, name, metric],
      'metrics, protobuf': [attribute, name, metric],
      waterfall: [span],
      events: [name],
      logs: [name],
      inspections: [name],
      // OpenTelemetry's exporters say there what they send.
      diag: [attribute, name, span, diag],
    };
    expect(ran('leaking').found[way]).toEqual(expect.arrayContaining([...given[way]]));
  });
});

describe('where content is captured', () => {
  const captured = ['traces, json', 'traces, protobuf', 'diag'] as const;

  test('what was said is on the spans', () => {
    for (const way of captured) {
      const places = ['system', 'user-text', 'tool-description', 'past-input', 'answer', 'input'];
      expect(ran('content').found[way]).toEqual(expect.arrayContaining(places.map(canary)));
    }
  });

  test.each(captured)('keys, headers, errors and files are not: %s', (way) => {
    expect(ran('content').found[way].filter((each) => secrets.has(each))).toEqual([]);
  });

  test('nothing of it is told in any other way', () => {
    const others = waysOut.filter((way) => !captured.some((each) => each === way));
    for (const way of others) expect(ran('content').found[way], way).toEqual([]);
  });
});
