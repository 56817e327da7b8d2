import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runNode } from '../export/run-node.ts';

const get = new URL('get.ts', import.meta.url);

/** Runs `pnpm backends` where these commands, shell scripts, are all that is on the PATH, and nothing was got before. */
async function backends(commands: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'spanthropic-get-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [name, script] of Object.entries(commands)) {
    await writeFile(join(root, name), `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
    await chmod(join(root, name), 0o755);
  }
  const cache = join(root, 'cache');
  return {
    run: () => runNode(get, [], { PATH: root, XDG_CACHE_HOME: cache }),
    kept: async () => (await readdir(join(cache, 'spanthropic'))).map((name) => name.split('-')[0]),
  };
}

const says = (version: string): string => `echo "version ${version}"`;
const ALL = { jaeger: says('2.20.0'), alertmanager: says('0.34.2'), amtool: says('0.34.2') };
const OLD = { prometheus: says('2.53.1'), promtool: says('2.53.1') };

const GO = `
[ "$1" = version ] && { echo go version go1.26.8 linux/amd64; exit; }
echo "go $1 $5"
for program in alertmanager amtool prometheus promtool jaeger; do
  echo 'echo "version 3.15.0"' > "$GOBIN/$program"; chmod +x "$GOBIN/$program"
done`;
const APT = `
[ "$1" = --version ] && exit
: > prometheus.deb`;
const DPKG = `
mkdir -p "$3/usr/bin"
for program in prometheus promtool prometheus-alertmanager amtool; do
  : > "$3/usr/bin/$program"; chmod +x "$3/usr/bin/$program"
done`;

test('what is not there is built and unpacked once, and said with its time', async () => {
  const { run, kept } = await backends({ go: GO, 'apt-get': APT, 'dpkg-deb': DPKG });
  const first = await run();
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toContain('Building jaeger v2.13.0: about 4 minutes');
  expect(first.stdout).toContain("Unpacking Debian's prometheus and prometheus-alertmanager");
  expect((await kept()).sort()).toEqual(['alertmanager', 'debian', 'jaeger', 'prometheus']);
  const second = await run();
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(second.stdout).toMatch(/^All programs are there/);
});

test('without Go it says so, and which versions on the PATH would do', async () => {
  const { run } = await backends(OLD);
  const { code, stderr } = await run();
  expect(code).toBe(1);
  expect(stderr).toContain('Go is missing, so that jaeger cannot be built.');
  expect(stderr).toContain('there is no apt-get');
  expect(stderr).toContain(
    'jaeger             jaeger of a version from 2.13 on, below 3, on the PATH',
  );
  expect(stderr).not.toContain('promtool-2.42');
});

test('a Go that is too old is told with its version', async () => {
  const { run } = await backends({ go: 'echo go version go1.19.8 linux/amd64' });
  expect((await run()).stderr).toContain('Go 1.19.8 is too old: it has to be 1.21 or newer');
});

test('programs of fitting versions on the PATH are used, others are not', async () => {
  const { run } = await backends({ ...ALL, ...OLD, go: GO, 'apt-get': APT, 'dpkg-deb': DPKG });
  const { code, stdout } = await run();
  expect(code).toBe(0);
  expect(stdout).not.toContain('Building jaeger');
  expect(stdout).not.toContain('Building alertmanager');
  expect(stdout).toContain('Building prometheus and promtool');
  expect(stdout).toMatch(/jaeger +\S+get-\w+\/jaeger\n/);
});

test('a build that fails leaves nothing that would be taken for its result', async () => {
  const { run, kept } = await backends({ go: GO.replace(/$/, '\nexit 1') });
  const { code, stderr } = await run();
  expect(code).toBe(1);
  expect(stderr).toContain('Go could not build prometheus and promtool.');
  expect(await kept()).toEqual([]);
});
