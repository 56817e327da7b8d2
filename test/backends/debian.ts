import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOfPackages } from './cache.ts';
import { installOnce } from './install.ts';
import { outputOf, run } from './run.ts';
import { DEBIAN_PACKAGES } from './tools.ts';

/** Why packages cannot be got here, or undefined when they can. */
export function whyNoPackages(): string | undefined {
  return outputOf('apt-get', ['--version']) === undefined ? 'there is no apt-get' : undefined;
}

/**
 * Unpacks Debian's packages into the cache. They are downloaded and not installed: that needs no root, and
 * starts no service.
 *
 * @throws Error when apt-get or dpkg-deb fails, after what they have said.
 */
export async function unpackPackages(): Promise<void> {
  await installOnce(folderOfPackages(), async (folder) => {
    const downloads = join(folder, 'downloads');
    await mkdir(downloads);
    const download = (): Promise<boolean> =>
      run('apt-get', ['-qq', 'download', ...DEBIAN_PACKAGES], { cwd: downloads });
    // Without lists of packages, as in most container images, apt-get knows none.
    if (!(await download()) && !((await updateLists()) && (await download()))) {
      throw new Error(`apt-get could not download ${DEBIAN_PACKAGES.join(' and ')}.`);
    }
    for (const file of await readdir(downloads)) {
      if (!(await run('dpkg-deb', ['--extract', join(downloads, file), folder]))) {
        throw new Error(`dpkg-deb could not unpack ${file}.`);
      }
    }
    await rm(downloads, { recursive: true });
  });
}

async function updateLists(): Promise<boolean> {
  const command = ['apt-get', '-qq', 'update'];
  return process.getuid?.() === 0
    ? await run('apt-get', command.slice(1))
    : await run('sudo', ['-n', ...command]);
}
