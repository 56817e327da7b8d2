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

/** Between two samples of a series. */
const INTERVAL = '500ms';

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
      env: { SPAN_METRICS_FLUSH_INTERVAL: INTERVAL },
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
    PUSH_INTERVAL: String(Number.parseInt(INTERVAL, 10)),
    OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlp,
    OTEL_BSP_SCHEDULE_DELAY: '200',
  };
  const shop = stack.use(await startService({ name: 'shop', api, env }));
  const bulk = stack.use(await startService({ name: 'bulk', api, env }));
  const scrape = stack.use(
    await prometheusOf(spans, target('shop', shop.address), target('bulk', bulk.address)),
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
global: { scrape_interval: ${INTERVAL}, scrape_timeout: ${INTERVAL}, evaluation_interval: ${INTERVAL} }
rule_files: [rules.yml]
otlp: { keep_identifying_resource_attributes: true }
scrape_configs: [${targets.join(', ')}]
`,
    files: { 'rules.yml': RULES },
  });

/** A target that may say itself whose metrics they are, as collectors do. */
const target = (job: string, address = ''): string =>
  `{ job_name: ${job}, honor_labels: true, static_configs: [{ targets: ['${address}'] }] }`;
