import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from 'backends/free-port';
import { getJson } from 'backends/http-api';
import { type Jaeger, startJaeger } from 'backends/jaeger';
import { test } from 'vitest';
import { type App, startApp } from './support/app.ts';
import { startBadCollector } from './support/bad-collector.ts';
import { type Exposition, scrape } from './support/exposition.ts';
import { startApi } from './support/fake-api.ts';

/** So small that a few seconds of traffic fill it. */
const QUEUE = 256;

const BATCH = 64;

/** Traces to a collector; metrics scraped, so that they tell of the traces whatever becomes of these. */
const tracesTo = (url: string): Record<string, string> => ({
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
  OTEL_BSP_MAX_QUEUE_SIZE: `${QUEUE}`,
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: `${BATCH}`,
  OTEL_BSP_SCHEDULE_DELAY: '200',
  OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true', // the SDK counts what it drops
});

/** Every third call is rate limited to its end. */
async function start(instance: string, api: string, collector: string): Promise<App> {
  return await startApp({
    service: 'chat',
    instance,
    api,
    env: tracesTo(collector),
    scraped: true,
    callsPerSecond: 60,
    promptBytes: 30_000, // so that spans that are kept show
    scripts: ['healthy', 'healthy', 'limited'],
  });
}

/** Spans that have ended: one for each call, attempt and backoff. */
const spansOf = (metrics: Exposition): number =>
  metrics.sum('spanthropic_calls_total') +
  metrics.sum('spanthropic_attempts_total') +
  metrics.sum('spanthropic_backoff_duration_count');

/** Spans that were not sent, by the SDK's own count. */
const lostOf = (metrics: Exposition): number =>
  metrics.sum('otel_sdk_processor_span_processed_total', 'error_type="');

const lostIn = (app: App) => async (): Promise<number> => lostOf(await scrape(app.metrics));

const servicesIn = (jaeger: Jaeger) => async (): Promise<string[]> =>
  (await getJson<{ services?: string[] }>(`${jaeger.url}/api/v3/services`)).services ?? [];

const nowhere = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

test.concurrent.for([
  ['down', async () => ({ url: await nowhere() })],
  ['so slow that nobody waits for it', () => startBadCollector('never')],
  ['answering 500', () => startBadCollector('with 500')],
  ['answering 503, and asked again', () => startBadCollector('with 503')],
] as const)(
  'a collector that is %s costs its traces and nothing else',
  async ([, broken], { expect }) => {
    await using stack = new AsyncDisposableStack();
    const api = stack.use(await startApi());
    const good = stack.use(await startJaeger());
    const bad = await broken();
    if (Symbol.asyncDispose in bad) stack.use(bad);
    const fortunate = stack.use(await start('a', api.url, good.otlp));
    const unfortunate = stack.use(await start('b', api.url, bad.url));

    // Until more was lost than may wait.
    await expect.poll(lostIn(unfortunate), { timeout: 180_000 }).toBeGreaterThan(QUEUE);
    const before = await unfortunate.report();
    await fortunate.report();
    await sleep(6_000);
    const [well, ill] = await Promise.all([fortunate.report(), unfortunate.report()]);

    // The same answers, as fast; a ratio far above what a busy machine does to a median.
    expect(Object.keys(ill.results).sort()).toEqual(['429', 'ok']);
    expect(ill.results.ok).toBeGreaterThan(0.7 * (well.results.ok ?? 0));
    expect(ill.median).toBeLessThan(4 * well.median);
    // Ten megabytes of spans more, none of them kept.
    expect(ill.heapUsed - before.heapUsed).toBeLessThan(6_000_000);

    // What was lost is counted: nothing is missing but what waits or is just being sent, a batch or two.
    const metrics = await scrape(unfortunate.metrics);
    const waiting = metrics.sum('otel_sdk_processor_span_queue_size');
    const missing = spansOf(metrics) - lostOf(metrics) - waiting;
    expect(waiting).toBeLessThanOrEqual(QUEUE);
    expect(missing).toBeGreaterThanOrEqual(0);
    expect(missing).toBeLessThanOrEqual(4 * BATCH);
    expect(metrics.sum('spanthropic_telemetry_errors_total')).toBe(0);
    // A busy machine may make a batch late; the other service lost more than a whole queue.
    expect(await lostIn(fortunate)()).toBeLessThanOrEqual(BATCH);
  },
);

test.concurrent('traces flow again once a collector that died is back', async ({ expect }) => {
  await using api = await startApi();
  await using stack = new AsyncDisposableStack();
  const first = stack.use(await startJaeger());
  await using app = await start('a', api.url, first.otlp);
  await expect.poll(servicesIn(first), { timeout: 30_000 }).toContain('chat');
  await app.report();

  await stack.disposeAsync();
  await expect.poll(lostIn(app), { timeout: 180_000 }).toBeGreaterThan(QUEUE);
  await using second = await startJaeger({ at: first.endpoints });
  await expect.poll(servicesIn(second), { timeout: 30_000 }).toContain('chat');
  const lost = await lostIn(app)();
  await sleep(2_000);
  expect(await lostIn(app)()).toBe(lost);
  expect(Object.keys((await app.report()).results).sort()).toEqual(['429', 'ok']);
});

test.concurrent.for([
  ['down', async () => ({ url: await nowhere() })],
  ['so slow that nobody waits for it', () => startBadCollector('never')],
  ['answering 503, and asked again', () => startBadCollector('with 503')],
] as const)(
  'metrics that a collector that is %s does not take are no more than they were',
  async ([, broken], { expect }) => {
    await using stack = new AsyncDisposableStack();
    const api = stack.use(await startApi());
    const bad = await broken();
    if (Symbol.asyncDispose in bad) stack.use(bad);
    const env = {
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: bad.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      OTEL_METRIC_EXPORT_TIMEOUT: '500',
    };
    const app = stack.use(await startApp({ service: 'chat', instance: 'a', api: api.url, env }));
    await sleep(3_000);
    const before = await app.report();
    await sleep(6_000);
    const { results, heapUsed } = await app.report();
    expect(Object.keys(results)).toEqual(['ok']);
    expect(heapUsed - before.heapUsed).toBeLessThan(6_000_000);
  },
);
