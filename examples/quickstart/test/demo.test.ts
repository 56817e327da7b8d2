import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { FakeClaude, RecordedRequest } from '@spanthropic/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Page } from '../demo/page.ts';
import type { PlayedScene } from '../demo/perform.ts';
import { play, startApiFor } from '../demo/play.ts';
import { type Scenario, scriptsOf } from '../demo/scenario.ts';
import { scenarios } from '../demo/scenarios.ts';
import { type Summary, summarize } from '../demo/summary.ts';
import { Telemetry } from '../demo/telemetry.ts';
import { showHeadroom, showTotals } from '../demo/totals.ts';
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
  showHeadroom(played, page);
  await telemetry.close();
  await api.settled();
  stream.end();
  printed = await text(stream);
}, 60_000);

afterAll(() => api.close());

describe.each(scenarios)('the line of "$title"', (scenario) => {
  const { title } = scenario;
  const ours = (): Summary => {
    return summarize(played.find(({ scene }) => scene.title === title)?.spans ?? []);
  };
  const theirs = () => recordOf(requestsOf(scenario));

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

test('each scenario is told in a line, with what is going on and the drawing below it', () => {
  for (const [index, { story }] of scenarios.entries()) {
    const [, below = ''] = printed.split(`${index + 1}/${scenarios.length}  ${story}\n`);
    expect(below).toMatch(/^(now: [1-4] active, .*\n)+trace /);
  }
});

test.each([
  ['plain call', /1 active, 0 asleep, 0 streams open/],
  [
    '429, 429, a stream',
    /1 active, 1 asleep \(0\.\d s left\), 0 streams open, headroom requests 0 %/,
  ],
  ['stall', /1 active, 0 asleep, 1 stream open, headroom .*output tokens 9\d %/],
  ['rush hour', /[34] active, [12] asleep/],
  ['rush hour', /[1-4] active, .* 2 streams open/],
])('while "%s" lasts, a line says %s', (title, status) => {
  expect(sectionOf(title)).toMatch(status);
});

test('each story fits into a line of 80 columns', () => {
  const number = `${scenarios.length}/${scenarios.length}  `;
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
    'rush hour': ['ok'],
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

test('no call of the demo counts as a nested retry: each scenario asks on its own behalf', () => {
  const spans = played.flatMap((each) => each.spans);
  expect(spans.filter(({ attributes }) => attributes['spanthropic.retry.nested'])).toEqual([]);
});

test('the headroom is what the newest responses to each model and method said', () => {
  const limits = played.at(-1)?.limits ?? [];
  expect(limits).toHaveLength(9);
  for (const { method, model = '', type, remaining } of limits) {
    const path = method === 'messages.create' ? '/v1/messages' : '/v1/messages/count_tokens';
    const header = `anthropic-ratelimit-${type.replace('_', '-')}-remaining`;
    const newest = api.requests
      .filter((request) => request.path === path && modelOf(request) === model)
      .toSorted((a, b) => (a.headersAt ?? 0) - (b.headersAt ?? 0))
      .at(-1);
    expect([method, model, type, remaining]).toEqual([method, model, type, saidIn(newest, header)]);
  }
});

/** All requests of a scenario. */
function requestsOf(scenario: Scenario): RecordedRequest[] {
  return scriptsOf(scenario).flatMap(({ id }) => api.requestsOf(id));
}

/** What was printed of a scenario before its drawing. */
function sectionOf(title: string): string {
  const { story = '' } = scenarios.find((each) => each.title === title) ?? {};
  const [, below = ''] = printed.split(`${story}\n`);
  return below.split('\ntrace ')[0] ?? '';
}

function modelOf({ body }: RecordedRequest): string {
  return body === '' ? '' : JSON.parse(body).model;
}

function saidIn(request: RecordedRequest | undefined, header: string): number | undefined {
  const headers = request && 'headers' in request.step ? request.step.headers : undefined;
  return headers?.[header] === undefined ? undefined : Number(headers[header]);
}

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
