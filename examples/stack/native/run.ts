import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetLogs, tailOf } from 'backends/logs';
import type { RunningProgram } from 'backends/running-program';
import { type Arguments, help, readArguments } from './arguments.ts';
import { writeConfiguration } from './configuration.ts';
import { checkPrograms } from './missing-programs.ts';
import { choosePorts } from './ports.ts';
import { startersOf } from './programs.ts';
import { StackError } from './stack-error.ts';
import { whatWillHappen, whereToLook } from './tell.ts';
import { tellMessages } from './tell-messages.ts';

/** The stack as a command. Gives its exit code. `stopped` resolves when somebody wants it to end. */
export async function run(args: readonly string[], stopped: Promise<void>): Promise<number> {
  try {
    const wish = readArguments(args);
    if (wish === 'help') console.log(help);
    else await runStack(wish, stopped);
    return 0;
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
}

async function runStack(
  { timing, ports: given, anyPort }: Arguments,
  stopped: Promise<void>,
): Promise<void> {
  checkPrograms();
  const ports = await choosePorts(given, { anyPort });
  await using stack = new AsyncDisposableStack();
  const temporary = await mkdtemp(join(tmpdir(), 'spanthropic-stack-'));
  stack.defer(() => rm(temporary, { recursive: true, force: true, maxRetries: 5 }));
  const folder = join(temporary, 'configuration');
  await writeConfiguration(folder, join(temporary, 'package'), ports);
  const running = new Map<string, RunningProgram>();
  let isOver = false;
  void stopped.then(() => {
    isOver = true;
  });
  for (const { name, start } of startersOf(folder, ports, timing)) {
    if (isOver) return;
    console.log(`Starting ${name} ...`);
    running.set(name, stack.use(await start()));
  }
  const startedAt = Date.now();
  console.log(whereToLook(ports) + whatWillHappen(timing, startedAt));
  stack.use(tellMessages(`http://127.0.0.1:${ports.demo}`));
  await Promise.race([stopped, failureOf(running)]);
  console.log('Stopping ...');
  await stack.disposeAsync();
  forgetLogs();
}

/** Rejects when one of them ends by itself. */
async function failureOf(running: ReadonlyMap<string, RunningProgram>): Promise<never> {
  const ended = [...running].map(async ([name, { ended, log }]) => {
    await ended;
    return { name, log };
  });
  const { name, log } = await Promise.race(ended);
  throw new StackError(`${name} has ended by itself, so the rest is stopped:\n${tailOf(log)}`);
}
