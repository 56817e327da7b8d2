import { setTimeout as sleep } from 'node:timers/promises';
import { type Alertmanager, startAlertmanager } from 'backends/alertmanager';
import { type Jaeger, startJaeger } from 'backends/jaeger';
import { type Prometheus, startPrometheus } from 'backends/prometheus';
import { type Received, startWebhook, type Webhook } from 'backends/webhook';
import { type App, type AppOptions, startApp } from './app.ts';
import { startLinkedPages } from './linked-pages.ts';
import { shippedFiles } from './shipped.ts';
import { FASTER_PROMETHEUS, fasterFile, fasterMilliseconds } from './time-scale.ts';

/** How metrics come to Prometheus, and to which. */
export type Route = 'scraping' | 'scraping with 2.42' | 'OTLP' | 'a collector';

/** Applications, and whom they wake up: Prometheus and Alertmanager with what is shipped, and a webhook. */
export interface Chain extends AsyncDisposable {
  readonly apps: readonly App[];
  readonly prometheus: Prometheus;
  readonly alertmanager: Alertmanager;
  readonly webhook: Webhook;
  /** The messages about a job, to those who are paged or to those who read tickets. */
  messages(receiver: 'pages' | 'tickets', job: string): Received[];
}

/** Starts everything, with the instances of services as given, and with all durations divided (time-scale.ts). */
export async function startChain(
  route: Route,
  apps: readonly Omit<AppOptions, 'env' | 'scraped'>[],
): Promise<Chain> {
  await using stack = new AsyncDisposableStack();
  const webhook = stack.use(await startWebhook());
  const pages = stack.use(await startLinkedPages());
  const files = await shippedFiles({ ...pages.flags, 'webhook-url': webhook.url });
  pages.serve(files);
  const file = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw new Error(`init does not write ${path}.`);
    return text;
  };
  const below = (folder: string): [string, string][] =>
    Object.entries(files).filter(([path]) => path.startsWith(folder));

  const old = route === 'scraping with 2.42';
  const scraped = old || route === 'scraping';
  const collector =
    route === 'a collector'
      ? stack.use(await startCollector(file('stack/collector.yaml')))
      : undefined;
  const alertmanager = stack.use(
    await startAlertmanager({
      program: old ? 'alertmanager-0.25' : 'alertmanager',
      config: fasterFile(file('stack/alertmanager.yml')),
      files: Object.fromEntries(
        below('stack/templates/').map(([path, text]) => [path.replace('stack/', ''), text]),
      ),
    }),
  );
  const startApps = async (pushTo?: string): Promise<App[]> => {
    const starting = apps.map((app) =>
      startApp({ ...app, scraped, env: pushTo === undefined ? {} : pushedTo(pushTo) }),
    );
    return await Promise.all(starting.map(async (app) => stack.use(await app)));
  };
  // Those that are scraped have to be there before Prometheus, those that push need to know where it is.
  const early = scraped ? await startApps() : collector ? await startApps(collector.otlp) : [];

  const config = file(old ? 'stack/prometheus-2.yml' : 'stack/prometheus.yml');
  const rules = below('rules/').filter(([path]) => !path.startsWith('rules/tests/'));
  const prometheus = stack.use(
    await startPrometheus({
      program: old ? 'prometheus-2.42' : 'prometheus',
      flags: FASTER_PROMETHEUS,
      config: fasterFile(
        config
          .replace('../rules/', 'rules/')
          .replace('alertmanager:9093', alertmanager.address)
          .replace('[jaeger:8889]', `[${collector?.endpoints[EXPORTER] ?? ''}]`),
      ),
      files: {
        'targets/services.yml': scraped ? targets(apps, early) : '[]',
        ...Object.fromEntries(rules.map(([path, text]) => [path, fasterFile(text)])),
      },
    }),
  );
  const late = route === 'OTLP' ? await startApps(prometheus.otlp) : [];
  await haveArrived(prometheus, apps.length);

  const held = stack.move();
  return {
    apps: [...early, ...late],
    prometheus,
    alertmanager,
    webhook,
    messages: (receiver, job) =>
      webhook.messages.filter(
        (message) => message.receiver === receiver && message.groupLabels.job === job,
      ),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** Waits for all instances: Prometheus looks for what to scrape, and for Alertmanager, 5 seconds after its start. */
async function haveArrived(prometheus: Prometheus, instances: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const there = (await prometheus.query('count by (job, instance) (spanthropic_clients)')).length;
    if (there === instances) return;
    if (Date.now() > deadline) throw new Error(`Of ${instances} instances ${there} have arrived.`);
    await sleep(100);
  }
}

/** What services set to push their metrics. */
function pushedTo(otlp: string): Record<string, string> {
  const every = String(fasterMilliseconds('15s'));
  return {
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${otlp}/v1/metrics`,
    OTEL_METRIC_EXPORT_INTERVAL: every,
    OTEL_METRIC_EXPORT_TIMEOUT: every,
  };
}

function targets(apps: readonly { readonly service: string }[], started: readonly App[]): string {
  return JSON.stringify(
    apps.map(({ service }, i) => ({ targets: [started[i]?.metrics], labels: { job: service } })),
  );
}

const EXPORTER = 'exporters.prometheus.endpoint';

async function startCollector(config: string): Promise<Jaeger> {
  return await startJaeger({
    config,
    endpoints: [EXPORTER],
    set: { 'service.telemetry.metrics.level': 'none' }, // its own, at a port that others may have
  });
}
