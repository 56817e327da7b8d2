import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure, reasonOf } from '../command/failure.ts';

interface File {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes all files or none: first all beside where they belong, so that a full disk is met there, then each
 * into its place.
 *
 * @throws Failure that says why, and whether anything was written.
 */
export async function writeAll(dir: string, files: readonly File[]): Promise<void> {
  const made = await mkdir(dir, { recursive: true }).catch(refuse);
  const staging = await mkdtemp(join(dir, '.spanthropic-')).catch(refuse);
  try {
    await stage(staging, files);
  } catch (error) {
    await rm(made ?? staging, { recursive: true, force: true });
    refuse(error);
  }
  try {
    for (const { path } of files) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await rename(join(staging, path), join(dir, path));
    }
  } catch (error) {
    throw new Failure(`only a part was written: ${reasonOf(error)}`);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function stage(staging: string, files: readonly File[]): Promise<void> {
  for (const { path, text } of files) {
    await mkdir(dirname(join(staging, path)), { recursive: true });
    await writeFile(join(staging, path), text);
  }
}

function refuse(error: unknown): never {
  throw new Failure(`nothing was written: ${reasonOf(error)}`);
}
