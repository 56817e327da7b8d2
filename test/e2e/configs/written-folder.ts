import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ProgramName, program } from 'backends/programs';
import {
  installedPackage,
  temporaryFolder,
} from '../../../packages/observability/test/support/package-root.ts';
import { runCommand } from '../../../packages/observability/test/support/run-command.ts';

/** A folder as `init` writes it with these flags, for the length of a test. */
export async function writtenFolder(...flags: readonly string[]): Promise<string> {
  const dir = join(temporaryFolder(), 'ops');
  const { code, stderr } = await runCommand(installedPackage(), 'init', dir, ...flags);
  if (code !== 0) throw new Error(stderr);
  return dir;
}

/** The text of a file in it. */
export function read(dir: string, path: string): string {
  return readFileSync(join(dir, path), 'utf8');
}

/** What a program prints; it has to be content. */
export async function mustPrint(name: ProgramName, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program(name), args);
  return `${stdout}${stderr}`;
}
