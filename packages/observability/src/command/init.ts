import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readPackageFiles } from '../files/package-files.ts';
import { type PlannedFile, plan } from '../files/plan.ts';
import { type FolderRecord, hashOf, RECORD, readRecord } from '../files/record.ts';
import { remembered } from '../files/remembered.ts';
import { writeAll } from '../files/write-all.ts';
import type { Flags } from '../settings/flags.ts';
import { closingLines } from './closing-lines.ts';
import { Failure } from './failure.ts';

/** What `init` needs to know. */
export interface InitOptions {
  readonly dir: string;
  readonly flags: Flags;
  readonly force: boolean;
  readonly root: string;
  readonly version: string;
}

/** Writes the folder, and gives what to say about it. */
export async function init(options: InitOptions): Promise<string> {
  const { dir, force, root, version } = options;
  const record = await readRecord(dir);
  const { flags, dropped } = remembered(record, options.flags, process.cwd());
  const planned = await plan(dir, await readPackageFiles(root, flags), record);
  if (!force) refuseToOverwrite(dir, planned, record);
  const files = planned.flatMap(({ path, next }) =>
    next === undefined ? [] : [{ path, text: next }],
  );
  const now: FolderRecord = {
    writtenBy: `@spanthropic/observability ${version}`,
    flags,
    files: Object.fromEntries(files.map(({ path, text }) => [path, hashOf(text)])),
  };
  await writeAll(dir, [...files, { path: RECORD, text: `${JSON.stringify(now, null, 2)}\n` }]);
  const removed = await removeOld(dir, planned);
  return closingLines({
    dir,
    paths: [...files.map(({ path }) => path), RECORD],
    removed,
    flags,
    dropped,
  });
}

function refuseToOverwrite(
  dir: string,
  planned: readonly PlannedFile[],
  record: FolderRecord | undefined,
): void {
  const there = planned.filter(({ now }) => now !== undefined).map(({ path }) => path);
  if (record !== undefined) there.push(RECORD);
  if (there.length === 0) return;
  throw new Failure(
    [
      `nothing was written, since ${there.length} of the files are there already:`,
      ...there.map((path) => `  ${join(dir, path)}`),
      `To see what would change: diff ${dir}. To overwrite them: --force.`,
    ].join('\n'),
  );
}

/** What an older version wrote and this one does not, such as rules that would go on firing; not what somebody edited. */
async function removeOld(dir: string, planned: readonly PlannedFile[]): Promise<string[]> {
  const old = planned.filter(({ next, edited }) => next === undefined && !edited);
  for (const { path } of old) await rm(join(dir, path));
  return old.map(({ path }) => path);
}
