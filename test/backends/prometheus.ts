import { join } from 'node:path';
import { freePort, retryWhenTaken } from './free-port.ts';
import { getJson } from './http-api.ts';
import { program } from './programs.ts';
import { type RunningProgram, startProgram } from './running-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A real Prometheus, on a port of its own. */
export interface Prometheus extends AsyncDisposable {
  readonly url: string;
  /** `127.0.0.1:port`, as targets are written. */
  readonly address: string;
  /** Where metrics are pushed to, by OTLP/HTTP (3.x only). */
  readonly otlp: string;
  /** The folder of `prometheus.yml` and of `files`. */
  readonly folder: string;
  readonly process: RunningProgram;
  /** The value of an expression now, or at `time` (seconds); a scalar has no labels. */
  query(expression: string, time?: number): Promise<Sample[]>;
  /** What is pending or firing. */
  alerts(): Promise<Alert[]>;
  /** Any other part of its API: what `/api/v1/${path}` has under `data`. */
  api<T>(path: string): Promise<T>;
  /** Reads its files anew. */
  reload(): Promise<void>;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds. */
  readonly time: number;
}

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
  readonly activeAt: string;
  readonly value: string;
}

export interface PrometheusOptions {
  /** The text of `prometheus.yml`. */
  readonly config: string;
  /** Further files, by their path relative to `prometheus.yml`. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** `prometheus` (3.x) by default. */
  readonly program?: 'prometheus' | 'prometheus-2.42' | undefined;
  readonly flags?: readonly string[] | undefined;
  /** A free one by default. */
  readonly port?: number | undefined;
}

/** Starts Prometheus with a data folder of its own, and an OTLP receiver where it has one. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  return options.port === undefined
    ? await retryWhenTaken(async () => start(options, await freePort()))
    : await start(options, options.port);
}

async function start(options: PrometheusOptions, port: number): Promise<Prometheus> {
  const { config, files = {}, program: name = 'prometheus', flags = [] } = options;
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder({ ...files, 'prometheus.yml': config }));
  const address = `127.0.0.1:${port}`;
  const url = `http://${address}`;
  const running = stack.use(
    await startProgram({
      path: program(name),
      cwd: folder.path,
      args: [
        '--config.file=prometheus.yml',
        `--storage.tsdb.path=${join(folder.path, 'data')}`,
        `--web.listen-address=${address}`,
        `--web.external-url=${url}`, // what links in messages begin with
        '--web.enable-lifecycle',
        '--enable-feature=exemplar-storage',
        ...(name === 'prometheus' ? ['--web.enable-otlp-receiver'] : []),
        ...flags,
      ],
      ready: 'Server is ready to receive web requests',
      readyUrl: `${url}/-/ready`,
    }),
  );

  const api = async <T>(path: string): Promise<T> =>
    (await getJson<{ data: T }>(`${url}/api/v1/${path}`)).data;
  const held = stack.move();
  return {
    url,
    address,
    otlp: `${url}/api/v1/otlp`,
    folder: folder.path,
    process: running,
    api,
    async query(expression, time) {
      const search = new URLSearchParams({ query: expression });
      if (time !== undefined) search.set('time', String(time));
      const { resultType, result } = await api<QueryResult>(`query?${search}`);
      if (resultType === 'scalar') return [sample({ metric: {}, value: result })];
      return result.map(sample);
    },
    async alerts() {
      return (await api<{ alerts: Alert[] }>('alerts')).alerts;
    },
    async reload() {
      const response = await fetch(`${url}/-/reload`, { method: 'POST' });
      if (!response.ok) throw new Error(`Prometheus did not reload: ${await response.text()}`);
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

type Point = readonly [seconds: number, value: string];

type QueryResult =
  | { readonly resultType: 'scalar'; readonly result: Point }
  | { readonly resultType: 'vector'; readonly result: readonly RawSample[] };

interface RawSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: Point;
}

function sample({ metric, value: [time, value] }: RawSample): Sample {
  return { labels: metric, value: parseValue(value), time };
}

/** As Prometheus writes numbers: `NaN`, `+Inf` and `-Inf` among them. */
function parseValue(value: string): number {
  return Number(value.replace('Inf', 'Infinity'));
}
