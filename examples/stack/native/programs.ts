import { join } from 'node:path';
import { program } from 'backends/programs';
import { type RunningProgram, startProgram } from 'backends/running-program';
import type { Timing } from '../api/schedule.ts';
import type { Ports } from './ports.ts';

/** Everything that runs, in the order in which it starts. Each takes the files of a folder that `init` wrote. */
export function startersOf(folder: string, ports: Ports, timing: Timing): readonly Starter[] {
  const url = (name: keyof Ports): string => `http://127.0.0.1:${ports[name]}`;
  const stack = join(folder, 'stack');
  const own = { cwd: stack, timeout: 30_000 };
  return [
    {
      name: 'Jaeger',
      start: () =>
        startProgram({
          ...own,
          path: program('jaeger'),
          args: ['--config=jaeger.yaml'],
          env: {
            ...process.env,
            JAEGER_LISTEN_HOST: '127.0.0.1',
            JAEGER_QUERY_PORT: String(ports.jaeger),
            JAEGER_QUERY_GRPC_PORT: String(ports['jaeger-grpc']),
            JAEGER_HEALTH_PORT: String(ports['jaeger-health']),
            JAEGER_OTLP_HTTP_PORT: String(ports['otlp-http']),
            JAEGER_OTLP_GRPC_PORT: String(ports['otlp-grpc']),
            SPAN_METRICS_PORT: String(ports.spanmetrics),
            PROMETHEUS_URL: url('prometheus'),
          },
          ready: 'Everything is ready',
        }),
    },
    {
      name: 'Alertmanager',
      start: () =>
        startProgram({
          ...own,
          path: program('alertmanager'),
          args: [
            '--config.file=alertmanager.yml',
            `--storage.path=${join(folder, 'alertmanager-data')}`,
            `--web.listen-address=127.0.0.1:${ports.alertmanager}`,
            `--web.external-url=${url('alertmanager')}`,
            '--cluster.listen-address=', // alone
          ],
          ready: 'msg="Listening on"',
          readyUrl: `${url('alertmanager')}/-/ready`,
        }),
    },
    {
      name: 'Prometheus',
      start: () =>
        startProgram({
          ...own,
          path: program('prometheus'),
          args: [
            '--config.file=prometheus.yml',
            `--storage.tsdb.path=${join(folder, 'prometheus-data')}`,
            `--web.listen-address=127.0.0.1:${ports.prometheus}`,
            `--web.external-url=${url('prometheus')}`,
            '--web.enable-otlp-receiver',
            '--enable-feature=exemplar-storage',
          ],
          ready: 'Server is ready to receive web requests',
          readyUrl: `${url('prometheus')}/-/ready`,
        }),
    },
    {
      name: 'the demo service',
      start: () =>
        startProgram({
          ...own,
          path: process.execPath,
          args: ['demo/demo.mjs'],
          env: {
            ...process.env,
            PORT: String(ports.demo),
            PROMETHEUS_URL: url('prometheus'),
            ALERTMANAGER_URL: url('alertmanager'),
            JAEGER_URL: url('jaeger'),
            RUNBOOKS: '../runbooks',
            DASHBOARDS: '../dashboards',
            OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url('otlp-http')}/v1/traces`,
            OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${url('prometheus')}/api/v1/otlp/v1/metrics`,
            OTEL_METRIC_EXPORT_INTERVAL: '15000',
            OTEL_METRIC_EXPORT_TIMEOUT: '10000',
            OTEL_BSP_SCHEDULE_DELAY: '1000',
            OTEL_LOGS_EXPORTER: 'none',
            FIRST_SPIKE: String(timing.firstSpike),
            SPIKE_EVERY: String(timing.every),
            SPIKE_LENGTH: String(timing.length),
          },
          ready: 'listens at',
        }),
    },
  ];
}

export interface Starter {
  /** As people call it. */
  readonly name: string;
  start(): Promise<RunningProgram>;
}
