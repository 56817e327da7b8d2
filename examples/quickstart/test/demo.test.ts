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

/** Seconds by which a single time of ours and the server's may differ on a busy machine. */
const tolerance = 0.1;

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
    const difference = Math.abs(ours().backoff - theirs().backoff);
    expect(difference).toBeLessThanOrEqual(tolerance * theirs().retries);
  });

  test('has the first token when the API sent it', () => {
    const [our, their] = [ours().firstToken, theirs().firstToken];
    expect(our === undefined).toBe(their === undefined);
    expect(Math.abs((our ?? 0) - (their ?? 0))).toBeLessThan(tolerance);
  });
});

test('the total line is what the API recorded in all', () => {
  const cells = totalLine(printed);
  const record = recordOf(api.requests);
  expect(cells.slice(0, 3)).toEqual([record.calls, record.attempts, record.retries]);
  expect(Math.abs((cells[3] ?? 0) - record.backoff)).toBeLessThan(tolerance * record.retries);
  expect(Math.abs((cells[4] ?? 0) - (record.firstToken ?? 0))).toBeLessThan(tolerance);
  expect(cells.slice(5)).toEqual([record.inputTokens, record.outputTokens]);
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

/** The numbers of the table's last line; their digits are grouped by single spaces, the cells parted by two. */
function totalLine(text: string): number[] {
  const line = text.split('\n').find((each) => each.startsWith('total ')) ?? '';
  const [, ...cells] = line.split(/ {2,}/);
  return cells.map((cell) => Number(cell.replace(/ s$/, '').replaceAll(' ', '')));
}
