// Every query of every dashboard, asked of real Prometheus on each way that metrics take there, shows what
// a service did, and leads to its traces. About 30 seconds.
import { monitorEventLoopDelay } from 'node:perf_hooks';
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
import { exemplarsOf, tracesBehind } from './dashboards/follow.ts';
import { Traffic } from './dashboards/traffic.ts';

const asked = [...BOARDS.values()].flatMap(askedBy);
/** `panel query`, or the name of an annotation or a variable. */
const nameOf = ({ where }: Asked): string => where.replace(/^claude-[a-z-]+: /, '');

const panels = [...BOARDS.values()].flatMap((board) => board.panels);
const withExemplars = panels.flatMap(({ title, targets = [] }) =>
  targets.filter(({ exemplar }) => exemplar).map(({ expr }) => ({ title, expr })),
);
const linked = panels.flatMap(({ title, targets = [], fieldConfig }) =>
  (fieldConfig?.defaults.links ?? []).map((link) => ({
    title,
    exprs: targets.map(({ expr }) => expr),
    link: link.title,
    url: link.url ?? '',
  })),
);

/** Seconds that the fake API, which is in this process, may be late before what it does is somebody else's time. */
const STOOD_STILL = 0.5;

let stack: AsyncDisposableStack | undefined;
let chain: Chain;
/** The end of the time that is asked about, and how long it is; seconds. */
let until = 0;
let window = 0;
/** Seconds since before there was anything. */
let life = 0;

// Where the machine stood still meanwhile, times are the machine's, and it is played again.
beforeAll(async () => {
  for (let left = 3; left > 0; left--) {
    await stack?.disposeAsync();
    stack = new AsyncDisposableStack();
    if ((await play(stack)) < STOOD_STILL) break;
  }
});

/** Returns how many seconds this process was late at most. */
async function play(own: AsyncDisposableStack): Promise<number> {
  const began = Date.now();
  const api = own.use(await startFakeClaude());
  chain = own.use(await startChain(api));
  const traffic = own.use(new Traffic(chain, api));
  const warmedUp = await traffic.warmUp();
  await arrived(warmedUp, 0);
  const from = Date.now() / 1000;
  await sleep(4_000);
  await traffic.wait();
  const late = monitorEventLoopDelay();
  late.enable();
  const calls = await traffic.happen();
  late.disable();
  await arrived(warmedUp + calls, 2);
  await sleep(3_000);
  until = Date.now() / 1000;
  window = Math.floor(until - from);
  life = Math.ceil(until - began / 1000) + 10;
  return late.max / 1e9;
}

/** Waits until, on each way, so many calls of the shop are told and their spans counted, and what the other one folded. */
async function arrived(calls: number, folded: number): Promise<void> {
  const told = {
    'sum(spanthropic_calls_total{job="shop"})': calls,
    'sum(traces_span_metrics_calls_total{job="shop", span_kind="SPAN_KIND_CLIENT"})': calls,
    'sum(spanthropic_telemetry_overflow_total{job="bulk"})': folded,
  };
  await vi.waitFor(
    async () => {
      for (const way of WAYS) {
        for (const [query, value] of Object.entries(told)) {
          const [sum] = await chain.prometheus[way].query(query);
          if (sum?.value !== value) {
            throw new Error(`${way}: ${query} is ${sum?.value}, not ${value}`);
          }
        }
      }
    },
    { timeout: 30_000, interval: 200 },
  );
}
afterAll(() => stack?.disposeAsync());

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

  test.each(withExemplars)('dots lead from "$title" to traces', async ({ expr }) => {
    const query = asSent(expr, { ...within(window), job: 'shop' });
    const traces = await exemplarsOf(chain.prometheus[way], query, {
      from: until - life,
      to: until,
    });
    expect(traces).not.toEqual([]);
    for (const trace of new Set(traces)) await chain.jaeger.trace(trace);
  });
});

test.each(linked)('each point of "$title" leads to traces, by "$link"', async ({ exprs, url }) => {
  for (const expr of exprs) {
    const query = asSent(expr, { ...within(window), job: 'shop' });
    const points = await chain.prometheus.otlp.query(query, until);
    expect(points).not.toEqual([]);
    for (const { labels } of points) {
      const clicked = { labels, from: until - life, to: until };
      expect(
        await tracesBehind(chain.jaeger, url, clicked),
        JSON.stringify(labels),
      ).toBeGreaterThan(0);
    }
  }
});

test('a link that searches for what did not happen leads to no trace', async () => {
  const url = linked.find(({ title }) => title === 'Why do calls fail?')?.url ?? '';
  const labels = { job: 'shop', spanthropic_call_outcome: 'timeout' };
  const clicked = { labels, from: until - life, to: until };
  expect(await tracesBehind(chain.jaeger, url, clicked)).toBe(0);
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
