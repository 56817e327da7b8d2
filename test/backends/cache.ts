import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { GoModule } from './tools.ts';

/** Where programs are kept: outside of any checkout, since they are the same in all. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'spanthropic');
}

/** What `go install` is told, besides what to install. */
export function flagsOf({ tags, version, versionVariable }: GoModule): string[] {
  return [
    '-trimpath',
    `-ldflags=-s -w -X ${versionVariable}=${version}`,
    ...(tags.length > 0 ? ['-tags', tags.join(',')] : []),
  ];
}

/** The folder with the programs of a module as it is pinned now. */
export function folderOfModule(module: GoModule): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) {
    hash.update(readFileSync(join(import.meta.dirname, module.folder, file)));
  }
  hash.update([process.platform, process.arch, ...flagsOf(module)].join('\0'));
  return join(cacheFolder(), `${module.folder}-${hash.digest('hex').slice(0, 16)}`);
}

/** The folder that Debian's packages are unpacked in. */
export function folderOfPackages(): string {
  return join(cacheFolder(), 'debian-packages');
}
