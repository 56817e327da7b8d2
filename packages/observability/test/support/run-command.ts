import { onTestFinished, vi } from 'vitest';
import { run } from '../../src/command/run.ts';

/** What a command wrote, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process, as installed in `root`; test/packed runs it in one of its own. */
export async function runCommand(root: string, ...args: readonly string[]): Promise<Ran> {
  const stdout = recorded(process.stdout);
  const stderr = recorded(process.stderr);
  const code = await run(args, root);
  return { code, stdout: stdout(), stderr: stderr() };
}

function recorded(stream: NodeJS.WriteStream): () => string {
  const write = vi.spyOn(stream, 'write').mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const already = write.mock.calls.length;
  return () => {
    const text = write.mock.calls
      .slice(already)
      .map(([chunk]) => String(chunk))
      .join('');
    write.mockRestore();
    return text;
  };
}
