import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { installedPackage, temporaryFolder } from './support/package-root.ts';
import { runCommand } from './support/run-command.ts';

test('has nothing to say of a folder as it was written, and compares it with the flags of then', async () => {
  const { root, dir } = await written('--grafana-url', 'https://grafana.example.com');
  expect(await runCommand(root, 'diff', dir)).toEqual({
    code: 0,
    stdout: '',
    stderr: 'nothing would change\n',
  });
});

test('shows what an update would change, and writes nothing', async () => {
  const { root, dir } = await written('--grafana-url', 'https://grafana.example.com');
  update(root);
  const before = read(dir, 'runbooks/ClaudeOverloaded.md');

  const { code, stdout, stderr } = await runCommand(root, 'diff', dir);

  expect(code).toBe(1);
  expect(stdout).toContain(
    [
      '--- a/runbooks/ClaudeOverloaded.md',
      '+++ b/runbooks/ClaudeOverloaded.md',
      '@@ -1,7 +1,7 @@',
      ' # ClaudeOverloaded',
      ' ',
    ].join('\n'),
  );
  // The update as it would be written: with the address of last time.
  expect(stdout).toMatch(/^\+Ticket: .*https:\/\/grafana\.example\.com/m);
  expect(stdout).not.toContain('localhost:3000');
  expect(stderr).toContain('4 files would change');
  expect(read(dir, 'runbooks/ClaudeOverloaded.md')).toBe(before);
});

test('is a patch that makes what init --force makes', async () => {
  const { root, dir } = await written();
  const other = temporaryFolder();
  await runCommand(root, 'init', other);
  update(root);
  const patch = await runCommand(root, 'diff', dir);

  execFileSync('git', ['apply', '--unsafe-paths'], { cwd: dir, input: patch.stdout });
  await runCommand(root, 'init', other, '--force');

  for (const path of ['runbooks/ClaudeOverloaded.md', 'runbooks/New.md']) {
    expect(read(dir, path)).toBe(read(other, path));
  }
  expect(() => read(dir, 'runbooks/ClaudeCallsAsleep.md')).toThrow('ENOENT');
  expect(() => read(other, 'runbooks/ClaudeCallsAsleep.md')).toThrow('ENOENT');
});

test('does not print what is built, but says that it differs', async () => {
  const { root, dir } = await written();
  update(root);
  const { stdout, stderr } = await runCommand(root, 'diff', dir);
  expect(stdout).not.toContain('console.log');
  expect(stderr).toContain('stack/demo/main.js is another one');
});

test('shows what other flags would change', async () => {
  const { root, dir } = await written();
  const { code, stdout } = await runCommand(
    root,
    'diff',
    dir,
    '--slack-url-file',
    '/etc/alerts/slack',
  );
  expect(code).toBe(1);
  expect(stdout).toContain('-    webhook_configs:');
  expect(stdout).toContain('+      - api_url_file: "/etc/alerts/slack"');
});

test('warns of changes that somebody made by hand, which --force would undo', async () => {
  const { root, dir } = await written();
  appendFileSync(join(dir, 'stack/prometheus.yml'), '# ours\n');
  const { code, stdout, stderr } = await runCommand(root, 'diff', dir);
  expect(code).toBe(1);
  expect(stdout).toContain('-# ours');
  expect(stderr).toContain('stack/prometheus.yml was changed since it was written');
});

test('shows an empty folder all of it', async () => {
  const { code, stdout } = await runCommand(installedPackage(), 'diff', temporaryFolder());
  expect(code).toBe(1);
  expect(stdout).toContain('--- /dev/null\n+++ b/stack/prometheus.yml');
});

test('exits with 2 where there is no folder', async () => {
  const dir = join(temporaryFolder(), 'typo');
  expect(await runCommand(installedPackage(), 'diff', dir)).toEqual({
    code: 2,
    stdout: '',
    stderr: `spanthropic-observability: there is no folder ${dir}; init writes one\n`,
  });
});

test('is coloured on a terminal only', async () => {
  const { root, dir } = await written();
  vi.stubEnv('FORCE_COLOR', undefined);
  vi.stubEnv('NO_COLOR', undefined);
  vi.stubEnv('TERM', 'xterm');
  const { isTTY } = process.stdout;
  onTestFinished(() => {
    process.stdout.isTTY = isTTY;
    vi.unstubAllEnvs();
  });
  const flags = ['--grafana-url', 'https://grafana.example.com'];

  process.stdout.isTTY = true;
  expect((await runCommand(root, 'diff', dir, ...flags)).stdout).toContain('\n\u001b[32m+');
  process.stdout.isTTY = false;
  expect((await runCommand(root, 'diff', dir, ...flags)).stdout).not.toContain('\u001b');
});

test('leaves out a flag of last time that is not known any more, and says so', async () => {
  const { root, dir } = await written();
  changeRecord(dir, (record) => ({ ...record, flags: { 'old-flag': '1' } }));
  const { code, stderr } = await runCommand(root, 'diff', dir);
  expect(code).toBe(0);
  expect(stderr).toContain('--old-flag of last time is not known any more');
});

test.each([
  ['no JSON', 'nonsense', 'spanthropic.json is not as it was written'],
  ['no flags', '{}', 'spanthropic.json is not as it was written'],
  [
    'a value that cannot be',
    '{"flags": {"jaeger-url": "ftp://x"}, "files": {}}',
    'spanthropic.json has a value that cannot be: --jaeger-url takes an http or https URL',
  ],
])('exits with 2 where the record has %s', async (_, text, message) => {
  const { root, dir } = await written();
  writeFileSync(join(dir, 'spanthropic.json'), text);
  const { code, stdout, stderr } = await runCommand(root, 'diff', dir);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

/** A package and a folder that its command wrote. */
async function written(...flags: readonly string[]): Promise<{ root: string; dir: string }> {
  const root = installedPackage({ copied: true });
  const dir = temporaryFolder();
  expect(await runCommand(root, 'init', dir, ...flags)).toMatchObject({ code: 0 });
  return { root, dir };
}

/** What a newer version may bring: a change, a new file, one less, another build. */
function update(root: string): void {
  const path = join(root, 'runbooks/ClaudeOverloaded.md');
  writeFileSync(path, readFileSync(path, 'utf8').replace('Ticket, for', 'Ticket: for'));
  writeFileSync(join(root, 'runbooks/New.md'), '# New\n');
  rmSync(join(root, 'runbooks/ClaudeCallsAsleep.md'));
  writeFileSync(join(root, 'dist/demo/main.js'), 'console.log("a newer demo");\n');
}

function changeRecord(dir: string, change: (record: object) => object): void {
  const path = join(dir, 'spanthropic.json');
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
}

function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}
