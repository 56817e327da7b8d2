import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FLAG_NAMES } from '../src/settings/flags.ts';
import { SETTINGS } from '../src/settings/settings.ts';
import { installedPackage, temporaryFolder } from './support/package-root.ts';
import { runCommand } from './support/run-command.ts';

describe('a bad value gets exit code 2 and a message that names the flag and its range', () => {
  test.each(
    SETTINGS.flatMap((setting) => badValues(setting).map((value) => ({ ...setting, value }))),
  )('--$flag $value', async ({ flag, value, unit }) => {
    const { code, stdout, stderr } = await init(`--${flag}=${value}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`--${flag} takes`);
    expect(stderr).toContain(`from ${unit.min} to ${unit.max}`);
    expect(stderr).toContain(`got '${value}'`);
  });

  test.each([
    ['--grafana-url', 'grafana.example.com', 'an http or https URL'],
    ['--grafana-url', 'ftp://grafana.example.com', 'an http or https URL'],
    ['--grafana-url', 'https://me:secret@grafana.example.com', 'without a user name and password'],
    ['--runbook-base', 'https://example.com/?page=', 'no query'],
    ['--jaeger-url', "https://example.com/it's", 'nothing that needs quoting'],
    ['--webhook-url', 'alerts', 'an http or https URL'],
    ['--webhook-url', 'https://me:secret@alerts.example.com', 'without a user name and password'],
    ['--slack-url-file', 'https://hooks.slack.com/services/T0/B0/x', 'the path of a file'],
    ['--slack-url-file', '', 'the path of a file'],
    ['--slack-url-file', '/run/$SECRETS/slack', 'the path of a file'],
    ['--pagerduty-key-file', '0123456789abcdef0123456789abcdef', 'the path of a file'],
  ])('%s %s', async (flag, value, range) => {
    const { code, stderr } = await init(`${flag}=${value}`);
    expect(code).toBe(2);
    expect(stderr).toContain(`${flag} takes`);
    expect(stderr).toContain(range);
  });

  test.each([
    ['--slack-url-file', 'https://hooks.slack.com/services/T0/B0/x'],
    ['--pagerduty-key-file', '0123456789abcdef0123456789abcdef'],
    ['--grafana-url', 'https://me:hunter2@grafana.example.com'],
  ])('what may be a secret is not repeated: %s', async (flag, value) => {
    const { stderr } = await init(flag, value);
    expect(stderr).not.toContain(value);
    expect(stderr).not.toContain('hunter2');
  });
});

describe('a wrong use gets exit code 2 and points to --help', () => {
  test.each([
    ['an unknown flag', ['init', 'DIR', '--spike-shore', '0.5'], "Unknown option '--spike-shore'"],
    ['an unknown command', ['install', 'DIR'], "not 'install'"],
    ['no command', ['--force'], 'the commands are init DIR and diff DIR'],
    ['no folder', ['init'], 'init takes one DIR'],
    ['two folders', ['diff', 'one', 'two'], 'diff takes one DIR'],
    ['a flag without its value', ['init', 'DIR', '--jaeger-url'], '--jaeger-url'],
  ])('%s', async (_, args, message) => {
    const ran = await runCommand(installedPackage(), ...args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).toContain('see --help');
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('--force with diff', async () => {
    const ran = await runCommand(installedPackage(), 'diff', 'DIR', '--force');
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('--force is for init') });
  });
});

test.each([[['--help']], [['-h']], [['init', '--help']], [[]]])(
  '%j lists every flag, with defaults',
  async (args) => {
    const { code, stdout, stderr } = await runCommand(installedPackage(), ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const flag of FLAG_NAMES) expect(stdout).toContain(`  --${flag} `);
    for (const setting of SETTINGS) expect(stdout).toContain(`default ${setting.default}, `);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(112);
  },
);

test('--version is the version of the package', async () => {
  const root = installedPackage();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(await runCommand(root, '--version')).toEqual({
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});

async function init(...flags: readonly string[]) {
  return await runCommand(installedPackage(), 'init', join(temporaryFolder(), 'ops'), ...flags);
}

function badValues({ unit }: (typeof SETTINGS)[number]): string[] {
  if (unit.kind === 'duration') return ['5', '-5m', '5 minutes', '0s', '10y', '99w'];
  const beyond = [String(unit.min - 1), String(unit.max + 1), '', 'half', '1e2', '0x1'];
  return unit.kind === 'whole' ? [...beyond, String(unit.min + 0.5)] : beyond;
}
