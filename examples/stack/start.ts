// `pnpm stack`: the stack without Docker.
import { run } from './native/run.ts';

const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => resolve());
});
process.exitCode = await run(process.argv.slice(2), stopped);
// What it asked to be told of a program's end is not worth waiting for.
process.exit();
