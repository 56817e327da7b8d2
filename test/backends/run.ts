import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Runs a command to its end, with its output among ours; whether it succeeded. */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<boolean> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit').catch(() => [-1]);
  return code === 0;
}

/** What a command prints, or undefined when it cannot be run or fails. */
export function outputOf(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}
