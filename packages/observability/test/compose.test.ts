// No Docker engine runs here, so the file is held to the specification's schema, and to the files that it mounts.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Compose, compose, composeProblems, mountsOf } from './support/compose.ts';
import { installedPackage, temporaryFolder } from './support/package-root.ts';
import { runCommand } from './support/run-command.ts';

const services = Object.entries(compose.services);

test('is a compose file by the specification', () => {
  expect(composeProblems(compose)).toEqual([]);
});

test('would not be one with a word that compose does not know, or a value of the wrong kind', () => {
  const wrong = structuredClone<Record<string, unknown>>({ ...compose });
  expect(composeProblems({ ...wrong, service: {} })).not.toEqual([]);
  expect(changed({ imge: 'node' })).not.toEqual([]);
  expect(changed({ depends_on: { jaeger: { condition: 'healthy' } } })).not.toEqual([]);
  expect(changed({ healthcheck: { test: 8080 } })).not.toEqual([]);

  function changed(change: object): string[] {
    return composeProblems({
      ...compose,
      services: { demo: { ...compose.services.demo, ...change } },
    });
  }
});

describe.each(services)('%s', (name, service) => {
  test('is pinned to a version', () => {
    expect(service.image).toMatch(/^[\w/-]+:v?\d+\.\d+\.\d+(-\w+)?$/);
  });

  test('is open to this machine only', () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('says whether it is well, and what is waited for does', () => {
    expect(service.healthcheck?.test).toBeDefined();
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(condition).toBe('service_healthy');
      expect(compose.services[other]?.healthcheck, other).toBeDefined();
    }
  });

  test('stays down when it went down', () => {
    expect(service.restart).toBe('no');
  });

  test('mounts what init writes, and nothing of it for writing', async () => {
    const stack = join(await written(), 'stack');
    for (const [target, source] of mountsOf(service)) {
      expect(existsSync(join(stack, source)), `${source} for ${name}`).toBe(true);
      expect(service.volumes).toContain(`${source}:${target}:ro`);
    }
  });

  test('is given files by the paths that they have in the container', () => {
    const paths = [...(service.command ?? []), ...Object.values(service.environment ?? {})]
      .map((word) => word.replace(/^--config(\.file)?=/, ''))
      .filter((word) => /^\/(etc|demo|runbooks|dashboards)\b/.test(word));
    for (const path of paths) expect(sourceOf(compose, name, path), path).toBeDefined();
  });
});

test('Prometheus finds rules and targets where its configuration says', () => {
  const path = pathIn('prometheus', '--config.file=');
  const { rule_files, scrape_configs, alerting } = parse(mounted('prometheus', path));
  const targets = scrape_configs.flatMap((job: { file_sd_configs?: { files: string[] }[] }) =>
    (job.file_sd_configs ?? []).flatMap(({ files }) => files),
  );
  for (const pattern of [...rule_files, ...targets]) {
    const folder = posix.join(dirname(path), dirname(pattern));
    expect(mountsOf(service('prometheus')).has(folder), folder).toBe(true);
  }
  expect(JSON.stringify(alerting)).toContain('"alertmanager:9093"');
});

test('Alertmanager finds its templates', () => {
  const path = pathIn('alertmanager', '--config.file=');
  const { templates } = parse(mounted('alertmanager', path));
  for (const pattern of templates) {
    const folder = posix.join(dirname(path), dirname(pattern));
    expect(mountsOf(service('alertmanager')).has(folder), folder).toBe(true);
  }
});

test('Grafana finds the dashboards where its provisioning says', () => {
  const text = mounted('grafana', '/etc/grafana/provisioning/dashboards/claude.yaml');
  const [provider] = parse(text).providers;
  expect(mountsOf(service('grafana')).get(provider.options.path)).toBe('../dashboards');
});

test('whoever is called by name is there, at a port that it listens on', () => {
  const LISTENS: Readonly<Record<string, readonly string[]>> = {
    jaeger: ['4317', '4318', '8889', '16686'],
    prometheus: ['9090'],
    alertmanager: ['9093'],
    demo: ['8080'],
  };
  const texts = [
    JSON.stringify(compose),
    mounted('prometheus', pathIn('prometheus', '--config.file=')),
    mounted('alertmanager', pathIn('alertmanager', '--config.file=')),
    mounted('grafana', '/etc/grafana/provisioning/datasources/claude.yaml'),
  ];
  const called = texts
    .flatMap((text) => [...text.replaceAll(/(^|\s)#.*$/gm, '').matchAll(/\b([a-z]+):(\d{4,5})\b/g)])
    .filter(([, host = '']) => host !== 'localhost');
  expect(called.length).toBeGreaterThan(5);
  for (const [address, host = '', port] of called) {
    expect(LISTENS[host] ?? [], address).toContain(port);
    expect(Object.keys(compose.services)).toContain(host);
  }
});

function service(name: string) {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
}

/** What a flag of its command says. */
function pathIn(name: string, flag: string): string {
  const word = service(name).command?.find((each) => each.startsWith(flag)) ?? '';
  return word.slice(flag.length);
}

/** What stands in the package for a path in a container. */
function sourceOf({ services }: Compose, name: string, path: string): string | undefined {
  const mounts = [...mountsOf(services[name] ?? { image: '' })];
  const fitting = mounts.find(([target]) => path === target || path.startsWith(`${target}/`));
  return fitting && posix.join(fitting[1], posix.relative(fitting[0], path));
}

function mounted(name: string, path: string): string {
  const source = sourceOf(compose, name, path);
  if (source === undefined) throw new Error(`${name} has no ${path}`);
  return readFileSync(join(import.meta.dirname, '../stack', source), 'utf8');
}

async function written(): Promise<string> {
  const folder = temporaryFolder();
  expect(await runCommand(installedPackage(), 'init', folder)).toMatchObject({ code: 0 });
  return folder;
}
