import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { FakeClaude } from '@spanthropic/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Page } from '../demo/page.ts';
import type { PlayedScene } from '../demo/perform.ts';
import { play, startApiFor } from '../demo/play.ts';
import { scenarios } from '../demo/scenarios.ts';
import { type Summary, summarize } from '../demo/summary.ts';
import { Telemetry } from '../demo/telemetry.ts';
import { showTotals } from '../demo/totals.ts';
import { recordOf } from './record.ts';

/** Seconds that what one side does may take to reach the other on a busy machine. */
const delay = 0.25;
/** Seconds by which two clocks of one machine may differ. */
const difference = 0.02;

let api: FakeClaude;
let played: PlayedScene[];
let printed: string;

beforeAll(async () => {
  const stream = new PassThrough();
  const telemetry = new Telemetry(stream, {});
  const page = new Page(stream);
  telemetry.start();
  api = await startApiFor(scenarios);
  played = await play(scenarios, api, { page, telemetry });
  showTotals(played, page);
  await telemetry.close();
  await api.settled();
  stream.end();
  printed = await text(stream);
}, 60_000);

afterAll(() => api.close());

describe.each(scenarios)('the line of "$title"', ({ id, title }) => {
  const ours = (): Summary => {
    return summarize(played.find(({ scene }) => scene.title === title)?.spans ?? []);
  };
  const theirs = () => recordOf(api.requestsOf(id));

  test('counts the calls, attempts and retries that the API received', () => {
    const { calls, attempts, retries } = ours();
    const record = theirs();
    expect({ calls, attempts, retries }).toEqual({
      calls: record.calls,
      attempts: record.attempts,
      retries: record.retries,
    });
  });

  test('has the tokens that the API sent', () => {
    expect(ours().inputTokens).toBe(theirs().inputTokens);
    expect(ours().outputTokens).toBe(theirs().outputTokens);
  });

  test('has the pauses that the API saw between the attempts', () => {
    expectPauses(ours().backoff, theirs());
  });

  test('has the first token when the API sent it', () => {
    expectFirstToken(ours().firstToken, theirs().firstToken);
  });
});

test('the total line is what the API recorded in all', () => {
  const [calls, attempts, retries, backoff, firstToken, inputTokens, outputTokens] =
    totalLine(printed);
  const record = recordOf(api.requests);
  expect({ calls, attempts, retries, inputTokens, outputTokens }).toEqual({
    calls: record.calls,
    attempts: record.attempts,
    retries: record.retries,
    inputTokens: record.inputTokens,
    outputTokens: record.outputTokens,
  });
  expectPauses(backoff, record);
  expectFirstToken(firstToken, record.firstToken);
});

test('each scenario is told in a line, and drawn below it', () => {
  for (const [index, { story }] of scenarios.entries()) {
    expect(printed).toContain(`${index + 1}/${scenarios.length}  ${story}\ntrace `);
  }
});

test('each story fits into a line of 80 columns', () => {
  const number = '11/11  ';
  const tooLong = scenarios.filter(({ story }) => number.length + story.length > 80);
  expect(tooLong).toEqual([]);
});

test('each scenario ended as its script wants it', () => {
  const endings = played.map(({ scene, spans }) => [scene.title, summarize(spans).outcomes]);
  expect(Object.fromEntries(endings)).toEqual({
    'plain call': ['ok'],
    'slow first token': ['ok'],
    '429, 429, a stream': ['ok'],
    '529 until exhausted': ['overloaded'],
    'error in the stream': ['overloaded'],
    'reset, then good': ['ok'],
    'timeout, then good': ['ok'],
    stall: ['ok'],
    'slow application': ['ok'],
    'user abort': ['aborted'],
    'tool round trip': ['ok'],
  });
});

test.each([
  ['slow first token', 'spanthropic.time_to_first_token', 1.1],
  ['429, 429, a stream', 'spanthropic.retry_after', 0.4],
  ['stall', 'spanthropic.stream.max_gap', 0.9],
  ['slow application', 'spanthropic.stream.app_wait', 0.9],
])('the cause of "%s" stands in %s', (title, attribute, atLeast) => {
  const { spans = [] } = played.find(({ scene }) => scene.title === title) ?? {};
  const [attempt] = spans.filter(({ name }) => name === 'claude.attempt');
  expect(attempt?.attributes[attribute]).toBeGreaterThanOrEqual(atLeast);
});

/** The server's pause is longer by two ways; after a timeout, shorter by the way that the close takes. */
function expectPauses(
  backoff: number | undefined,
  record: Pick<Summary, 'backoff' | 'retries'>,
): void {
  expect(backoff).toBeGreaterThanOrEqual(
    record.backoff - (2 * delay + difference) * record.retries,
  );
  expect(backoff).toBeLessThanOrEqual(record.backoff + difference + delay);
}

/** The client's wait begins before the request has arrived, and ends after the token has left. */
function expectFirstToken(wait: number | undefined, record: number | undefined): void {
  if (record === undefined || wait === undefined) expect(wait).toBe(record);
  else {
    expect(wait).toBeGreaterThanOrEqual(record - difference);
    expect(wait).toBeLessThanOrEqual(record + difference + 2 * delay);
  }
}

/** The numbers of the table's last line; their digits are grouped by single spaces, the cells parted by two. */
function totalLine(text: string): number[] {
  const line = text.split('\n').find((each) => each.startsWith('total ')) ?? '';
  const [, ...cells] = line.split(/ {2,}/);
  return cells.map((cell) => Number(cell.replace(/ s$/, '').replaceAll(' ', '')));
}
