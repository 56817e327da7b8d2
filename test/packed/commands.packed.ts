import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ENVIRONMENTS, type Environment } from './environments.ts';
import { envOf, folderOf } from './locations.ts';
import { run } from './run.ts';

const fixtures = join(import.meta.dirname, '../../packages/waterfall/test/fixtures');

describe.each(ENVIRONMENTS.filter(({ sdk }) => sdk === '0.60.0'))(
  'Node.js $node',
  (environment) => {
    test('fake-claude answers as its script says until it is told to stop', async () => {
      const args = ['--port', '0', '--script', 'script.json'];
      const server = spawn(command(environment, 'fake-claude'), args, {
        cwd: folderOf(environment),
        env: envOf(environment.node),
      });
      onTestFinished(() => void server.kill());
      const [url] = await once(createInterface(server.stdout), 'line');

      const answer = await fetch(`${url}/v1/messages`, { method: 'POST', body: '{}' });
      expect(await answer.json()).toMatchObject({ content: [{ text: 'from a tarball' }] });

      server.kill('SIGTERM');
      expect(await once(server, 'exit')).toEqual([0, null]);
    });

    test('waterfall draws a stored trace from standard input', async () => {
      const input = await readFile(join(fixtures, 'retried-stream.otlp.json'), 'utf8');

      const drawn = await run(command(environment, 'waterfall'), ['--width', '100'], {
        env: envOf(environment.node),
        input,
      });

      expect(drawn).toMatchObject({ code: 0, stderr: '' });
      expect(drawn.stdout).toContain('attempt #2');
    });
  },
);

/** As npm installed it, so that its first line and its mode are tried too. */
function command(environment: Environment, name: string): string {
  return join(folderOf(environment), 'node_modules/.bin', name);
}
