import { getJson } from './http-api.ts';
import { type Server, type ServerOptions, startServer } from './server.ts';

/** A real Prometheus, on a port of its own. */
export interface Prometheus extends Server {
  /** Where metrics are pushed to, by OTLP/HTTP (3.x only). */
  readonly otlp: string;
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

export interface PrometheusOptions extends ServerOptions {
  /** `prometheus` (3.x) by default. */
  readonly program?: 'prometheus' | 'prometheus-2.42' | undefined;
}

/** Starts Prometheus with a data folder of its own, and an OTLP receiver where it has one. */
export async function startPrometheus({
  program = 'prometheus',
  ...options
}: PrometheusOptions): Promise<Prometheus> {
  const server = await startServer(
    {
      program,
      configFile: 'prometheus.yml',
      args: [
        '--storage.tsdb.path=data',
        '--web.enable-lifecycle',
        '--enable-feature=exemplar-storage',
        ...(program === 'prometheus' ? ['--web.enable-otlp-receiver'] : []),
      ],
      ready: 'Server is ready to receive web requests',
    },
    options,
  );
  const { url } = server;
  const api = async <T>(path: string): Promise<T> =>
    (await getJson<{ data: T }>(`${url}/api/v1/${path}`)).data;
  return {
    ...server,
    otlp: `${url}/api/v1/otlp`,
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
