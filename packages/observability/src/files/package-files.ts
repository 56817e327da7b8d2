import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Failure } from '../command/failure.ts';
import type { Flags } from '../settings/flags.ts';
import { rewrite } from './rewrite.ts';

/** A file as the flags make it. */
export interface PackageFile {
  /** In the folder that is written, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Made by a program: nobody reads what changed in it. */
  readonly bundled: boolean;
}

const FOLDERS = [
  { from: 'rules', to: 'rules', bundled: false },
  { from: 'runbooks', to: 'runbooks', bundled: false },
  { from: 'dashboards/json', to: 'dashboards', bundled: false },
  { from: 'stack', to: 'stack', bundled: false },
  { from: 'dist/demo', to: 'stack/demo', bundled: true },
] as const;

/** Reads what the package brings, in the order of its paths, and sets what the flags set. */
export async function readPackageFiles(root: string, flags: Flags): Promise<PackageFile[]> {
  const folders = await Promise.all(FOLDERS.map((folder) => readFolder(root, folder, flags)));
  return folders.flat().sort((one, other) => (one.path < other.path ? -1 : 1));
}

async function readFolder(
  root: string,
  { from, to, bundled }: (typeof FOLDERS)[number],
  flags: Flags,
): Promise<PackageFile[]> {
  const folder = join(root, from);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new Failure(`the package is not whole: it has no folder ${from}`);
  });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = `${to}/${relative(folder, file).split(sep).join('/')}`;
      const text = await readFile(file, 'utf8');
      return { path, text: bundled ? text : rewrite(path, text, flags), bundled };
    }),
  );
}
