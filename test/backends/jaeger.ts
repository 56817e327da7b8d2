import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, retryWhenTaken } from './free-port.ts';
import { getJson } from './http-api.ts';
import { program } from './programs.ts';
import { type RunningProgram, startProgram } from './running-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A real Jaeger, which is an OpenTelemetry collector too, on ports of its own. */
export interface Jaeger extends AsyncDisposable {
  /** Of its query API. */
  readonly url: string;
  /** Where OTLP/HTTP is pushed to (`OTEL_EXPORTER_OTLP_ENDPOINT`). */
  readonly otlp: string;
  /** `127.0.0.1:port` of each endpoint, the named ones of the options included. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly process: RunningProgram;
  /** A trace as OTLP JSON, once any of it is there. */
  trace(id: string, options?: { readonly timeout?: number }): Promise<OtlpTrace>;
}

/** OTLP JSON, as far as it says the same for every trace. */
export interface OtlpTrace {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly unknown[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string };
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
  readonly events?: readonly unknown[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

export interface JaegerOptions {
  /** The text of its configuration; by default, OTLP in and traces kept in memory. */
  readonly config?: string | undefined;
  /** Further files, by their path relative to the folder it runs in. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /**
   * Keys of the configuration that get a free loopback address too, such as
   * `exporters.prometheus.endpoint`. Those of OTLP and of Jaeger's query and health always do.
   */
  readonly endpoints?: readonly string[] | undefined;
  /** Other keys to set, with their value in YAML: the way to change what a shipped file says. */
  readonly set?: Readonly<Record<string, string>> | undefined;
  /** Addresses of endpoints that are not to be free ones, by their key. */
  readonly at?: Readonly<Record<string, string>> | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

const OTLP_HTTP = 'receivers.otlp.protocols.http.endpoint';
const QUERY_HTTP = 'extensions.jaeger_query.http.endpoint';
/** Endpoints that a configuration may have, by the component that it then has. */
const OWN_ENDPOINTS = {
  otlp: [OTLP_HTTP, 'receivers.otlp.protocols.grpc.endpoint'],
  jaeger_query: [QUERY_HTTP, 'extensions.jaeger_query.grpc.endpoint'],
  healthcheckv2: ['extensions.healthcheckv2.http.endpoint'],
};

const IN_MEMORY = `
service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines:
    traces: { receivers: [otlp], exporters: [jaeger_storage_exporter] }
  telemetry: { metrics: { level: none } }
extensions:
  jaeger_query: { storage: { traces: memory } }
  jaeger_storage: { backends: { memory: { memory: { max_traces: 100000 } } } }
receivers:
  otlp: { protocols: { grpc: {}, http: {} } }
exporters:
  jaeger_storage_exporter: { trace_storage: memory }
`;

/** Starts Jaeger, or a collector that its configuration makes of it. */
export async function startJaeger(options: JaegerOptions = {}): Promise<Jaeger> {
  return await retryWhenTaken(() => start(options));
}

async function start(options: JaegerOptions): Promise<Jaeger> {
  const { config = IN_MEMORY, files = {}, set = {}, at = {}, env } = options;
  const endpoints: Record<string, string> = {};
  for (const key of [...ownEndpoints(config), ...(options.endpoints ?? [])]) {
    endpoints[key] = at[key] ?? `127.0.0.1:${await freePort()}`;
  }
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder({ ...files, 'jaeger.yaml': config }));
  const running = stack.use(
    await startProgram({
      path: program('jaeger'),
      cwd: folder.path,
      env: env && { ...process.env, ...env },
      args: [
        '--config=jaeger.yaml',
        ...Object.entries({ ...set, ...endpoints }).map(([key, value]) => `--set=${key}=${value}`),
      ],
      ready: 'Everything is ready',
    }),
  );
  const url = `http://${endpoints[QUERY_HTTP]}`;
  const held = stack.move();
  return {
    url,
    otlp: `http://${endpoints[OTLP_HTTP]}`,
    endpoints,
    process: running,
    async trace(id, { timeout = 30_000 } = {}) {
      const deadline = Date.now() + timeout;
      for (;;) {
        try {
          return (await getJson<{ result: OtlpTrace }>(`${url}/api/v3/traces/${id}`)).result;
        } catch (error) {
          if (Date.now() > deadline) throw error;
          await sleep(100);
        }
      }
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

function ownEndpoints(config: string): string[] {
  return Object.entries(OWN_ENDPOINTS).flatMap(([component, keys]) =>
    new RegExp(`^ +${component}:`, 'm').test(config) ? keys : [],
  );
}
