import { run } from './demo/run.ts';

// `demo | head` closes the pipe: the rest has no reader, and that is no failure.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  process.exit(code === 'EPIPE' ? 0 : 1);
});
process.exitCode = await run(process.argv.slice(2), process);
