import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { readPackageFiles } from '../../../packages/observability/src/files/package-files.ts';
import { writeAll } from '../../../packages/observability/src/files/write-all.ts';
import { checkFlags } from '../../../packages/observability/src/settings/flags.ts';
import demo from '../tsdown.config.ts';
import type { Ports } from './ports.ts';
import { StackError } from './stack-error.ts';

const PACKAGE = fileURLToPath(
  new URL('.', import.meta.resolve('@spanthropic/observability/package.json')),
);

/**
 * Writes the folder that `npx @spanthropic/observability init` writes, by what that command does, for ports on this
 * machine: links lead to the demo service, which stands in for Grafana's and Jaeger's pages, and it gets the alerts.
 *
 * @param temporary a folder for what is needed meanwhile
 */
export async function writeConfiguration(
  folder: string,
  temporary: string,
  ports: Ports,
): Promise<void> {
  const url = `http://127.0.0.1:${ports.demo}`;
  const flags = {
    'webhook-url': `${url}/webhook`,
    'runbook-base': `${url}/runbooks`,
    'grafana-url': url,
    'jaeger-url': url,
  };
  const root = await builtPackage(temporary);
  await writeAll(folder, await readPackageFiles(root, checkFlags(flags, process.cwd())));
  for (const [file, hosts] of Object.entries(hostsIn(ports))) {
    const path = join(folder, 'stack', file);
    await writeFile(path, withHosts(file, await readFile(path, 'utf8'), hosts));
  }
}

/** The package with its demo service, built beside the checkout: whoever builds the package itself is not disturbed. */
async function builtPackage(root: string): Promise<string> {
  await mkdir(join(root, 'dashboards'), { recursive: true });
  for (const name of ['rules', 'runbooks', 'dashboards/json', 'stack']) {
    await symlink(join(PACKAGE, name), join(root, name));
  }
  const outDir = join(root, 'dist/demo');
  const copy = [{ from: 'page', to: outDir }];
  await build({ ...demo, config: false, outDir, copy, logLevel: 'error' });
  return root;
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
