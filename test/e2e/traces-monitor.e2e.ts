// The monitor tab of the stack's Jaeger: spans are counted, scraped by Prometheus, and asked for by Jaeger.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFakeClaude, status, stream } from '@spanthropic/testing';
import { type Jaeger, startJaeger } from 'backends/jaeger';
import { type Prometheus, startPrometheus } from 'backends/prometheus';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { exemplars } from './traces/exemplars.ts';
import { runChat } from './traces/run-chat.ts';
import { shipped } from './traces/shipped.ts';
import { storedTrace } from './traces/stored.ts';

const service = 'monitored';
/** Half of the calls fail, and each takes 0.3 seconds at least. */
const script = {
  fine: [stream({ text: 'Air scatters.', firstToken: 300, times: 'forever' as const })],
  broken: [status(400, { delay: 300, times: 'forever' as const })],
};
const rounds = 3;
/** Seconds: longer than all of this takes. */
const RATE_PER = 600;

const resources = new AsyncDisposableStack();
let jaeger: Jaeger;
let prometheus: Prometheus;

beforeAll(async () => {
  prometheus = resources.use(await startPrometheus({ config: '' }));
  jaeger = resources.use(
    await startJaeger({
      config: await shipped('jaeger.yaml'),
      endpoints: ['exporters.prometheus.endpoint'],
      env: { PROMETHEUS_URL: prometheus.url, SPAN_METRICS_FLUSH_INTERVAL: '1s' },
    }),
  );
  await writeFile(
    join(prometheus.folder, 'prometheus.yml'),
    `
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: spans
    static_configs: [{ targets: ['${jaeger.endpoints['exporters.prometheus.endpoint']}'] }]
`,
  );
  await prometheus.reload();
  await using api = await startFakeClaude(script);
  // Rates need two samples: each round is a process of its own, and adds to the same series.
  for (let round = 1; round <= rounds; round += 1) {
    await runChat({ api, otlp: jaeger.otlp, service, calls: ['fine', 'broken'] });
    await counted(2 * round);
  }
});
afterAll(() => resources.disposeAsync());

/** Waits until Prometheus knows of so many calls. */
async function counted(calls: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const selector = `traces_span_metrics_calls_total{span_kind="SPAN_KIND_CLIENT"}`;
      expect(await prometheus.query(`sum(${selector})`)).toMatchObject([{ value: calls }]);
    },
    { timeout: 30_000, interval: 100 },
  );
}

interface Point {
  readonly gaugeValue: { readonly doubleValue: number | 'NaN' };
}

/** The newest value that the monitor tab is given for call spans, by their name. */
async function monitored(
  what: 'calls' | 'errors' | 'latencies',
  further: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, number>>> {
  const query = new URLSearchParams({
    service,
    groupByOperation: 'true',
    spanKind: 'client',
    endTs: String(Date.now()),
    lookback: '10000',
    step: '1000',
    ratePer: String(RATE_PER * 1_000),
    ...further,
  });
  const response = await fetch(`${jaeger.url}/api/metrics/${what}?${query}`);
  expect(response.status).toBe(200);
  const { metrics } = (await response.json()) as {
    readonly metrics: readonly {
      readonly labels: readonly { readonly name: string; readonly value: string }[];
      readonly metricPoints: readonly Point[];
    }[];
  };
  return Object.fromEntries(
    metrics.map(({ labels, metricPoints }) => {
      const name = labels.find((label) => label.name === 'operation')?.value ?? '';
      return [name, Number(metricPoints.at(-1)?.gaugeValue.doubleValue)];
    }),
  );
}

const call = 'anthropic.messages.create';

test('calls a second, of those that came after the first scrape', async () => {
  const { [call]: rate = 0 } = await monitored('calls');
  expect(rate * RATE_PER).toBeGreaterThanOrEqual(2 * (rounds - 1));
  expect(rate * RATE_PER).toBeLessThanOrEqual(2 * rounds);
});

test('the share of calls that failed', async () => {
  expect(await monitored('errors')).toEqual({ [call]: expect.closeTo(0.5, 1) });
});

test('the share of attempts that failed, and of requests', async () => {
  const attempts = await monitored('errors', { spanKind: 'internal' });
  expect(attempts).toEqual({ 'claude.attempt': expect.closeTo(0.5, 1) });
  expect(await monitored('errors', { spanKind: 'server' })).toEqual({ 'POST /chat': 0 });
});

test('how long calls take, in seconds', async () => {
  const { [call]: median } = await monitored('latencies', { quantile: '0.5' });
  expect(median).toBeGreaterThan(0.25); // the bucket below 0.3 begins there
  expect(median).toBeLessThan(5);
});

test('beside exemplars that lead to traces', async () => {
  const ids = await exemplars(prometheus, 'traces_span_metrics_duration_seconds_bucket');
  expect(ids.length).toBeGreaterThan(0);
  for (const id of new Set(ids)) await storedTrace(jaeger, id, 3);
});
