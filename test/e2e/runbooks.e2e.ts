import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { program } from 'backends/programs';
import { type Prometheus, type Sample, startPrometheus } from 'backends/prometheus';
import { temporaryFolder } from 'backends/temporary-folder';
import { expect, test, vi } from 'vitest';
import { queriesOf, RUNBOOKS } from '../../packages/observability/test/support/runbook.ts';
import { MODELS, startScrapePage, startTroubledService } from './runbooks/troubled-service.ts';

/** The queries of the runbooks, each with its alert and its number: `ClaudeOverloaded 1`. */
const QUERIES = RUNBOOKS.flatMap(({ alert, text }) =>
  queriesOf(text).map((query, index) => ({ step: `${alert} ${index + 1}`, query })),
);

/** Each query as the rule of a file: what promtool says of it. */
async function checked(promtool: 'promtool' | 'promtool-2.42', queries: string[]) {
  const rules = queries.map((expr, index) => ({ record: `runbook:query:${index}`, expr }));
  await using folder = await temporaryFolder({
    'rules.yml': JSON.stringify({ groups: [{ name: 'runbooks', rules }] }),
  });
  const file = join(folder.path, 'rules.yml');
  return await promisify(execFile)(program(promtool), ['check', 'rules', file]);
}

test.for(['promtool', 'promtool-2.42'] as const)(
  '%s accepts every query of the runbooks',
  async (promtool) => {
    const queries = QUERIES.map(({ query }) => query);
    expect(queries.length).toBeGreaterThanOrEqual(3 * RUNBOOKS.length);
    const { stdout } = await checked(promtool, queries);
    expect(stdout).toContain(`SUCCESS: ${queries.length} rules found`);
    await expect(checked(promtool, [...queries, 'sum by (job) (up[5m])'])).rejects.toThrow(
      'expected type instant vector',
    );
  },
);

/** A row that a query shows: with these labels, and this value or else any above 0. */
type Row = readonly [labels: Readonly<Record<string, string>>, value?: number];

const of = (model: string, more: Record<string, string> = {}): Row[0] => ({
  gen_ai_request_model: `claude-${model}`,
  ...more,
});

/** What the service suffered, as whoever is paged reads it. Shares are exact, counts extrapolated. */
const SHOWN: Readonly<Record<string, readonly Row[]>> = {
  'ClaudeRateLimitSpike 1': [
    [of('limited'), 0.8],
    [of('overloaded'), 0],
    [of('streaming'), 0],
  ],
  'ClaudeRateLimitSpike 2': [
    [of('limited', { spanthropic_call_outcome: 'rate_limited' }), 2],
    [of('limited', { spanthropic_call_outcome: 'ok' }), 2],
    [of('spent', { spanthropic_call_outcome: 'spend_limited' }), 2],
  ],
  'ClaudeRateLimitSpike 3': [[of('limited', { spanthropic_rate_limit_type: 'requests' }), 0.05]],
  'ClaudeRateLimitHeadroomLow 2': [[of('limited', { spanthropic_rate_limit_type: 'requests' })]],
  'ClaudeSpendLimitReached 1': [[{}, 2]],
  'ClaudeSpendLimitReached 2': [[{}, 7 / 16]],
  'ClaudeBillingOrAuthRejected 1': [
    [{ http_response_status_code: '401' }, 2],
    [{ http_response_status_code: '402' }, 2],
  ],
  'ClaudeRequestsRejected 1': [[{ http_response_status_code: '400' }, 2]],
  'ClaudeRequestsRejected 2': [
    [of('refused'), 1],
    [of('failing'), 0],
  ],
  'ClaudeOverloaded 1': [
    [of('overloaded', { http_response_status_code: '529' }), 8],
    [of('overloaded', { http_response_status_code: '200' }), 2],
  ],
  'ClaudeOverloaded 2': [
    [of('overloaded'), 0.5],
    [of('limited'), 0],
  ],
  'ClaudeOverloaded 3': [
    [of('overloaded'), 5 / 7],
    [of('failing'), 0],
  ],
  'ClaudeCallsFailing 1': [
    [of('failing', { spanthropic_call_outcome: 'server_error' }), 2],
    [of('failing', { spanthropic_call_outcome: 'connection' }), 2],
    [of('overloaded', { spanthropic_call_outcome: 'overloaded' }), 4],
  ],
  'ClaudeCallsFailing 2': [[{}, 6 / 13]],
  'ClaudeCallsFailing 3': [
    [{ spanthropic_call_outcome: 'server_error', spanthropic_retried: 'true' }, 2],
    [{ spanthropic_call_outcome: 'connection', spanthropic_retried: 'false' }, 2],
  ],
  'ClaudeCallsHanging 1': [
    [of('hanging', { calls: 'in flight' }), 2],
    [of('hanging', { calls: 'streaming' }), 1],
    [of('asleep', { calls: 'asleep' }), 1],
  ],
  'ClaudeCallsHanging 2': [[of('hanging'), 0]],
  'ClaudeCallsHanging 3': [[of('hanging')], [of('asleep')]],
  'ClaudeBackoffTime 3': [[{ spanthropic_backoff_source: 'retry-after-ms' }]],
  'ClaudeCallsAsleep 1': [
    [of('asleep'), 1],
    [of('hanging'), 0],
  ],
  'ClaudeStreamStalls 1': [[of('streaming', { spanthropic_stall_phase: 'text' }), 2]],
  'ClaudeFirstTokenSlow 1': [[of('streaming')]],
};

