import { describe, expect, test } from 'vitest';
import { drawTrace } from '../src/index.ts';
import { drawn } from './support/drawn.ts';
import { plainSpan } from './support/plain-span.ts';
import * as scenes from './support/scenes.ts';
import { attempt, call, streamed } from './support/story.ts';

/** What is written beside the bars of a drawing, line by line. */
function factsOf(drawing: string): string[] {
  const lines = drawing.trimEnd().split('\n').slice(2);
  return lines.map((line) => line.split(/ {2,}/).at(-1) ?? '');
}

const ok = { 'spanthropic.call.outcome': 'ok' };
const silent = { 'spanthropic.stream.stalls': 1, 'spanthropic.stream.max_gap': 0.85 };
const late = { 'spanthropic.stream.app_wait': 0.97 };

describe('at 80 columns', () => {
  const at80 = (scene: Parameters<typeof drawn>[0]) =>
    factsOf(drawn(scene, { width: 80, legend: false }));

  test('a call says after how many retries it failed', () => {
    expect(at80(scenes.exhausted)[0]).toBe('✗ overloaded after 2 retries');
  });

  test('a call that went well says how long it slept', () => {
    expect(at80(scenes.retriedStream)[1]).toBe('ok after 2 retries · ░ 1.9 s');
  });

  test('the first token comes before a request id', () => {
    const stream = streamed(1, [0, 2], { headers: 0.1, token: 1.1 });
    expect(at80(call([0, 2], ok, [stream]))[1]).toBe('200 · first token 1.10 s');
  });

  test('the first token is short before a stall is left out', () => {
    const stream = streamed(1, [0, 2], { headers: 0.1, token: 0.25, attributes: silent });
    expect(at80(call([0, 2], ok, [stream]))[1]).toBe('200 · ◆ 0.25 s · stall 0.85 s');
  });

  test('the first token stands beside the waiting for the application', () => {
    const stream = streamed(1, [0, 2], { headers: 0.1, token: 0.25, attributes: late });
    expect(at80(call([0, 2], ok, [stream]))[1]).toBe('200 · ◆ 0.25 s · app 0.97 s');
  });
});

test('facts come in the order of their weight where there is room for all', () => {
  const more = { ...silent, ...late };
  const stream = streamed(1, [0, 2], { headers: 0.1, token: 0.25, attributes: more });
  expect(factsOf(drawn(stream, { width: 250, legend: false }))[0]).toBe(
    '200 · first token 0.25 s · 1 stall of 0.85 s · waited 0.97 s for the application · ' +
      'req_011CSHoEeqs5C35K2UUqR7F1',
  );
});

test('a request id is never there instead of what ranks before it', () => {
  const stream = streamed(1, [0, 2], { headers: 0.1, token: 0.25, attributes: silent });
  for (let width = 40; width <= 200; width++) {
    const [facts = ''] = factsOf(drawn(stream, { width, legend: false }));
    if (facts.includes('req_')) expect(facts).toMatch(/first token 0.25 s · 1 stall of 0.85 s/);
  }
});

test.each([
  ['one', 1, [], '1 stall of 11.2 s'],
  ['several', 2, [10], '2 stalls, longest 11.2 s'],
  ['one in which the stream ended', 1, [30], '1 stall of 30.0 s'],
])('of %s the longest silence is told', (_which, count, silences, expected) => {
  const attributes = { 'spanthropic.stream.stalls': count, 'spanthropic.stream.max_gap': 11.2 };
  const events = silences.map((silence) => ({
    name: 'spanthropic.stall',
    at: 40,
    attributes: { 'spanthropic.stall.phase': 'text', 'spanthropic.stall.silence': silence },
  }));
  const stream = streamed(1, [0, 60], { headers: 1, attributes, events });
  expect(drawn(stream, { width: 200 })).toContain(`200 · ${expected} · req_`);
});

test('the waiting for headers is no silence of the stream', () => {
  const attributes = { 'spanthropic.stream.stalls': 1, 'spanthropic.stream.max_gap': 11 };
  const waited = { 'spanthropic.stall.phase': 'headers', 'spanthropic.stall.silence': 20 };
  const events = [{ name: 'spanthropic.stall', at: 20, attributes: waited }];
  const stream = streamed(1, [0, 60], { headers: 22, attributes, events });
  expect(drawn(stream, { width: 200 })).toContain('1 stall of 11.0 s');
});

test.each([
  [0.97, 2, true],
  [0.97, 60, false],
  [0.09, 0.2, false],
])('%d s of waiting for the application in %d s: told %s', (wait, duration, told) => {
  const attributes = {
    'spanthropic.stream.app_wait': wait,
    'spanthropic.stream.duration': duration,
  };
  const span = plainSpan({ name: 'claude.attempt', attributes });
  expect(drawTrace([span]).includes('for the application')).toBe(told);
});

describe('a stream of which no first token is known', () => {
  const bar = (attributes: Record<string, string | number>) => {
    const times = { 'spanthropic.time_to_headers': 0.5, 'spanthropic.stream.duration': 1.5 };
    const scene = attempt(1, [0, 2], {
      'spanthropic.attempt.outcome': 'ok',
      ...times,
      ...attributes,
    });
    return drawn(scene, { width: 60, legend: false }).match(/[█▒◆━⊘]{2,}/)?.[0] ?? '';
  };

  test.each([
    ['was read to its end', { 'spanthropic.stream.end': 'completed' }],
    [
      'went on to events of its content',
      { 'spanthropic.stream.end': 'closed', 'spanthropic.stream.events': 12 },
    ],
    ['is not ended, but was read', { 'spanthropic.stream.events': 3 }],
  ])('is read from its headers on when it %s', (_how, attributes) => {
    expect(bar(attributes)).toMatch(/^█+━+$/);
  });

  test.each([
    ['sent nothing', { 'spanthropic.stream.end': 'closed' }],
    [
      'only announced its message and a block',
      { 'spanthropic.stream.end': 'aborted', 'spanthropic.stream.events': 2 },
    ],
  ])('waits for it to its end when it %s', (_how, attributes) => {
    expect(bar(attributes)).toMatch(/^█+▒+$/);
  });
});
