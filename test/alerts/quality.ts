// `pnpm alerts:quality` plays each scenario for hours, as tests. With `--full` it plays four weeks of each, or `--days N`,
// and writes the table of the package's README; with `--only NAME` (a regular expression), the rows of some scenarios.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const words = process.argv.slice(2);
if (words.includes('--full')) {
  const { measure } = await import('./full.ts');
  const days = words.includes('--days') ? Number(words[words.indexOf('--days') + 1]) : 28;
  if (!Number.isInteger(days) || days < 1) throw new Error('--days: a whole number from 1 on');
  const only = words.includes('--only') ? words[words.indexOf('--only') + 1] : undefined;
  process.exitCode = await measure(days, only === undefined ? undefined : new RegExp(only));
} else {
  const config = join(import.meta.dirname, 'vitest.config.ts');
  const { status } = spawnSync('vitest', ['run', '--config', config, ...words], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
