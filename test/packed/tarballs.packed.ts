import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';

const workspace = join(import.meta.dirname, '../..');
/** What packages ask for; all others for nothing. */
const AT_RUN_TIME: Readonly<Record<string, readonly string[]>> = {
  '@spanthropic/express': ['on-headers', 'spanthropic'],
  '@spanthropic/fastify': ['fastify-plugin', 'spanthropic'],
  '@spanthropic/observability': ['diff'],
};
/** What packages have beside what all have. */
const FURTHER: Readonly<Record<string, readonly string[]>> = {
  spanthropic: ['TELEMETRY.md'],
  '@spanthropic/observability': ['dashboards', 'rules', 'runbooks', 'stack'],
};
/** Packages that are a command and nothing to import. */
const COMMANDS: Readonly<Record<string, string>> = {
  '@spanthropic/observability': 'observability.js',
};

const [installed = ''] = Object.values(inject('packed').folders);

describe.each(Object.keys(inject('packed').tarballs))('%s', (name) => {
  const folder = join(installed, 'node_modules', name);
  const manifest = async (): Promise<Record<string, never>> =>
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));

  test('has its licence, its README, its reference and what was built, and nothing else', async () => {
    const entries = await readdir(folder);
    const expected = ['LICENSE', 'README.md', 'dist', 'package.json', ...(FURTHER[name] ?? [])];
    expect(entries.sort()).toEqual(expected.sort());
    expect(await readFile(join(folder, 'LICENSE'), 'utf8')).toBe(
      await readFile(join(workspace, 'LICENSE'), 'utf8'),
    );
  });

  test('leads to files that are there, and to no source', async () => {
    const { exports, bin, engines } = await manifest();
    const command = COMMANDS[name];
    if (command === undefined) expect(exports).toMatchObject({ '.': './dist/index.js' });
    else expect(Object.values(bin ?? {})).toEqual([`./dist/${command}`]);
    expect(JSON.stringify({ exports, bin })).not.toContain('src');
    expect(engines).toEqual({ node: '>=20.19' });
    expect(await readdir(join(folder, 'dist'))).toEqual(
      expect.arrayContaining(command === undefined ? ['index.js', 'index.d.ts'] : [command]),
    );
  });

  test('asks for versions that npm understands, and for little or nothing at run time', async () => {
    const { dependencies, ...others } = await manifest();
    expect(JSON.stringify({ dependencies, ...others })).not.toMatch(/catalog:|workspace:/);
    expect(Object.keys(dependencies ?? {})).toEqual(AT_RUN_TIME[name] ?? []);
  });
});
