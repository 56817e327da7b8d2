import { setTimeout as sleep } from 'node:timers/promises';
import { startFakeClaude } from '@spanthropic/testing';
import { freePort } from 'backends/free-port';
import { type Jaeger, startJaeger } from 'backends/jaeger';
import { type Prometheus, startPrometheus } from 'backends/prometheus';
import { runNode } from '../../export/run-node.ts';
import { shipped } from '../traces/shipped.ts';
import { storedSpans } from '../traces/stored.ts';
import { DECISION_WAIT, PLAN, SCRIPT } from './scenario.ts';
import type { MadeTrace } from './service.ts';

/** The service whose instances live through the scenario. */
export const SERVICE = 'chat-service';

/** Services, the collector behind them, Jaeger behind that, and Prometheus that scrapes the collector. */
export interface Chain extends AsyncDisposable {
  /** What the services made. */
  readonly made: readonly MadeTrace[];
  /** The ids of the spans that Jaeger has, by their trace. */
  readonly stored: ReadonlyMap<string, ReadonlySet<string>>;
  readonly prometheus: Prometheus;
}

/** Lives through the scenario, until the collector has decided on all of it. */
export async function liveThrough(): Promise<Chain> {
  await using stack = new AsyncDisposableStack();
  const jaeger = stack.use(
    await startJaeger({
      config: await shipped('jaeger.yaml'),
      endpoints: ['exporters.prometheus.endpoint'],
    }),
  );
  const ownMetrics = await freePort();
  const collector = stack.use(
    await startJaeger({
      config: await shipped('collector.yaml'),
      endpoints: ['exporters.prometheus.endpoint'],
      env: {
        COLLECTOR_METRICS_PORT: String(ownMetrics),
        TRACES_ENDPOINT: jaeger.otlp,
        SAMPLING_DECISION_WAIT: `${DECISION_WAIT}ms`,
        SPAN_METRICS_FLUSH_INTERVAL: '1s',
      },
    }),
  );
  const spanMetrics = collector.endpoints['exporters.prometheus.endpoint'];
  const prometheus = stack.use(
    await startPrometheus({
      config: `
global: { scrape_interval: 1s }
scrape_configs:
  - { job_name: exported, honor_labels: true, static_configs: [{ targets: ['${spanMetrics}'] }] }
  - { job_name: collector, static_configs: [{ targets: ['localhost:${ownMetrics}'] }] }
`,
    }),
  );
  const made = await runServices(collector);
  const stored = await storedOf(jaeger, made, await decided(prometheus));
  const held = stack.move();
  return { made, stored, prometheus, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

async function runServices(collector: Jaeger): Promise<readonly MadeTrace[]> {
  await using api = await startFakeClaude(SCRIPT);
  const program = new URL('./service.ts', import.meta.url);
  const finished = ['0', '1'].map(async (instance) => {
    const { code, stdout, stderr } = await runNode(program, [instance], {
      ANTHROPIC_API_KEY: 'a key',
      ANTHROPIC_BASE_URL: api.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlp,
      OTEL_SERVICE_NAME: SERVICE,
    });
    if (code !== 0 || stderr !== '') throw new Error(`a service ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as MadeTrace[];
  });
  return (await Promise.all(finished)).flat();
}

/** What the collector says of its decisions. */
const DECISIONS = 'otelcol_processor_tail_sampling_global_count_traces_sampled_total';

/** Waits until the collector has decided on every trace. Gives how many it keeps. */
async function decided(prometheus: Prometheus): Promise<number> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const decisions = await prometheus.query(`sum by (sampled) (${DECISIONS})`);
    const all = decisions.reduce((sum, { value }) => sum + value, 0);
    if (all === PLAN.length) {
      return decisions.find(({ labels }) => labels.sampled === 'true')?.value ?? 0;
    }
    if (Date.now() > deadline) throw new Error(`${all} of ${PLAN.length} are decided upon`);
    await sleep(250);
  }
}

/** What Jaeger has, once that is all of as many traces as the collector keeps, or after half a minute. */
async function storedOf(
  jaeger: Jaeger,
  made: readonly MadeTrace[],
  kept: number,
): Promise<Map<string, Set<string>>> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const stored = new Map<string, Set<string>>();
    for (const { traceId, id } of await storedSpans(jaeger, SERVICE)) {
      stored.set(traceId, (stored.get(traceId) ?? new Set()).add(id));
    }
    const whole = made.filter(({ traceId, spanIds }) => {
      return spanIds.every((id) => stored.get(traceId)?.has(id));
    });
    if (whole.length === kept || Date.now() > deadline) return stored;
    await sleep(500);
  }
}
