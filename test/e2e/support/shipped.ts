import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from 'backends/temporary-folder';
import { readPackageFiles } from '../../../packages/observability/src/files/package-files.ts';
import { checkFlags } from '../../../packages/observability/src/settings/flags.ts';

const source = join(import.meta.dirname, '../../../packages/observability');

/** What `init DIR` writes with these flags, by its path in DIR, but for the demo service, which has to be built. */
export async function shippedFiles(
  flags: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  await using root = await temporaryFolder({ 'package.json': '{}' });
  await mkdir(join(root.path, 'dist/demo'), { recursive: true });
  for (const folder of ['rules', 'runbooks', 'dashboards', 'stack']) {
    await symlink(join(source, folder), join(root.path, folder));
  }
  const files = await readPackageFiles(root.path, checkFlags(flags, root.path));
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}
