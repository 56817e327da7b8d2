import type { FakeClaude } from '@spanthropic/testing';
import { type Jaeger, startJaeger } from 'backends/jaeger';
import { type Prometheus, startPrometheus } from 'backends/prometheus';
import { shipped } from '../traces/shipped.ts';
import { type Service, startService } from './start-service.ts';

/** The ways that metrics take to Prometheus. */
export const WAYS = ['scrape', 'otlp', 'collector'] as const;
export type Way = (typeof WAYS)[number];

/** Two services, a Prometheus for each way from them, and the Jaeger that counts and keeps their spans. */
export interface Chain extends AsyncDisposable {
  readonly shop: Service;
  readonly bulk: Service;
  readonly prometheus: Readonly<Record<Way, Prometheus>>;
  readonly jaeger: Jaeger;
}

/** Milliseconds between two samples of a series. */
const INTERVAL = 500;
/** The service of many models has ten thousand series, which is much to read for a machine that does all else. */
const BULK_INTERVAL = 3_000;

const COLLECTOR = `
service:
  pipelines: { metrics: { receivers: [otlp], exporters: [prometheus] } }
  telemetry: { metrics: { level: none } }
receivers:
  otlp: { protocols: { grpc: {}, http: {} } }
exporters: { prometheus: {} }
`;
const EXPORTER = 'exporters.prometheus.endpoint';

/** An alert such as ours are, so that there is one to be shown. */
const RULES = `
groups:
  - name: calls
    rules:
      - alert: ClaudeCallsAsleep
        expr: sum by (job) (spanthropic_calls_sleeping) > 0
        labels: { severity: ticket }
`;

export async function startChain(api: FakeClaude): Promise<Chain> {
  await using stack = new AsyncDisposableStack();
  const jaeger = stack.use(
    await startJaeger({
      config: await shipped('jaeger.yaml'),
      endpoints: [EXPORTER],
      env: { SPAN_METRICS_FLUSH_INTERVAL: `${INTERVAL}ms` },
    }),
  );
  const collector = stack.use(await startJaeger({ config: COLLECTOR, endpoints: [EXPORTER] }));
  const spans = target('spans', jaeger.endpoints[EXPORTER]);
  const otlp = stack.use(await prometheusOf(spans));
  const collected = stack.use(
    await prometheusOf(spans, target('collector', collector.endpoints[EXPORTER])),
  );
  const env = {
    PROMETHEUS_OTLP: otlp.otlp,
    COLLECTOR_OTLP: collector.otlp,
    OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlp,
    OTEL_BSP_SCHEDULE_DELAY: '200',
  };
  const serviceOf = (name: string, interval: number): Promise<Service> =>
    startService({ name, api, env: { ...env, PUSH_INTERVAL: String(interval) } });
  const shop = stack.use(await serviceOf('shop', INTERVAL));
  const bulk = stack.use(await serviceOf('bulk', BULK_INTERVAL));
  const scrape = stack.use(
    await prometheusOf(
      spans,
      target('shop', shop.address),
      target('bulk', bulk.address, BULK_INTERVAL),
    ),
  );
  const held = stack.move();
  return {
    shop,
    bulk,
    prometheus: { scrape, otlp, collector: collected },
    jaeger,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

const prometheusOf = (...targets: readonly string[]): Promise<Prometheus> =>
  startPrometheus({
    config: `
global: { scrape_interval: ${INTERVAL}ms, scrape_timeout: ${INTERVAL}ms, evaluation_interval: ${INTERVAL}ms }
rule_files: [rules.yml]
otlp: { keep_identifying_resource_attributes: true }
scrape_configs: [${targets.join(', ')}]
`,
    files: { 'rules.yml': RULES },
  });

/** A target that may say itself whose metrics they are, as collectors do. */
const target = (job: string, address = '', interval = INTERVAL): string =>
  `{ job_name: ${job}, honor_labels: true, scrape_interval: ${interval}ms, scrape_timeout: ${interval}ms, static_configs: [{ targets: ['${address}'] }] }`;
