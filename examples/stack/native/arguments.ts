import { parseArgs } from 'node:util';
import { TIMING, type Timing } from '../api/schedule.ts';
import { isPortName, PORTS, type Ports } from './ports.ts';
import { StackError } from './stack-error.ts';

export const help = `Usage: pnpm stack [flags]

Runs the stack without Docker, until Ctrl-C: Jaeger, Prometheus with the alert rules, Alertmanager, and a service
under scripted traffic that runs into its rate limit every quarter of an hour.

  --first-spike S   seconds until the first spike; default ${TIMING.firstSpike}
  --spike-every S   from the beginning of a spike to that of the next; default ${TIMING.every}
  --spike-length S  how long a spike lasts; default ${TIMING.length}
  --port NAME=PORT  another port than the usual one, as often as needed; by name:
                    ${Object.entries(PORTS)
                      .map(([name, port]) => `${name} ${port}`)
                      .join(', ')
                      .replace('otlp-grpc', '\n                    otlp-grpc')}
  --any-port        free ports for all that is not given
  --help            this`;

/** What the stack was told. */
export interface Arguments {
  readonly timing: Timing;
  readonly ports: Partial<Ports>;
  readonly anyPort: boolean;
}

const SECONDS = { type: 'string' } as const;

/** @throws StackError for what cannot be meant, naming it */
export function readArguments(args: readonly string[]): Arguments | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const timing = {
    firstSpike: seconds('first-spike', values['first-spike'], TIMING.firstSpike),
    every: seconds('spike-every', values['spike-every'], TIMING.every),
    length: seconds('spike-length', values['spike-length'], TIMING.length),
  };
  if (timing.length >= timing.every) misused('a spike has to be shorter than --spike-every');
  return {
    timing,
    ports: Object.fromEntries((values.port ?? []).map(readPort)),
    anyPort: values['any-port'] ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: args.filter((arg) => arg !== '--'),
      options: {
        'first-spike': SECONDS,
        'spike-every': SECONDS,
        'spike-length': SECONDS,
        port: { type: 'string', multiple: true },
        'any-port': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
}

function seconds(flag: string, value: string | undefined, usual: number): number {
  if (value === undefined) return usual;
  const number = Number(value);
  if (/^\d+$/.test(value) && number > 0) return number;
  return misused(`--${flag} takes seconds, a whole number from 1 on, not '${value}'`);
}

function readPort(given: string): [string, number] {
  const [, name = '', port = ''] = /^([a-z-]+)=(\d{1,5})$/.exec(given) ?? [];
  if (isPortName(name) && Number(port) > 0 && Number(port) < 65_536) return [name, Number(port)];
  return misused(`--port takes NAME=PORT, such as demo=18080, not '${given}'`);
}

function misused(what: string): never {
  throw new StackError(`stack: ${what}; --help tells what there is.`, 2);
}
