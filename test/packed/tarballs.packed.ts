import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';

const workspace = join(import.meta.dirname, '../..');
/** What packages ask for; all others for nothing. */
const AT_RUN_TIME: Readonly<Record<string, readonly string[]>> = {
  '@spanthropic/express': ['on-headers', 'spanthropic'],
  '@spanthropic/fastify': ['fastify-plugin', 'spanthropic'],
};

const [installed = ''] = Object.values(inject('packed').folders);

describe.each(Object.keys(inject('packed').tarballs))('%s', (name) => {
  const folder = join(installed, 'node_modules', name);
  const manifest = async (): Promise<Record<string, never>> =>
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));

  test('has its licence, its README, its reference and what was built, and nothing else', async () => {
    const entries = await readdir(folder);
    const reference = name === 'spanthropic' ? ['TELEMETRY.md'] : [];
    const expected = ['LICENSE', 'README.md', ...reference, 'dist', 'package.json'];
    expect(entries.sort()).toEqual(expected);
    expect(await readFile(join(folder, 'LICENSE'), 'utf8')).toBe(
      await readFile(join(workspace, 'LICENSE'), 'utf8'),
    );
  });

  test('leads to files that are there, and to no source', async () => {
    const { exports, bin, engines } = await manifest();
    expect(exports).toMatchObject({ '.': './dist/index.js' });
    expect(JSON.stringify({ exports, bin })).not.toContain('src');
    expect(engines).toEqual({ node: '>=20.19' });
    expect(await readdir(join(folder, 'dist'))).toEqual(
      expect.arrayContaining(['index.js', 'index.d.ts']),
    );
  });

  test('asks for versions that npm understands, and for little or nothing at run time', async () => {
    const { dependencies, ...others } = await manifest();
    expect(JSON.stringify({ dependencies, ...others })).not.toMatch(/catalog:|workspace:/);
    expect(Object.keys(dependencies ?? {})).toEqual(AT_RUN_TIME[name] ?? []);
  });
});
