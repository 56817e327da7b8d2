import { getJson } from './http-api.ts';
import { type Server, type ServerOptions, startServer } from './server.ts';

/** A real Alertmanager, on a port of its own, alone. */
export interface Alertmanager extends Server {
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

export interface AlertmanagerOptions extends ServerOptions {
  /** `alertmanager` (0.31) by default. */
  readonly program?: 'alertmanager' | 'alertmanager-0.25' | undefined;
}

/** Starts Alertmanager with a data folder of its own. */
export async function startAlertmanager({
  program = 'alertmanager',
  ...options
}: AlertmanagerOptions): Promise<Alertmanager> {
  const server = await startServer(
    {
      program,
      configFile: 'alertmanager.yml',
      args: [
        '--storage.path=data',
        '--cluster.listen-address=', // it would look for others, and wait for them
      ],
      ready: 'msg="Listening on"',
    },
    options,
  );
  return {
    ...server,
    alerts: () => getJson<AlertmanagerAlert[]>(`${server.url}/api/v2/alerts`),
  };
}