/** A day ago is today tomorrow, and a step of a minute comes within one. Seconds. */
const LATER: Readonly<Record<string, number>> = {
  'ClaudeFirstTokenSlow 2': 86_400,
  'ClaudeTelemetryAbsent 1': 60,
};

/** What is pushed is no target. */
const SCRAPED_ONLY = ['ClaudeTelemetryAbsent 2'];

test('every query of the runbooks shows its trouble, scraped or pushed', async () => {
  await using page = await startScrapePage();
  await using prometheus = await startPrometheus({
    config: `
scrape_configs:
  - job_name: scraped
    honor_labels: true
    scrape_interval: 500ms
    scrape_timeout: 400ms
    static_configs: [{ targets: ['${page.address}'] }]
`,
  });
  await using service = await startTroubledService(page, prometheus.otlp);
  await seen(prometheus, 'count by (job) (spanthropic_calls_active)', MODELS.length);
  // Histograms are born with what they first measure, and increase from then on.
  for (const _ of ['born', 'increased']) {
    await seen(prometheus, 'sum by (job) (spanthropic_attempts_total)', await service.suffer());
  }
  service.hang();
  await seen(prometheus, 'sum by (job) (spanthropic_calls_active)', 3);
  await seen(prometheus, 'sum by (job) (spanthropic_calls_sleeping)', 1);
  await seen(prometheus, 'sum by (job) (spanthropic_streams_open)', 1);

  const now = Date.now() / 1000;
  for (const { step, query } of QUERIES) {
    const rows = await prometheus.query(query, now + (LATER[step] ?? 0));
    for (const job of SCRAPED_ONLY.includes(step) ? ['scraped'] : ['scraped', 'pushed']) {
      const ofJob = rows.filter(({ labels }) => labels.job === job);
      expect(ofJob.length, `${step}: rows of ${job}`).toBeGreaterThan(0);
      for (const row of SHOWN[step] ?? []) expectRow(`${step} of ${job}`, ofJob, row);
    }
  }
});

/** Waits until both jobs say so. */
async function seen(prometheus: Prometheus, query: string, value: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const rows = await prometheus.query(query);
      expect(rows.map(({ labels, value }) => [labels.job, value]).sort(), query).toEqual([
        ['pushed', value],
        ['scraped', value],
      ]);
    },
    { timeout: 30_000, interval: 200 },
  );
}

function expectRow(where: string, rows: readonly Sample[], [labels, value]: Row): void {
  const row = rows.find((each) =>
    Object.entries(labels).every(([name, text]) => each.labels[name] === text),
  );
  expect(row, `${where}: ${JSON.stringify(labels)}`).toBeDefined();
  const shown = row?.value ?? Number.NaN;
  if (value === undefined) expect(shown, where).toBeGreaterThan(0);
  else if (value <= 1) expect(shown, where).toBeCloseTo(value, 2);
  // An increase over seconds is extrapolated to both sides of them.
  else expect(shown > value * 0.99 && shown < value * 1.6, `${where}: ${shown}`).toBe(true);
}
