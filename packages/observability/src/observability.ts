#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { run } from './command/run.ts';

// `observability diff DIR | head` closes the pipe when it has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// The package's folder, above `src` as above `dist`.
const root = fileURLToPath(new URL('..', import.meta.url));
process.exitCode = await run(process.argv.slice(2), root);
