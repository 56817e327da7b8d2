import { startFakeClaude } from '../server/start-fake-claude.ts';
import { readArguments, usage } from './arguments.ts';
import { CommandError, messageOf } from './command-error.ts';
import { readScript } from './read-script.ts';
import { requestLine } from './request-line.ts';

/** Runs the command until a signal ends it; sets exit code 2 for what was typed wrong. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await serve(args);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    process.stderr.write(`fake-claude: ${error.message}\n`);
    process.exitCode = 2;
  }
}

async function serve(args: readonly string[]): Promise<void> {
  const { port, host, script, help } = readArguments(args);
  if (help) {
    process.stdout.write(usage);
    return;
  }
  const calls = script === undefined ? undefined : await readScript(script);
  const server = await startFakeClaude(calls, {
    port,
    host,
    onRequest: (request) => process.stdout.write(`${requestLine(request)}\n`),
  }).catch((error: unknown) => {
    throw new CommandError(`cannot start: ${messageOf(error)}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close());
  }
  // Last, since whoever has read it may send a signal.
  process.stdout.write(`${server.url}\n`);
}
