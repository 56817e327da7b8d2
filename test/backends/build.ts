import { homedir } from 'node:os';
import { join } from 'node:path';
import { flagsOf, folderOfModule } from './cache.ts';
import { installOnce } from './install.ts';
import { outputOf, run } from './run.ts';
import type { GoModule } from './tools.ts';
import { fits, versionIn } from './version.ts';

/** From 1.21 on, Go fetches the newer one that a `go.mod` asks for. */
const OLDEST_GO = '1.21';

/** Why nothing can be built here, or undefined when it can. */
export function whyNoGo(): string | undefined {
  const version = versionIn(outputOf('go', ['version']) ?? '');
  if (version === undefined) return 'Go is missing';
  return fits(version, [OLDEST_GO, '2'])
    ? undefined
    : `Go ${version} is too old: it has to be ${OLDEST_GO} or newer`;
}

/**
 * Builds the programs of a module into the cache.
 *
 * @throws Error when Go fails, after what Go has said.
 */
export async function build(module: GoModule): Promise<void> {
  await installOnce(folderOfModule(module), async (folder) => {
    const built = await run('go', ['install', ...flagsOf(module), 'tool'], {
      cwd: join(import.meta.dirname, module.folder),
      // Go's own caches stand below HOME, which a bare environment may lack.
      env: { HOME: homedir(), ...process.env, GOBIN: folder, GOWORK: 'off' },
    });
    if (!built) throw new Error(`Go could not build ${module.programs.join(' and ')}.`);
  });
}
