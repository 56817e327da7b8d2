import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { logFile, tailOf } from 'backends/logs';

/** `pnpm stack`, as a process of its own. */
export interface Stack {
  /** Of the demo service. */
  readonly url: string;
  /** All that it has printed so far. */
  readonly printed: string;
  /** Of all programs that it said where they are. */
  readonly ports: readonly number[];
  /** It, and all that it has started. */
  processes(): number[];
  /** Ctrl-C. Gives the exit code. */
  interrupt(): Promise<number | null>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../../../examples/stack/start.ts', import.meta.url));

/** Starts it, and waits until it has said where to look and what will happen. */
export async function startStack(...args: readonly string[]): Promise<Stack> {
  const log = logFile('stack');
  const child = spawn(process.execPath, [program, ...args]);
  let printed = '';
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  const began = new Promise<void>((resolve, reject) => {
    const add = (chunk: string): void => {
      printed += chunk;
      writeFileSync(log, printed);
      if (printed.includes('Ctrl-C stops everything')) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', add);
    child.stderr.setEncoding('utf8').on('data', add);
    void ended.then(() => reject(new Error(`The stack ended:\n${tailOf(log)}`)));
  });
  await began;
  const interrupt = async (): Promise<number | null> => {
    child.kill('SIGINT');
    return await ended;
  };
  const urls = [...new Set(printed.match(/http:\/\/127\.0\.0\.1:\d+/g))];
  const [, url = ''] = /^Open (http:\S+):/m.exec(printed) ?? [];
  return {
    url,
    ports: urls.map((each) => Number(new URL(each).port)),
    get printed() {
      return printed;
    },
    processes: () => descendantsOf(child.pid ?? 0),
    interrupt,
    async stop() {
      if (child.exitCode === null) await interrupt();
    },
  };
}

/** A process and all that descend from it, by what the kernel says. */
function descendantsOf(pid: number): number[] {
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
