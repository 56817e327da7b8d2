import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rewrite } from '../../packages/observability/src/files/rewrite.ts';
import { SETTINGS } from '../../packages/observability/src/settings/settings.ts';
import { ENVIRONMENTS, type Environment } from './environments.ts';
import { envOf, folderOf } from './locations.ts';
import { type Finished, run } from './run.ts';

const source = join(import.meta.dirname, '../../packages/observability');

// What it writes, and that its programs take that, is tested where the programs are: test/e2e/configs.e2e.ts.
describe.each(ENVIRONMENTS.filter(({ sdk }) => sdk === '0.60.0'))(
  'Node.js $node',
  (environment) => {
    test('init writes all that the repository has, below the folder that it stands in', async () => {
      const cwd = await temporaryFolder();

      const ran = await command(environment, cwd, 'init', 'ops/claude');

      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.stdout).toContain('docker compose --file ops/claude/stack/compose.yaml up');
      const dir = join(cwd, 'ops/claude');
      for (const [from, to] of [...MIRRORED, ['dashboards/json', 'dashboards'] as const]) {
        const expected = await contents(join(source, from));
        expect(Object.keys(expected).length).toBeGreaterThan(0);
        expect(await contents(join(dir, to))).toEqual(expected);
      }
      const { demo, rest } = split(await contents(join(dir, 'stack')));
      expect(rest).toEqual(await contents(join(source, 'stack')));
      expect(Object.keys(demo).filter((path) => path.endsWith('.js'))).not.toEqual([]);
    });

    test('flags set thresholds, links and receivers', async () => {
      const cwd = await temporaryFolder();
      const flags = {
        ...Object.fromEntries(SETTINGS.map(({ flag, unit }) => [flag, String(unit.max)])),
        'runbook-base': 'https://git.example.com/runbooks',
        'grafana-url': 'https://grafana.example.com',
        'jaeger-url': 'https://jaeger.example.com',
        'slack-url-file': '/etc/alerts/slack',
        'pagerduty-key-file': '/etc/alerts/pagerduty',
        'webhook-url': 'https://alerts.example.com/claude',
      };
      const words = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);

      expect(await command(environment, cwd, 'init', '.', ...words)).toMatchObject({ code: 0 });

      for (const [from, to] of MIRRORED) {
        for (const [path, text] of Object.entries(await contents(join(source, from)))) {
          const written = await readFile(join(cwd, to, path), 'utf8');
          expect(written).toBe(rewrite(`${to}/${path}`, text, flags));
        }
      }
      const alertmanager = await readFile(join(cwd, 'stack/alertmanager.yml'), 'utf8');
      expect(alertmanager).toContain('\n      - routing_key_file: "/etc/alerts/pagerduty"');
    });

    test('init refuses to overwrite without --force, and diff says what it would do', async () => {
      const cwd = await temporaryFolder();
      await command(environment, cwd, 'init', 'ops', '--webhook-url', 'http://localhost:9');
      const mine = join(cwd, 'ops/stack/alertmanager.yml');
      const written = await readFile(mine, 'utf8');
      await writeFile(mine, `${written}# mine\n`);

      const refused = await command(environment, cwd, 'init', 'ops');
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain('ops/stack/alertmanager.yml');

      const shown = await command(environment, cwd, 'diff', 'ops');
      expect(shown).toMatchObject({ code: 1 });
      expect(shown.stdout).toContain('-# mine\n');
      expect(shown.stdout).not.toContain('\u001b');
      expect(await readFile(mine, 'utf8')).toContain('# mine');

      expect(await command(environment, cwd, 'init', 'ops', '--force')).toMatchObject({ code: 0 });
      expect(await readFile(mine, 'utf8')).toBe(written);
      expect(await command(environment, cwd, 'diff', 'ops')).toEqual({
        code: 0,
        stdout: '',
        stderr: 'nothing would change\n',
      });
    });

    test('a bad value gets exit code 2 and a message with its range, and nothing is written', async () => {
      const cwd = await temporaryFolder();
      const [setting] = SETTINGS;
      const ran = await command(environment, cwd, 'init', 'ops', `--${setting?.flag}=-1`);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain(`--${setting?.flag} takes`);
      expect(ran.stderr).toContain(`from ${setting?.unit.min} to ${setting?.unit.max}`);
      expect(await readdir(cwd)).toEqual([]);
    });
  },
);

test('npx finds the command by the name of the package', async () => {
  const [environment] = ENVIRONMENTS;
  const folder = environment ? folderOf(environment) : '';
  const ran = await run('npx', ['--no', '--offline', '@spanthropic/observability', '--version'], {
    cwd: folder,
  });
  const manifest = join(folder, 'node_modules/@spanthropic/observability/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8'));
  expect(ran).toMatchObject({ code: 0, stdout: `${version}\n` });
});

/** What init writes as it is in the repository where no flag says otherwise. */
const MIRRORED = [
  ['rules', 'rules'],
  ['runbooks', 'runbooks'],
] as const;

/** As npm installed it, so that its first line and its mode are tried too. */
function command(environment: Environment, cwd: string, ...args: string[]): Promise<Finished> {
  const path = join(folderOf(environment), 'node_modules/.bin/spanthropic-observability');
  return run(path, args, { cwd, env: envOf(environment.node) });
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'spanthropic-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The text of each file below a folder, by its path in it. */
async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const;
      }),
    ),
  );
}

/** The stack's own files, and those of the demo service in it. */
function split(stack: Record<string, string>): Record<'demo' | 'rest', Record<string, string>> {
  const isDemo = ([path]: [string, string]): boolean => path.startsWith('demo/');
  const files = Object.entries(stack);
  return {
    demo: Object.fromEntries(files.filter(isDemo)),
    rest: Object.fromEntries(files.filter((file) => !isDemo(file))),
  };
}
