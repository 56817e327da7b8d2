import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS } from '../src/settings/settings.ts';
import { installedPackage, temporaryFolder } from './support/package-root.ts';
import { runCommand } from './support/run-command.ts';

test('writes everything that the package brings, ready to run, and says what to do next', async () => {
  const root = installedPackage();
  const dir = join(temporaryFolder(), 'ops/claude');

  const ran = await runCommand(root, 'init', dir);

  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain(`promtool test rules ${dir}/rules/tests/*.yml`);
  expect(ran.stdout).toContain(`docker compose --file ${dir}/stack/compose.yaml up`);
  expect(ran.stdout).toContain('Nobody is told yet');
  for (const folder of ['rules', 'runbooks', 'stack']) {
    expect(filesIn(join(dir, folder)).filter((path) => !path.startsWith('demo'))).toEqual(
      filesIn(join(root, folder)),
    );
  }
  expect(filesIn(join(dir, 'dashboards'))).toEqual(filesIn(join(root, 'dashboards/json')));
  expect(read(dir, 'stack/demo/main.js')).toBe('console.log("demo");\n');
});

test('says commands that a shell understands, whatever the folder is called', async () => {
  const dir = join(temporaryFolder(), "Anna's ops");
  const { stdout } = await runCommand(installedPackage(), 'init', dir);
  expect(stdout).toContain(`promtool test rules '${dir.replace("'", "'\\''")}/rules/tests'/*.yml`);
});

test('writes the files as they are in the package where no flag says otherwise', async () => {
  const root = installedPackage();
  const dir = temporaryFolder();
  await runCommand(root, 'init', dir);

  for (const folder of ['rules', 'runbooks', 'stack']) {
    const paths = filesIn(join(root, folder));
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      expect(read(dir, join(folder, path))).toBe(read(root, join(folder, path)));
    }
  }
});

describe('thresholds', () => {
  test.each(SETTINGS)('--$flag is set wherever the rules have it', async (setting) => {
    const root = installedPackage();
    const dir = temporaryFolder();
    const value = String(setting.unit.max);

    expect(await runCommand(root, 'init', dir, `--${setting.flag}`, value)).toMatchObject({
      code: 0,
      stderr: '',
    });

    const changed = filesIn(join(root, 'rules'))
      .map((path) => `rules/${path}`)
      .flatMap((path) => changedLines(read(root, path), read(dir, path)));
    expect(changed.length).toBeGreaterThan(0);
    for (const { before, after } of changed) {
      expect(before).toContain(`${setting.default} # --${setting.flag}`);
      expect(after).toBe(before.replace(`${setting.default} # --`, `${value} # --`));
    }
  });
});

