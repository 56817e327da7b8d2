import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { folderOfModule, folderOfPackages } from './cache.ts';
import { BUILT, GO_MODULES, type ProgramName, TOOLS, type Tool } from './tools.ts';
import { fits, versionIn } from './version.ts';

export type { ProgramName } from './tools.ts';

const found = new Map<ProgramName, string>();

/**
 * The absolute path of a program: what `pnpm backends` made, else one of a fitting version on the PATH.
 *
 * @throws Error that says what to do when there is none.
 */
export function program(name: ProgramName): string {
  const path = found.get(name) ?? findProgram(name);
  if (path === undefined) {
    throw new Error(`There is no ${name}. \`pnpm backends\` gets it, or put ${wanted(name)}.`);
  }
  found.set(name, path);
  return path;
}

/** As {@link program}, but undefined when there is none. */
export function findProgram(name: ProgramName): string | undefined {
  return madeProgram(name) ?? programOnPath(TOOLS[name]);
}

/** What to put on the PATH instead of what `pnpm backends` gets. */
export function wanted(name: ProgramName): string {
  const { file, fits } = TOOLS[name];
  return `${file} of a version from ${fits[0]} on, below ${fits[1]}, on the PATH`;
}

function madeProgram(name: ProgramName): string | undefined {
  const { file } = TOOLS[name];
  const module = GO_MODULES.find(({ programs }) => programs.includes(name));
  const path =
    name in BUILT && module
      ? join(folderOfModule(module), file)
      : join(folderOfPackages(), 'usr/bin', file);
  return isExecutable(path) ? path : undefined;
}

function programOnPath(tool: Tool): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders
    .map((folder) => join(folder, tool.file))
    .find((path) => isExecutable(path) && fits(versionOf(path, tool), tool.fits));
}

function versionOf(path: string, { versionArguments }: Tool): string | undefined {
  const { stdout, stderr } = spawnSync(path, versionArguments, { encoding: 'utf8' });
  return versionIn(`${stdout}\n${stderr}`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
