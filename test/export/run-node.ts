import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What a process left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

type Environment = Readonly<Record<string, string>>;

/** Starts a file in an environment that holds nothing but `env`. */
export function startNode(file: URL, args: readonly string[], env: Environment): Running {
  const child = spawn(process.execPath, [fileURLToPath(file), ...args], { env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const finished = Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return {
    child,
    finished: finished.then(([code, stdout, stderr]) => ({ code, stdout, stderr })),
  };
}

/** Runs a file to its end, in an environment that holds nothing but `env`. */
export function runNode(file: URL, args: readonly string[], env: Environment): Promise<Finished> {
  return startNode(file, args, env).finished;
}
