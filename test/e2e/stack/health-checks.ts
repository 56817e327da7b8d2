import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { program } from 'backends/programs';
import { parse } from 'yaml';

const COMPOSE = new URL('../../../packages/observability/stack/compose.yaml', import.meta.url);

/** The health checks of compose.yaml, by service: words of a command. */
const CHECKS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries<{ healthcheck: { test: string[] } }>(
    parse(readFileSync(COMPOSE, 'utf8')).services,
  ).map(([name, { healthcheck }]) => [name, healthcheck.test]),
);

/** What stands in on this machine for a program of an image. */
const PROGRAMS: Readonly<Record<string, () => string>> = {
  promtool: () => program('promtool'),
  amtool: () => program('amtool'),
  node: () => process.execPath,
};

/** Runs the check of a service as its container would, but at another port of this machine. Gives its exit code. */
export async function checkHealth(service: string, port: number): Promise<number | null> {
  const [kind, name = '', ...words] = CHECKS[service] ?? [];
  const args = words.map((word) => word.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`));
  if (name === 'wget') return await get(args.at(-1) ?? '');
  const path = PROGRAMS[name]?.();
  if (kind !== 'CMD' || path === undefined) throw new Error(`${service} is checked by ${name}`);
  const check = spawn(path, args, { stdio: 'ignore' });
  const [code] = await once(check, 'exit');
  return code;
}

/** As wget, which not every machine has. */
async function get(url: string): Promise<number> {
  return await fetch(url).then(
    ({ ok }) => (ok ? 0 : 1),
    () => 1,
  );
}
