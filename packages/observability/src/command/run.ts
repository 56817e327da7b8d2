import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Arguments, readArguments } from './arguments.ts';
import { diff } from './diff.ts';
import { Failure, reasonOf } from './failure.ts';
import { help } from './help.ts';
import { init } from './init.ts';

/** Runs the command with its arguments, and gives its exit code. `root` is the package's folder. */
export async function run(args: readonly string[], root: string): Promise<number> {
  try {
    return await obey(readArguments(args), root);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`spanthropic-observability: ${error.message}\n`);
    return error.exitCode;
  }
}

async function obey(args: Arguments, root: string): Promise<number> {
  switch (args.command) {
    case 'help':
      process.stdout.write(help());
      return 0;
    case 'version':
      process.stdout.write(`${await versionOf(root)}\n`);
      return 0;
    case 'init':
      process.stdout.write(await init({ ...args, root, version: await versionOf(root) }));
      return 0;
    case 'diff':
      return await diffOrTwo(args, root);
  }
}

/** Its 1 is an answer, so whatever is wrong is a 2, as `diff` and `git diff` have it. */
async function diffOrTwo(
  args: Extract<Arguments, { command: 'diff' }>,
  root: string,
): Promise<number> {
  try {
    const { patch, summary, differs } = await diff({ ...args, root });
    process.stdout.write(patch);
    process.stderr.write(summary);
    return differs ? 1 : 0;
  } catch (error) {
    throw error instanceof Failure ? new Failure(error.message, 2) : error;
  }
}

async function versionOf(root: string): Promise<string> {
  const path = join(root, 'package.json');
  const manifest = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Failure(`cannot read ${path}: ${reasonOf(error)}`);
  });
  return JSON.parse(manifest).version;
}
