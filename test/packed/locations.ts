import { join } from 'node:path';
import { inject } from 'vitest';
import type { Environment, NodeMajor } from './environments.ts';

/** Where the packages are installed beside what `environment` says. */
export function folderOf(environment: Environment): string {
  return inject('packed').folders[environment.name] ?? '';
}

/** A Node.js of the given major version. */
export function nodeOf(major: NodeMajor): string {
  return join(binOf(major), 'node');
}

/** Environment variables with nothing of ours in them but the way to that Node.js. */
export function envOf(major: NodeMajor): NodeJS.ProcessEnv {
  return { PATH: binOf(major), LANG: 'C.UTF-8' };
}

function binOf(major: NodeMajor): string {
  return join(inject('packed').tools, 'node_modules', `node${major}`, 'bin');
}
