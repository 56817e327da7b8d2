import { Failure } from '../command/failure.ts';
import { checkFlags, FLAG_NAMES, type Flags } from '../settings/flags.ts';
import { type FolderRecord, RECORD } from './record.ts';

export interface Remembered {
  /** Those of last time, overridden by those of now; all checked. */
  readonly flags: Flags;
  /** Those of last time that this version does not know. */
  readonly dropped: readonly string[];
}

/** Adds what is given now to what was given when the folder was written. */
export function remembered(
  record: FolderRecord | undefined,
  given: Flags,
  cwd: string,
): Remembered {
  const now = checkFlags(given, cwd);
  const before = Object.entries(record?.flags ?? {});
  const known = before.filter(([flag]) => FLAG_NAMES.includes(flag) && now[flag] === undefined);
  const dropped = before.map(([flag]) => flag).filter((flag) => !FLAG_NAMES.includes(flag));
  return { flags: { ...recheck(Object.fromEntries(known), cwd), ...now }, dropped };
}

/** A range may be narrower in a newer version, and the file may be edited. */
function recheck(flags: Flags, cwd: string): Flags {
  try {
    return checkFlags(flags, cwd);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`${RECORD} has a value that cannot be: ${error.message}`, 2);
  }
}
