import { createServer, type Server } from 'node:net';
import { StackError } from './stack-error.ts';

/** Where each part of the stack listens, on 127.0.0.1: the ports of compose.yaml, and those that only it needs. */
export const PORTS = {
  demo: 8080,
  prometheus: 9090,
  alertmanager: 9093,
  jaeger: 16686,
  'otlp-http': 4318,
  'otlp-grpc': 4317,
  spanmetrics: 8889,
  'jaeger-grpc': 16685,
  'jaeger-health': 13133,
} as const;

export type PortName = keyof typeof PORTS;

export type Ports = Readonly<Record<PortName, number>>;

export function isPortName(name: string): name is PortName {
  return Object.hasOwn(PORTS, name);
}

/** The given ports, and of the others the usual ones, or free ones. */
export async function choosePorts(
  given: Partial<Ports>,
  { anyPort }: { readonly anyPort: boolean },
): Promise<Ports> {
  const names = Object.keys(PORTS).filter(isPortName);
  // All at once, so that each is another one.
  const held = await Promise.all(
    names.map(async (name) => ({
      name,
      wanted: given[name] ?? (anyPort ? 0 : PORTS[name]),
      server: await listen(given[name] ?? (anyPort ? 0 : PORTS[name])),
    })),
  );
  const ports = { ...PORTS, ...given };
  const taken: string[] = [];
  for (const { name, wanted, server } of held) {
    const address = server?.address();
    if (address && typeof address === 'object') Object.assign(ports, { [name]: address.port });
    else taken.push(`  ${wanted} (${name}): --port ${name}=${wanted + 10_000}`);
  }
  await Promise.all(held.map(({ server }) => server && close(server)));
  if (taken.length === 0) return ports;
  throw new StackError(
    `Ports are in use, perhaps by another stack. Stop that, or take others:\n${taken.join('\n')}\n` +
      '--any-port takes free ones for all.',
  );
}

/** Undefined when the port is taken. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
