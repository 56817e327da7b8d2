import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { CallInFlight, RateLimit } from 'spanthropic';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Output, Page } from '../demo/page.ts';
import { lineOf, type Status, statusOf } from '../demo/status.ts';
import { StatusLine } from '../demo/status-line.ts';

const idle: Status = { active: 0, asleep: 0, wakesIn: undefined, streams: 0, headroom: [] };
const busy: Status = {
  active: 4,
  asleep: 2,
  wakesIn: 0.34,
  streams: 1,
  headroom: [
    { type: 'output_tokens', share: 0.077 },
    { type: 'requests', share: 0.9959 },
  ],
};

describe('the status', () => {
  test('counts the calls in flight, those that sleep and the streams that are open', () => {
    const calls = [
      call({ phase: 'asleep', stream: true, wakesIn: 1.5 }),
      call({ phase: 'asleep', stream: true, wakesIn: 0.5 }),
      call({ phase: 'headers', stream: true }),
      call({ phase: 'body' }),
      call({ phase: 'first_token', stream: true }),
      call({ phase: 'unread', stream: true }),
    ];
    const { active, asleep, wakesIn, streams } = statusOf(calls, []);
    expect({ active, asleep, wakesIn, streams }).toEqual({
      active: 6,
      asleep: 2,
      wakesIn: 0.5,
      streams: 2,
    });
  });

  test('has of each kind of limit the least that is left, the scarcest first', () => {
    const limits = [
      limit({ type: 'requests', headroom: 0.9 }),
      limit({ type: 'tokens', headroom: undefined }),
      limit({ type: 'output_tokens', headroom: 0.5 }),
      limit({ type: 'output_tokens', headroom: 0.1 }),
    ];
    expect(statusOf([], limits).headroom).toEqual([
      { type: 'output_tokens', share: 0.1 },
      { type: 'requests', share: 0.9 },
    ]);
  });
});

describe('its line', () => {
  test.each([
    [
      100,
      '4 active, 2 asleep (0.3 s left), 1 stream open, headroom output tokens 7 %, requests 99 %',
    ],
    [79, '4 active, 2 asleep (0.3 s left), 1 stream open, headroom output tokens 7 %'],
    [70, '4 active, 2 asleep, 1 stream open, headroom output tokens 7 %'],
    [50, '4 active, 2 asleep (0.3 s left), 1 stream open'],
    [40, '4 active, 2 asleep, 1 stream open'],
    [20, '4 active, 2 asleep, '],
  ])('has as much detail as %i columns hold', (width, line) => {
    expect(lineOf(busy, width)).toBe(line);
  });

  test('says nothing of a headroom that no response has told', () => {
    expect(lineOf({ ...idle, streams: 2 }, 80)).toBe('0 active, 0 asleep, 2 streams open');
  });
});

describe('in a terminal', () => {
  test('a line is rewritten in its place, and taken away at the end', () => {
    const { page, written } = pageOn({ isTTY: true, columns: 80 });
    const line = statusLine(page, busy, { ...busy, active: 3 });
    line.show();
    line.show();
    line.stop();
    page.line('the drawing');
    expect(plain(written())).toBe(
      '\r4 active, 2 asleep (0.3 s left), 1 stream open, headroom output tokens 7 %<erase>' +
        '\r3 active, 2 asleep (0.3 s left), 1 stream open, headroom output tokens 7 %<erase>' +
        '\r<erase>the drawing\n',
    );
  });

  test('nothing is written where nothing has changed', () => {
    const { page, written } = pageOn({ isTTY: true, columns: 80 });
    const line = statusLine(page, busy);
    line.show();
    const once = written();
    line.show();
    expect(written()).toBe(once);
  });

  test.each([40, 80, 120])('of %i columns it never reaches the last one', (columns) => {
    const { page, written } = pageOn({ isTTY: true, columns });
    statusLine(page, busy).show();
    expect(plain(written()).replace('<erase>', '').length - 1).toBeLessThan(columns);
  });

  test('that does not tell its width, 80 columns are taken', () => {
    const { page, written } = pageOn({ isTTY: true, columns: 0 });
    statusLine(page, busy).show();
    expect(plain(written())).toContain('headroom output tokens 7 %<erase>');
  });
});

describe.each([
  ['a pipe', {}, {}],
  ['a terminal that rewrites nothing', { isTTY: true }, { TERM: 'dumb' }],
  ['the log of a CI', { isTTY: true }, { CI: 'true' }],
])('in %s', (_, stream, env) => {
  test('a line is written when more sleep or stream than before, and stays', () => {
    const { page, written } = pageOn(stream, env);
    const asleep = { ...idle, active: 1, asleep: 1, wakesIn: 0.7 };
    const streaming = { ...idle, active: 1, streams: 1 };
    const line = statusLine(page, idle, { ...idle, active: 1 }, asleep, asleep, streaming, asleep);
    for (let time = 0; time < 6; time++) line.show();
    line.stop();
    expect(plain(written())).toBe(
      'now: 1 active, 0 asleep, 0 streams open\n' +
        'now: 1 active, 1 asleep (0.7 s left), 0 streams open\n' +
        'now: 1 active, 0 asleep, 1 stream open\n',
    );
  });
});

test('it is shown several times a second, until it is stopped', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const look = vi.fn(() => busy);
  const line = new StatusLine(pageOn({}).page, look);
  line.start();
  vi.advanceTimersByTime(1_000);
  expect(look.mock.calls.length).toBeGreaterThanOrEqual(5);
  line.stop();
  const looks = look.mock.calls.length;
  vi.advanceTimersByTime(1_000);
  expect(look).toHaveBeenCalledTimes(looks);
  expect(vi.getTimerCount()).toBe(0);
});

/** A page on a stream that says this of itself. */
function pageOn(
  says: Pick<Output, 'isTTY' | 'columns'>,
  env: Readonly<Record<string, string>> = {},
): { page: Page; written: () => string } {
  let text = '';
  const stream = new PassThrough();
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return { page: new Page(Object.assign(stream, says), env), written: () => text };
}

/** A status line that sees these one after the other, and then the last of them. */
function statusLine(page: Page, ...seen: readonly Status[]): StatusLine {
  let at = 0;
  return new StatusLine(page, () => seen[Math.min(at++, seen.length - 1)] ?? idle);
}

/** Without the faintness; and what erases the rest of a line, readable. */
function plain(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\u001b[K', '<erase>'));
}

function call(is: Partial<CallInFlight>): CallInFlight {
  return {
    callId: '1',
    method: 'messages.create',
    model: 'claude-opus-5-5',
    clientName: undefined,
    stream: false,
    startedAt: new Date(),
    age: 1,
    attempt: 1,
    phase: 'headers',
    waited: undefined,
    unreadFor: undefined,
    wakesIn: undefined,
    status: undefined,
    requestId: undefined,
    traceId: undefined,
    ...is,
  };
}

function limit(is: Partial<RateLimit>): RateLimit {
  return {
    type: 'requests',
    clientName: undefined,
    method: 'messages.create',
    model: 'claude-opus-5-5',
    limit: 4_000,
    remaining: 2_000,
    headroom: 0.5,
    reset: undefined,
    receivedAt: new Date(),
    ...is,
  };
}
