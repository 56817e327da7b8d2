import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, reasonOf } from '../command/failure.ts';
import type { PackageFile } from './package-files.ts';
import { type FolderRecord, hashOf } from './record.ts';

/** What becomes of one file. */
export interface PlannedFile {
  readonly path: string;
  /** What is there; undefined where nothing is. */
  readonly now: string | undefined;
  /** What will be; undefined where a file of an older version goes. */
  readonly next: string | undefined;
  readonly bundled: boolean;
  /** Somebody changed it since it was written. */
  readonly edited: boolean;
}

/** Compares the folder with what would be written. Files that neither side wrote are nobody's business here. */
export async function plan(
  dir: string,
  files: readonly PackageFile[],
  record: FolderRecord | undefined,
): Promise<PlannedFile[]> {
  const paths = new Set(files.map((file) => file.path));
  const gone = Object.keys(record?.files ?? {}).filter((path) => !paths.has(path) && isOurs(path));
  const planned = [
    ...files.map(({ path, text, bundled }) => ({ path, next: text, bundled })),
    ...gone.map((path) => ({ path, next: undefined, bundled: false })),
  ];
  const compared = await Promise.all(
    planned.map(async (file) => {
      const now = await readIfThere(join(dir, file.path));
      const written = record?.files[file.path];
      const edited = now !== undefined && written !== undefined && hashOf(now) !== written;
      return { ...file, now, edited };
    }),
  );
  return compared.filter(({ now, next }) => now !== undefined || next !== undefined);
}

/** Of a record that somebody edited, too: nothing outside the folder is ever touched. */
function isOurs(path: string): boolean {
  return /^(rules|runbooks|dashboards|stack)\//.test(path) && !path.split(/[\\/]/).includes('..');
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Failure(`cannot look at ${path}: ${reasonOf(error)}`);
  }
}
