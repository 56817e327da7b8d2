import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { logFile, tailOf } from 'backends/logs';
import type { Order, Report, Settings, Told } from './app-messages.ts';

/** An instrumented service under steady traffic, as a process of its own. */
export interface App extends AsyncDisposable {
  /** `127.0.0.1:port`, where its `/metrics` are when they are scraped. */
  readonly metrics: string;
  /** From now on its attempts take these calls of the fake API's script, in turn by the call they are of. */
  play(...scripts: readonly string[]): void;
  /** What has become of its calls since the report before. */
  report(): Promise<Report>;
}

export interface AppOptions extends Partial<Settings> {
  /** `service.name`. */
  readonly service: string;
  /** `service.instance.id`. */
  readonly instance: string;
  /** Of the fake API. */
  readonly api: string;
  /** Further variables, which say where telemetry goes: by default nowhere. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

const program = fileURLToPath(new URL('../programs/app.ts', import.meta.url));

/** Starts ../programs/app.ts, and waits until its traffic flows. */
export async function startApp(options: AppOptions): Promise<App> {
  const { service, instance, api, env, ...given } = options;
  const settings: Settings = {
    scraped: false,
    models: ['claude-opus-5-5'],
    scripts: ['healthy'],
    callsPerSecond: 20,
    mostActive: 100,
    timeoutSeconds: 600,
    maxRetries: 2,
    streamedPercent: 20,
    promptBytes: 0,
    ...given,
  };
  const log = logFile(`${service}-${instance}`);
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, ['--expose-gc', program], {
    stdio: ['ignore', output, output, 'ipc'],
    env: {
      ANTHROPIC_API_KEY: 'a key',
      ANTHROPIC_BASE_URL: api,
      OTEL_SERVICE_NAME: service,
      OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${instance}`,
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_LOG_LEVEL: 'warn',
      OTEL_NODE_RESOURCE_DETECTORS: 'env', // those of host and process would warn at each scrape
      ...env,
      E2E_APP: JSON.stringify(settings),
    },
  });
  closeSync(output);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  /** What it tells next of a kind. */
  const told = async <K extends string>(kind: K): Promise<Extract<Told, Record<K, unknown>>> => {
    const heard = new Promise<Extract<Told, Record<K, unknown>>>((resolve) => {
      const listen = (message: Told): void => {
        if (!(kind in message)) return;
        child.off('message', listen);
        resolve(message as Extract<Told, Record<K, unknown>>);
      };
      child.on('message', listen);
    });
    const died = ended.then(() => {
      throw new Error(`${service} ${instance} ended:\n${tailOf(log)}`);
    });
    return await Promise.race([heard, died]);
  };
  const tell = (order: Order): void => void child.send(order);

  const { ready } = await told('ready');
  return {
    metrics: ready,
    play(...scripts) {
      tell({ play: scripts });
    },
    async report() {
      const next = told('report');
      tell({ report: true });
      return (await next).report;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      const patience = setTimeout(() => child.kill('SIGKILL'), 2_000);
      await ended;
      clearTimeout(patience);
    },
  };
}
