import { stat } from 'node:fs/promises';
import { createTwoFilesPatch } from 'diff';
import { readPackageFiles } from '../files/package-files.ts';
import { type PlannedFile, plan } from '../files/plan.ts';
import { readRecord } from '../files/record.ts';
import { remembered } from '../files/remembered.ts';
import type { Flags } from '../settings/flags.ts';
import { colored, wantsColor } from './color.ts';
import { Failure } from './failure.ts';

/** What `diff` found. */
export interface Differences {
  /** For standard output: as `git apply` and `patch -p1` take it. */
  readonly patch: string;
  /** For standard error: what a patch does not say. */
  readonly summary: string;
  readonly differs: boolean;
}

/** Compares a folder with what `init --force` would make of it. */
export async function diff(options: {
  readonly dir: string;
  readonly flags: Flags;
  readonly root: string;
}): Promise<Differences> {
  const { dir, root } = options;
  const there = await stat(dir).catch(() => undefined);
  if (!there?.isDirectory()) throw new Failure(`there is no folder ${dir}; init writes one`);
  const record = await readRecord(dir);
  const { flags, dropped } = remembered(record, options.flags, process.cwd());
  const planned = await plan(dir, await readPackageFiles(root, flags), record);
  const changed = planned.filter(({ now, next, edited }) =>
    next === undefined ? !edited : now !== next,
  );
  const patch = changed
    .filter(({ bundled }) => !bundled)
    .map(patchOf)
    .join('');
  return {
    patch: wantsColor(process.stdout.isTTY, process.env) ? colored(patch) : patch,
    summary: summaryOf(changed, dropped),
    differs: changed.length > 0,
  };
}

function patchOf({ path, now, next }: PlannedFile): string {
  const before = now === undefined ? '/dev/null' : `a/${path}`;
  const after = next === undefined ? '/dev/null' : `b/${path}`;
  return createTwoFilesPatch(before, after, now ?? '', next ?? '', undefined, undefined, {
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  });
}

function summaryOf(changed: readonly PlannedFile[], dropped: readonly string[]): string {
  const lines = [
    ...changed
      .filter(({ bundled }) => bundled)
      .map(({ path }) => `${path} is another one; it is built, so its lines are not shown`),
    ...changed
      .filter(({ edited }) => edited)
      .map(({ path }) => `${path} was changed since it was written; init --force would undo that`),
    ...dropped.map((flag) => `--${flag} of last time is not known any more, and would be left out`),
    changed.length === 0
      ? 'nothing would change'
      : `${changed.length} ${changed.length === 1 ? 'file' : 'files'} would change`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}
