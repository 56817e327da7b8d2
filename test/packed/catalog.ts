import { readFileSync } from 'node:fs';

const workspace = readFileSync(new URL('../../pnpm-workspace.yaml', import.meta.url), 'utf8');

/** The version of a package in the workspace's catalog, where every version stands once. */
export function catalogVersion(name: string): string {
  const line = workspace
    .split('\n')
    .map((text) => /^ {2}"?([^\s"]+)"?: (\S+)/.exec(text))
    .find((match) => match?.[1] === name);
  if (!line?.[2]) throw new Error(`pnpm-workspace.yaml: the catalog has no ${name}`);
  return line[2];
}
