import { join } from 'node:path';
import { freePort, retryWhenTaken } from './free-port.ts';
import { getJson } from './http-api.ts';
import { program } from './programs.ts';
import { type RunningProgram, startProgram } from './running-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A real Alertmanager, on a port of its own, alone. */
export interface Alertmanager extends AsyncDisposable {
  readonly url: string;
  /** `127.0.0.1:port`, as Prometheus's `alertmanagers` are written. */
  readonly address: string;
  /** The folder of `alertmanager.yml` and of `files`. */
  readonly folder: string;
  readonly process: RunningProgram;
  /** The alerts that it has, inhibited ones included. */
  alerts(): Promise<AlertmanagerAlert[]>;
}

export interface AlertmanagerAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: {
    readonly state: 'active' | 'suppressed' | 'unprocessed';
    /** Fingerprints of the alerts that this one is silent for. */
    readonly inhibitedBy: readonly string[];
  };
  readonly fingerprint: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface AlertmanagerOptions {
  /** The text of `alertmanager.yml`. */
  readonly config: string;
  /** Further files, by their path relative to `alertmanager.yml`. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** `alertmanager` (0.31) by default. */
  readonly program?: 'alertmanager' | 'alertmanager-0.25' | undefined;
  readonly flags?: readonly string[] | undefined;
  /** A free one by default. */
  readonly port?: number | undefined;
}

/** Starts Alertmanager with a data folder of its own. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<Alertmanager> {
  return options.port === undefined
    ? await retryWhenTaken(async () => start(options, await freePort()))
    : await start(options, options.port);
}

async function start(options: AlertmanagerOptions, port: number): Promise<Alertmanager> {
  const { config, files = {}, program: name = 'alertmanager', flags = [] } = options;
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder({ ...files, 'alertmanager.yml': config }));
  const address = `127.0.0.1:${port}`;
  const url = `http://${address}`;
  const running = stack.use(
    await startProgram({
      path: program(name),
      cwd: folder.path,
      args: [
        '--config.file=alertmanager.yml',
        `--storage.path=${join(folder.path, 'data')}`,
        `--web.listen-address=${address}`,
        `--web.external-url=${url}`, // what links in messages begin with
        '--cluster.listen-address=', // it would look for others, and wait for them
        ...flags,
      ],
      ready: 'msg="Listening on"',
      readyUrl: `${url}/-/ready`,
    }),
  );
  const held = stack.move();
  return {
    url,
    address,
    folder: folder.path,
    process: running,
    alerts: () => getJson<AlertmanagerAlert[]>(`${url}/api/v2/alerts`),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
