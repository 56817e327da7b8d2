import { resolve } from 'node:path';
import { TIMING, type Timing } from './api/schedule.ts';

/** What the demo service is told by environment variables. */
export interface Settings {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** `service.name`, so the `job` of its metrics. */
  readonly service: string;
  /** Where the service finds the others. */
  readonly backends: {
    readonly prometheus: string;
    readonly alertmanager: string;
    readonly jaeger: string;
  };
  /** Where a browser finds them; the pages here stand in for one that has none. */
  readonly links: Links;
  /** Folders of runbooks and dashboards. */
  readonly runbooks: string;
  readonly dashboards: string;
  readonly timing: Timing;
}

export interface Links {
  readonly grafana: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly jaeger: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws TypeError for a number that is none, naming the variable */
export function settingsFrom(env: Environment): Settings {
  const alertmanager = env.ALERTMANAGER_URL ?? 'http://127.0.0.1:9093';
  return {
    host: env.HOST ?? '127.0.0.1',
    port: number(env, 'PORT', 8080),
    service: env.OTEL_SERVICE_NAME ?? 'demo',
    backends: {
      prometheus: env.PROMETHEUS_URL ?? 'http://127.0.0.1:9090',
      alertmanager,
      jaeger: env.JAEGER_URL ?? 'http://127.0.0.1:16686',
    },
    links: {
      grafana: env.GRAFANA_LINK ?? '/d/',
      prometheus: env.PROMETHEUS_LINK ?? '/explore',
      alertmanager: env.ALERTMANAGER_LINK ?? alertmanager,
      jaeger: env.JAEGER_LINK ?? '/search',
    },
    runbooks: resolve(env.RUNBOOKS ?? 'runbooks'),
    dashboards: resolve(env.DASHBOARDS ?? 'dashboards'),
    timing: {
      firstSpike: number(env, 'FIRST_SPIKE', TIMING.firstSpike),
      every: number(env, 'SPIKE_EVERY', TIMING.every),
      length: number(env, 'SPIKE_LENGTH', TIMING.length),
    },
  };
}

function number(env: Environment, name: string, usual: number): number {
  const value = Number(env[name] ?? usual);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new TypeError(`${name} has to be a number from 0 on, got '${env[name]}'`);
}
