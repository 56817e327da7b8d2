import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import type { Ports } from './ports.ts';
import { StackError } from './stack-error.ts';

const example = fileURLToPath(new URL('..', import.meta.url));
const init = fileURLToPath(
  new URL('src/observability.ts', import.meta.resolve('@spanthropic/observability/package.json')),
);

/**
 * Writes the folder that `npx @spanthropic/observability init` writes, by that very command, for ports on this
 * machine: links lead to the demo service, which stands in for Grafana's and Jaeger's pages, and it gets the alerts.
 */
export async function writeConfiguration(folder: string, ports: Ports): Promise<void> {
  await build({ cwd: example, config: join(example, 'tsdown.config.ts'), logLevel: 'error' });
  const demo = `http://127.0.0.1:${ports.demo}`;
  await run(
    ...['init', folder, '--force'],
    ...['--webhook-url', `${demo}/webhook`],
    ...['--runbook-base', `${demo}/runbooks`],
    ...['--grafana-url', demo],
    ...['--jaeger-url', demo],
  );
  for (const [file, hosts] of Object.entries(hostsIn(ports))) {
    const path = join(folder, 'stack', file);
    await writeFile(path, withHosts(file, await readFile(path, 'utf8'), hosts));
  }
}

/**
 * What compose.yaml calls by the names of its services, by the files that have them. Jaeger's configuration and the
 * demo service take theirs from environment variables: see programs.ts.
 */
function hostsIn(ports: Ports): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return {
    'prometheus.yml': {
      'alertmanager:9093': `127.0.0.1:${ports.alertmanager}`,
      'jaeger:8889': `127.0.0.1:${ports.spanmetrics}`,
    },
  };
}

function withHosts(file: string, text: string, hosts: Readonly<Record<string, string>>): string {
  return Object.entries(hosts).reduce((all, [service, address]) => {
    if (!all.includes(service)) throw new StackError(`${file} does not name ${service} any more.`);
    return all.replaceAll(service, address);
  }, text);
}

async function run(...args: readonly string[]): Promise<void> {
  const command = spawn(process.execPath, [init, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [said, [code]] = await Promise.all([text(command.stderr), once(command, 'close')]);
  if (code !== 0) throw new StackError(`The configuration could not be written:\n${said}`);
}
