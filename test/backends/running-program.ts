import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logFile, tailOf } from './logs.ts';

/** A program that runs until it is disposed of, or this process dies, however it dies. */
export interface RunningProgram extends AsyncDisposable {
  readonly pid: number;
  /** The file with what it writes. */
  readonly log: string;
  /** Whether it still runs. */
  readonly alive: boolean;
  /** Resolves when it does not run any more, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly path: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** What it says once it serves. */
  readonly ready: string | RegExp;
  /** Answers 2xx once it is ready; none by default. */
  readonly readyUrl?: string | undefined;
  /** Milliseconds until it has to be ready; 60 000 by default, for machines that do much else. */
  readonly timeout?: number | undefined;
}

/**
 * Runs "$@" until its end, or until standard input ends, which it does when this process stops it and
 * also when this process is killed. The program's process id is the first line.
 */
const KEEPER = `
exec 3<&0
"$@" </dev/null 3<&- >&4 2>&4 &
program=$!
echo "$program"
{ cat >/dev/null <&3; kill "$program"; sleep 1; kill -9 "$program"; } >/dev/null 2>&1 4>&- &
watch=$!
exec 3<&- 4>&- >&-
wait "$program"
kill "$watch" 2>/dev/null
`;

/**
 * Starts a program, and waits until it serves.
 *
 * @throws Error with the end of its log when it ends first, or is not ready in time.
 */
export async function startProgram(options: ProgramOptions): Promise<RunningProgram> {
  const { path, args, cwd, env, timeout = 60_000 } = options;
  const log = logFile(basename(path));
  const output = openSync(log, 'a');
  // A process group of its own, so that Ctrl-C in a terminal is for whoever started it.
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'sh', path, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore', 'ignore', output],
  });
  closeSync(output);
  const { stdin, stdout } = keeper;
  if (!stdin || !stdout) throw new Error('The keeper has no pipes.');
  let alive = true;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      alive = false;
      resolve();
    };
    keeper.once('exit', end).once('error', end);
  });
  stdin.on('error', () => {});
  const stop = async (): Promise<void> => {
    stdin.end();
    await ended;
  };
  const pid = await new Promise<number>((resolve) => {
    stdout.setEncoding('utf8').once('data', (line: string) => resolve(Number(line)));
    void ended.then(() => resolve(0));
  });

  const running: RunningProgram = {
    pid,
    log,
    get alive() {
      return alive;
    },
    ended,
    stop,
    [Symbol.asyncDispose]: stop,
  };
  const failed = async (why: string): Promise<Error> => {
    await stop();
    return new Error(`${basename(path)} ${why}:\n${tailOf(log)}`);
  };
  const deadline = Date.now() + timeout;
  while (!(await isReady(log, options))) {
    if (!alive) throw await failed('ended before it was ready');
    if (Date.now() > deadline) throw await failed(`was not ready in ${timeout} ms`);
    await sleep(20);
  }
  return running;
}

/** By the log first: until then, whoever answers at its address may be another program. */
async function isReady(log: string, { ready, readyUrl }: ProgramOptions): Promise<boolean> {
  const written = readFileSync(log, 'utf8');
  const said = typeof ready === 'string' ? written.includes(ready) : ready.test(written);
  if (!said || readyUrl === undefined) return said;
  return await fetch(readyUrl).then(
    ({ ok }) => ok,
    () => false,
  );
}
