// The demo service as the package ships it: one file, that runs where nothing is installed but Node.js.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsdown';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import config from '../tsdown.config.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'spanthropic-demo-'));

beforeAll(async () => {
  const copy = [{ from: 'page', to: folder }];
  await build({ ...config, config: false, outDir: folder, copy, logLevel: 'error' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('it is one program beside the files of its pages, and the licenses of what is in it', () => {
  expect(readdirSync(folder).sort()).toEqual(['demo.mjs', 'licenses.txt', 'page']);
  const licenses = readFileSync(join(folder, 'licenses.txt'), 'utf8');
  for (const name of ['express', '@anthropic-ai/sdk', 'marked', '@opentelemetry/sdk-node']) {
    expect(licenses).toMatch(new RegExp(`^${name} [\\d.]+: (MIT|Apache-2.0)$`, 'm'));
  }
});

test('it serves pages and calls without anything installed', async () => {
  const demo = spawn(process.execPath, ['demo.mjs'], {
    cwd: folder,
    env: {
      PORT: '0',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
  });
  const ended = once(demo, 'close');
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let printed = '';
      const add = (chunk: string): void => {
        printed += chunk;
        const [, found] = /listens at (\S+)/.exec(printed) ?? [];
        if (found) resolve(found);
      };
      demo.stdout.setEncoding('utf8').on('data', add);
      demo.stderr.setEncoding('utf8').on('data', add);
      void ended.then(() => reject(new Error(`It ended:\n${printed}`)));
    });
    const page = await (await fetch(url)).text();
    for (const [, path = ''] of page.matchAll(/(?:src|href)="(\/[\w-]+\.(?:js|css))"/g)) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(200);
    }
    const response = await fetch(`${url}/classify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"Which department?"}',
    });
    expect(await response.json()).toEqual({ label: 'returns' });
  } finally {
    demo.kill('SIGTERM');
  }
  expect(await ended).toEqual([0, null]);
});
