// `pnpm alerts:quality` plays each scenario for hours, as tests. With `--full` it plays four weeks of each, and writes
// the table of the package's README.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const words = process.argv.slice(2);
if (words.includes('--full')) {
  const { measure } = await import('./full.ts');
  process.exitCode = await measure();
} else {
  const config = join(import.meta.dirname, 'vitest.config.ts');
  const { status } = spawnSync('vitest', ['run', '--config', config, ...words], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
