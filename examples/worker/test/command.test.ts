import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ok, startFakeClaude } from '@spanthropic/testing';
import { expect, test, vi } from 'vitest';
import { startReceiver } from '../../../test/export/receiver.ts';

vi.setConfig({ testTimeout: 60_000 });

test('--compare does it both ways, tells what it does, and ends with both side by side', async () => {
  const { code, stdout, stderr } = await start(['--compare']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^ +0\.0 s {2}█{8} {2}8 at a time$/m);
  expect(stdout).toMatch(
    /^ +\d\.\d s {2}█+░+ {2}[1-7] at a time, \d+ % of the requests limit left$/m,
  );
  const refusedIn = (row: string): number =>
    Number(new RegExp(`^${row} +\\d+ +\\d+ +(\\d+) `, 'm').exec(stdout)?.[1]);
  expect(refusedIn('by rateLimits\\(client\\)')).toBeLessThan(refusedIn('as fast as allowed'));
});

test('with a key it asks the real API, and sends its traces where the environment says', async () => {
  await using api = await startFakeClaude({ default: [ok({ times: 'forever' })] });
  await using receiver = await startReceiver();
  const { code, stdout } = await start([], {
    ANTHROPIC_API_KEY: 'a key',
    ANTHROPIC_BASE_URL: api.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^50 of 50 calls answered in [\d.]+ s: 50 attempts, 0 of them refused/m);
  expect(api.requests).toHaveLength(50);
  expect(receiver.spans.filter(({ name }) => name === 'claude.attempt')).toHaveLength(50);
});

test.each([
  ['--help', 0, /^Usage: start \[--compare\]/],
  ['--cmopare', 1, /Unknown option '--cmopare'/],
])('%s is answered', async (argument, code, words) => {
  const finished = await start([argument]);
  expect(finished.code).toBe(code);
  expect(code === 0 ? finished.stdout : finished.stderr).toMatch(words);
});

/** The command in an environment that holds nothing but `env`. */
async function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const argv = ['--import', './telemetry.ts', 'start.ts', ...args];
  const child = spawn(process.execPath, argv, { cwd, env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
