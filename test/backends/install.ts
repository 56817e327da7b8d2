import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Fills a folder that is not there yet, whole or not at all: whoever is interrupted leaves nothing that
 * would be taken for the result, and of two at a time one wins.
 */
export async function installOnce(
  folder: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const temporary = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  const clear = (): void => rmSync(temporary, { recursive: true, force: true });
  process.once('exit', clear);
  try {
    await fill(temporary);
    await rename(temporary, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    process.off('exit', clear);
    clear();
  }
}
