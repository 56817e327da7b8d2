// Builds and packs every published package, and installs the tarballs beside each combination of versions, once for all tests.
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { catalogVersion } from './catalog.ts';
import { COMPILERS, ENVIRONMENTS, NODES } from './environments.ts';
import { mustRun } from './run.ts';

declare module 'vitest' {
  interface ProvidedContext {
    packed: Packed;
  }
}

/** Where everything is. */
export interface Packed {
  /** Tarballs by the name of their package. */
  readonly tarballs: Record<string, string>;
  /** The folder that each environment is installed in, by its name. */
  readonly folders: Record<string, string>;
  /** The folder with Node.js and the compilers. */
  readonly tools: string;
}

const workspace = join(import.meta.dirname, '../..');
/** What consumers import, and what newer types of the SDK do: up to 0.x of 2025 they asked for none. */
const TYPES = {
  '@types/express': catalogVersion('@types/express'),
  '@types/node': '22',
  zod: '4',
};

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = await mkdtemp(join(tmpdir(), 'spanthropic-packed-'));
  const tarballs = await pack(join(root, 'tarballs'));
  const tools = join(root, 'tools');
  await install(tools, toolVersions());
  const folders: Record<string, string> = {};
  for (const [index, { name, sdk, dependencies }] of ENVIRONMENTS.entries()) {
    const folder = join(root, `environment-${index + 1}`);
    folders[name] = folder;
    await install(folder, { ...tarballs, ...dependencies, '@anthropic-ai/sdk': sdk, ...TYPES });
    await cp(join(import.meta.dirname, 'consumers'), folder, { recursive: true });
  }
  project.provide('packed', { tarballs, folders, tools });
  return () => rm(root, { recursive: true, force: true });
}

/** Tarballs as they would be published: `pnpm pack` writes what `publishConfig` says, and the versions of the catalog. */
async function pack(folder: string): Promise<Record<string, string>> {
  await mustRun('pnpm', ['build'], { cwd: workspace });
  await mustRun(
    'pnpm',
    ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder],
    { cwd: workspace },
  );
  const files = await readdir(folder);
  return Object.fromEntries(
    files.map((file) => [
      file.replace(/-\d.*$/, '').replace('spanthropic-', '@spanthropic/'),
      join(folder, file),
    ]),
  );
}

function toolVersions(): Record<string, string> {
  const { platform, arch } = process;
  const nodes = Object.entries(NODES).map(([major, version]) => [
    `node${major}`,
    `npm:node-${platform}-${arch}@${version}`,
  ]);
  const compilers = Object.entries(COMPILERS).map(([name, version]) => [
    compilerFolder(name),
    `npm:typescript@${version}`,
  ]);
  return Object.fromEntries([...nodes, ...compilers]);
}

/** The name that a compiler is installed under. */
export function compilerFolder(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

async function install(folder: string, dependencies: Record<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const manifest = { name: 'consumer', private: true, dependencies };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel', 'error'];
  await mustRun('npm', ['install', '--prefer-offline', '--ignore-scripts', ...quiet], {
    cwd: folder,
  });
}
