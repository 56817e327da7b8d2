import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, reasonOf } from '../command/failure.ts';
import type { Flags } from '../settings/flags.ts';

/** What the command remembers in the folder that it wrote, so that updates compare like with like. */
export interface FolderRecord {
  readonly writtenBy: string;
  /** As they were given; of secrets the paths. */
  readonly flags: Flags;
  /** SHA-256 of each file as it was written, by its path. */
  readonly files: Readonly<Record<string, string>>;
}

export const RECORD = 'spanthropic.json';

/** Undefined where the command has not written, or where someone deleted it to start afresh. */
export async function readRecord(dir: string): Promise<FolderRecord | undefined> {
  const path = join(dir, RECORD);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Failure(`cannot read ${path}: ${reasonOf(error)}`);
  });
  if (text === undefined) return undefined;
  const record = parse(text);
  if (record !== undefined) return record;
  throw new Failure(`${path} is not as it was written; without it the flags have their defaults`);
}

function parse(text: string): FolderRecord | undefined {
  try {
    const { writtenBy = '', flags, files } = JSON.parse(text);
    const whole = typeof writtenBy === 'string' && hasStrings(flags) && hasStrings(files);
    return whole ? { writtenBy, flags, files } : undefined;
  } catch {
    return undefined;
  }
}

function hasStrings(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => typeof one === 'string')
  );
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
