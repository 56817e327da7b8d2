// Every query of every dashboard, asked of real Prometheus on each way that metrics take there, shows what
// a service did. Bounded: about 40 seconds.
import { setTimeout as sleep } from 'node:timers/promises';
import { startFakeClaude } from '@spanthropic/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Asked,
  askedBy,
  asSent,
  BOARDS,
  type Chosen,
} from '../../packages/observability/test/support/dashboards.ts';
import { type Chain, startChain, WAYS, type Way } from './dashboards/chain.ts';
import { exactly, problemsOf, type Row } from './dashboards/expectation.ts';
import * as expectations from './dashboards/expected.ts';
import { Traffic } from './dashboards/traffic.ts';

const asked = [...BOARDS.values()].flatMap(askedBy);
/** `panel query`, or the name of an annotation or a variable. */
const nameOf = ({ where }: Asked): string => where.replace(/^claude-[a-z-]+: /, '');

const stack = new AsyncDisposableStack();
let chain: Chain;
/** The end of the time that is asked about, and how long it is; seconds. */
let until = 0;
let window = 0;
/** Seconds since before there was anything. */
let life = 0;

beforeAll(async () => {
  const began = Date.now();
  const api = stack.use(await startFakeClaude());
  chain = stack.use(await startChain(api));
  const traffic = stack.use(new Traffic(chain, api));
  const warmedUp = await traffic.warmUp();
  await arrived(warmedUp);
  const from = Date.now() / 1000;
  await sleep(4_000);
  await traffic.wait();
  await arrived(warmedUp + (await traffic.happen()));
  await sleep(3_000);
  until = Date.now() / 1000;
  window = Math.floor(until - from);
  life = Math.ceil(until - began / 1000) + 10;
});

/** Waits until so many calls of the shop are told, on each way, and their spans counted. */
async function arrived(calls: number): Promise<void> {
  const told = 'sum(spanthropic_calls_total{job="shop"})';
  const counted = 'sum(traces_span_metrics_calls_total{job="shop", span_kind="SPAN_KIND_CLIENT"})';
  await vi.waitFor(
    async () => {
      for (const way of WAYS) {
        for (const query of [told, counted]) {
          const [sum] = await chain.prometheus[way].query(query);
          if (sum?.value !== calls)
            throw new Error(`${way}: ${query} is ${sum?.value}, not ${calls}`);
        }
      }
    },
    { timeout: 30_000, interval: 200 },
  );
}
afterAll(() => stack.disposeAsync());

/** What is wrong with what a dashboard shows. */
async function shown(
  way: Way,
  { expr }: Asked,
  rows: readonly Row[] | undefined,
  chosen: Chosen,
): Promise<string[]> {
  if (!rows) return ['nothing is expected of it'];
  const answer = await chain.prometheus[way].query(asSent(expr, chosen), until);
  return problemsOf(answer, rows);
}

/** What is wrong with what the dashboards show where something is expected. */
async function allShown(
  way: Way,
  expected: Readonly<Record<string, readonly Row[]>>,
  chosen: Chosen,
): Promise<Record<string, string[]>> {
  const wrong: Record<string, string[]> = {};
  for (const each of asked.filter((query) => nameOf(query) in expected)) {
    const problems = await shown(way, each, expected[nameOf(each)], chosen);
    if (problems.length > 0) wrong[each.where] = problems;
  }
  return wrong;
}

const within = (seconds: number): Chosen => ({ rate: `${seconds}s`, range: `${seconds}s` });

describe.each(WAYS)('by way of %s', (way) => {
  test('every query shows what happened', async () => {
    const expected = expectations.expected(window);
    expect(
      asked.filter((query) => !(nameOf(query) in expected)),
      'nothing expected',
    ).toEqual([]);
    const names = new Set(asked.map(nameOf));
    expect(
      Object.keys(expected).filter((name) => !names.has(name)),
      'not asked',
    ).toEqual([]);
    expect(await allShown(way, expected, { ...within(window), job: 'shop' })).toEqual({});
  });

  test('both services are shown where both are chosen', async () => {
    const chosen = { ...within(window), job: '(shop|bulk)' };
    expect(await allShown(way, expectations.EXPECTED_OF_BOTH, chosen)).toEqual({});
  });

  test('one route, or one model, is shown where it is chosen', async () => {
    const ofRoute = { ...within(window), job: 'shop', route: '/again' };
    expect(await allShown(way, expectations.EXPECTED_OF_ROUTE, ofRoute)).toEqual({});
    const ofModel = { ...within(window), job: 'shop', model: 'claude-opus-5-5' };
    expect(await allShown(way, expectations.EXPECTED_OF_MODEL, ofModel)).toEqual({});
  });

  test('what came before the first sample of a series is counted', async () => {
    const chosen = { ...within(life), job: 'shop' };
    expect(await allShown(way, expectations.EXPECTED_SINCE_BEGINNING, chosen)).toEqual({});
  });
});

test('a value that is not the expected one is found, in every query', async () => {
  const expected = Object.entries(expectations.expected(window)).map(
    ([name, rows]) => [name, rows.map(([labels]): Row => [labels, exactly(-1)])] as const,
  );
  const wrong = await allShown('scrape', Object.fromEntries(expected), {
    ...within(window),
    job: 'shop',
  });
  const answered = asked.filter((query) =>
    expected.some(([name, rows]) => name === nameOf(query) && rows.length > 0),
  );
  expect(Object.keys(wrong)).toEqual(answered.map(({ where }) => where));
});
