import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const PACKAGE = join(import.meta.dirname, '../..');

/** A new empty folder for the length of a test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spanthropic-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * The package as it is installed, for the length of a test: all of it is the real one but the demo service, which
 * only a build makes. `copied` may be changed, as a newer version of the package would have changed it.
 */
export function installedPackage({ copied = false } = {}): string {
  const root = temporaryFolder();
  for (const name of ['rules', 'runbooks', 'dashboards', 'stack', 'package.json']) {
    if (copied) cpSync(join(PACKAGE, name), join(root, name), { recursive: true });
    else symlinkSync(join(PACKAGE, name), join(root, name));
  }
  mkdirSync(join(root, 'dist/demo'), { recursive: true });
  writeFileSync(join(root, 'dist/demo/main.js'), 'console.log("demo");\n');
  return root;
}