describe('links', () => {
  test('begin as the flags say in alerts, runbooks, dashboards and messages', async () => {
    const dir = temporaryFolder();
    const flags = {
      'runbook-base': 'https://git.example.com/ops/runbooks',
      'grafana-url': 'https://grafana.example.com/',
      'jaeger-url': 'https://jaeger.example.com:8443/ui',
    };

    await runCommand(installedPackage(), 'init', dir, ...words(flags));

    const linked = filesIn(dir).filter((path) => /^(rules|runbooks|dashboards)\//.test(path));
    const links = linked.flatMap((path) => read(dir, path).match(/https?:[^\s"')]+/g) ?? []);
    expect(links.filter((link) => /localhost:(3000|16686|8080)/.test(link))).toEqual([]);
    expect(links).toContain('https://grafana.example.com/d/claude-calls');
    expect(links).toContain('https://jaeger.example.com:8443/ui/search');
    expect(links).toContain('https://git.example.com/ops/runbooks/ClaudeRateLimitSpike.md');
  });

  test('leave alone what is no link: where the services of the stack listen', async () => {
    const root = installedPackage();
    const dir = temporaryFolder();
    await runCommand(root, 'init', dir, '--grafana-url', 'https://grafana.example.com');
    for (const path of ['stack/jaeger.yaml', 'stack/collector.yaml', 'stack/prometheus.yml']) {
      expect(read(dir, path)).toBe(read(root, path));
    }
  });
});

describe('receivers', () => {
  const SLACK = { 'slack-url-file': '/etc/alerts/slack url' };
  const PAGERDUTY = { 'pagerduty-key-file': '/etc/alerts/pagerduty' };
  const WEBHOOK = { 'webhook-url': 'https://alerts.example.com/claude?team=1' };

  test('are the demo service of the stack where none is given', async () => {
    expect(await receivers({})).toEqual({
      pages: { webhook_configs: 'http://demo:8080/webhook' },
      tickets: { webhook_configs: 'http://demo:8080/webhook' },
    });
  });

  test('are what the flags say, several at once, and the demo service no more', async () => {
    expect(await receivers({ ...SLACK, ...PAGERDUTY })).toEqual({
      pages: {
        slack_configs: '/etc/alerts/slack url',
        pagerduty_configs: '/etc/alerts/pagerduty',
      },
      tickets: { slack_configs: '/etc/alerts/slack url' },
    });
    expect(await receivers({ ...SLACK, ...PAGERDUTY, ...WEBHOOK })).toEqual({
      pages: {
        webhook_configs: 'https://alerts.example.com/claude?team=1',
        slack_configs: '/etc/alerts/slack url',
        pagerduty_configs: '/etc/alerts/pagerduty',
      },
      tickets: {
        webhook_configs: 'https://alerts.example.com/claude?team=1',
        slack_configs: '/etc/alerts/slack url',
      },
    });
  });

  test('that wake people up get no tickets, which is said', async () => {
    const dir = temporaryFolder();
    const { stdout } = await runCommand(installedPackage(), 'init', dir, ...words(PAGERDUTY));
    expect(stdout).toContain('Pages go to /etc/alerts/pagerduty (--pagerduty-key-file)');
    expect(stdout).toContain('Nobody gets the tickets');
    expect(stdout).toContain('There is no /etc/alerts/pagerduty here yet');
  });

  test('have secrets in files that the containers see under the same path', async () => {
    const dir = temporaryFolder();
    await runCommand(installedPackage(), 'init', dir, ...words(SLACK));
    const { services } = parse(read(dir, 'stack/compose.yaml'));
    const mount = {
      type: 'bind',
      source: '/etc/alerts/slack url',
      target: '/etc/alerts/slack url',
      read_only: true,
    };
    expect(services.alertmanager.volumes).toContainEqual(mount);
    expect(JSON.stringify(services)).not.toContain('pagerduty');
  });

  test('begin a relative path where the command was typed', async () => {
    const { pages } = await receivers({ 'slack-url-file': 'secrets/slack' });
    expect(pages).toEqual({ slack_configs: join(process.cwd(), 'secrets/slack') });
  });

  /** The addresses or paths of each receiver, by kind. */
  async function receivers(flags: Readonly<Record<string, string>>) {
    const dir = temporaryFolder();
    expect(await runCommand(installedPackage(), 'init', dir, ...words(flags))).toMatchObject({
      code: 0,
    });
    const configuration: AlertmanagerFile = parse(read(dir, 'stack/alertmanager.yml'));
    return Object.fromEntries(
      configuration.receivers.map(({ name, ...kinds }) => [
        name,
        Object.fromEntries(
          Object.entries(kinds).map(([kind, [one]]) => [
            kind,
            one?.url ?? one?.api_url_file ?? one?.routing_key_file,
          ]),
        ),
      ]),
    );
  }
});

describe('files that are there already', () => {
  test('are never overwritten: nothing is written, and it says which they are', async () => {
    const root = installedPackage();
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'stack'));
    writeFileSync(join(dir, 'stack/alertmanager.yml'), 'mine');

    const ran = await runCommand(root, 'init', dir);

    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain(
      `1 of the files are there already:\n  ${dir}/stack/alertmanager.yml\n`,
    );
    expect(ran.stderr).toContain('--force');
    expect(filesIn(dir)).toEqual(['stack/alertmanager.yml']);
    expect(read(dir, 'stack/alertmanager.yml')).toBe('mine');
  });

  test('are overwritten by --force; others in the folder are left alone', async () => {
    const root = installedPackage();
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'stack'));
    writeFileSync(join(dir, 'stack/alertmanager.yml'), 'mine');
    writeFileSync(join(dir, 'notes.md'), 'mine, too');

    expect(await runCommand(root, 'init', dir, '--force')).toMatchObject({ code: 0 });

    expect(read(dir, 'stack/alertmanager.yml')).toBe(read(root, 'stack/alertmanager.yml'));
    expect(read(dir, 'notes.md')).toBe('mine, too');
  });

  test('are what a second run finds, whose flags --force remembers', async () => {
    const root = installedPackage();
    const dir = temporaryFolder();
    await runCommand(root, 'init', dir, '--webhook-url', 'https://one.example.com');

    expect(await runCommand(root, 'init', dir)).toMatchObject({ code: 1 });
    await runCommand(root, 'init', dir, '--force', '--grafana-url', 'https://two.example.com');

    expect(read(dir, 'stack/alertmanager.yml')).toContain('https://one.example.com');
    expect(read(dir, 'runbooks/ClaudeOverloaded.md')).toContain('https://two.example.com');
    expect(JSON.parse(read(dir, 'spanthropic.json')).flags).toEqual({
      'webhook-url': 'https://one.example.com',
      'grafana-url': 'https://two.example.com',
    });
  });

  test('of an older version go, unless somebody changed them', async () => {
    const root = installedPackage({ copied: true });
    const dir = temporaryFolder();
    writeFileSync(join(root, 'rules/old.yml'), 'groups: []\n');
    writeFileSync(join(root, 'runbooks/Old.md'), '# Old\n');
    await runCommand(root, 'init', dir);
    rmSync(join(root, 'rules/old.yml'));
    rmSync(join(root, 'runbooks/Old.md'));
    writeFileSync(join(dir, 'runbooks/Old.md'), '# Old\n\nAnd still true.\n');

    const { stdout } = await runCommand(root, 'init', dir, '--force');

    expect(stdout).toContain(`Removed ${dir}/rules/old.yml`);
    expect(filesIn(dir)).not.toContain('rules/old.yml');
    expect(read(dir, 'runbooks/Old.md')).toContain('And still true.');
  });

  test('are not touched outside the folder, whatever the record says', async () => {
    const root = installedPackage();
    const dir = join(temporaryFolder(), 'ops');
    await runCommand(root, 'init', dir);
    writeFileSync(join(dir, '../mine'), '');
    const record = JSON.parse(read(dir, 'spanthropic.json'));
    const hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    record.files['../mine'] = hash;
    record.files['rules/../../mine'] = hash;
    writeFileSync(join(dir, 'spanthropic.json'), JSON.stringify(record));

    expect(await runCommand(root, 'init', dir, '--force')).toMatchObject({ code: 0 });
    expect(readFileSync(join(dir, '../mine'), 'utf8')).toBe('');
  });

  test('that are in the way of a folder leave nothing written', async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'rules'), 'a file');
    const ran = await runCommand(installedPackage(), 'init', dir, '--force');
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(join(dir, 'rules'));
    expect(filesIn(dir)).toEqual(['rules']);
  });
});

test('a package without its demo service is not whole, and says so', async () => {
  const root = installedPackage();
  rmSync(join(root, 'dist'), { recursive: true });
  const dir = join(temporaryFolder(), 'ops');
  expect(await runCommand(root, 'init', dir)).toMatchObject({
    code: 1,
    stderr: 'spanthropic-observability: the package is not whole: it has no folder dist/demo\n',
  });
});

interface AlertmanagerFile {
  readonly receivers: readonly ({ readonly name: string } & Readonly<
    Record<string, readonly Partial<Record<'url' | 'api_url_file' | 'routing_key_file', string>>[]>
  >)[];
}

function words(flags: Readonly<Record<string, string>>): string[] {
  return Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

function changedLines(before: string, after: string): { before: string; after: string }[] {
  const now = after.split('\n');
  const pairs = before
    .split('\n')
    .map((line, index) => ({ before: line, after: now[index] ?? '' }));
  return pairs.filter((pair) => pair.before !== pair.after);
}
