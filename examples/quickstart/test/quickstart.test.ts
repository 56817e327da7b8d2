import { readFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { runNode } from './run-node.ts';

vi.setConfig({ testTimeout: 30_000 });

test('the quickstart answers on standard output and draws on standard error', async () => {
  const { code, stdout, stderr } = await runNode('without-a-key.ts');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^(Air scatters blue light .*\n){2}$/);
  expect(stderr).toMatch(/attempt #1 .* 529 overloaded_error/);
  expect(stderr).toMatch(/attempt #1 .* 429 rate_limit_error/);
  expect(stderr.match(/attempt #2 .* 200/g)).toHaveLength(2);
});

test('eight lines set it up', async () => {
  const source = await readFile(new URL('../index.ts', import.meta.url), 'utf8');
  const [setUp = ''] = source.split('// That was all.');
  expect(setUp.split('\n').filter((line) => line !== '')).toHaveLength(8);
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(setUp.trim());
});
