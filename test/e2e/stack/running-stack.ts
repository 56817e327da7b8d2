import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startProgram } from 'backends/running-program';
import { temporaryFolder } from 'backends/temporary-folder';

/** `pnpm stack`, as a process of its own. */
export interface Stack {
  /** Of the demo service. */
  readonly url: string;
  /** All that it has printed so far. */
  readonly printed: string;
  /** Of all programs that it said where they are. */
  readonly ports: readonly number[];
  /** Where a program listens that it has named. */
  portOf(name: string): number;
  /** It, and all that it has started. */
  processes(): number[];
  /** Sends it a signal, such as Ctrl-C's SIGINT. Resolves when it has ended. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it if it has not ended, and removes what it left. */
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../../../examples/stack/start.ts', import.meta.url));

/** Starts it, and waits until it has said where to look and what will happen. */
export async function startStack(...args: readonly string[]): Promise<Stack> {
  // Also when it is killed and cannot clean up after itself.
  const folder = await temporaryFolder({});
  const running = await startProgram({
    path: process.execPath,
    args: [program, ...args],
    env: { ...process.env, TMPDIR: folder.path },
    ready: 'Ctrl-C stops everything',
  });
  const read = (): string => readFileSync(running.log, 'utf8');
  const urls = [...new Set(read().match(/http:\/\/127\.0\.0\.1:\d+/g))];
  const [, url = ''] = /^Open (http:\S+):/m.exec(read()) ?? [];
  return {
    url,
    ports: urls.map((each) => Number(new URL(each).port)),
    portOf(name) {
      const [, address = ''] = new RegExp(`^ +${name} +(http:\\S+)`, 'm').exec(read()) ?? [];
      return Number(new URL(address).port);
    },
    get printed() {
      return read();
    },
    processes: () => withDescendants(running.pid),
    async signal(name) {
      process.kill(running.pid, name);
      await running.ended;
    },
    ended: running.ended,
    async stop() {
      await running.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A process and all that descend from it, by what the kernel says. */
function withDescendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const [, parent] = /\) \w (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      parents.set(Number(name), Number(parent));
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = [pid];
  for (const each of found) {
    for (const [child, parent] of parents) if (parent === each) found.push(child);
  }
  return found;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
