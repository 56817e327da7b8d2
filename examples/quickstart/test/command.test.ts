import {
  type FakeClaude,
  ok,
  type Step,
  startFakeClaude,
  status,
  stream,
} from '@spanthropic/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { runNode } from './run-node.ts';

const colour = '\u001b';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

test('--help tells what there is', async () => {
  const { code, stdout } = await runNode('demo.ts', ['--help']);
  expect(stdout).toContain('demo --live');
  expect(stdout).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
  expect(code).toBe(0);
});

test.each([
  [['--lvie'], "demo: unknown argument '--lvie'; --help tells what there is.\n"],
  [['--live', '--model'], 'demo: --model needs a name; --help tells what there is.\n'],
  [['--model', 'claude-opus-5-5'], 'demo: --model goes with --live; --help tells what there is.\n'],
])('%j ends with one clear line and exit code 2', async (args, line) => {
  const { code, stdout, stderr } = await runNode('demo.ts', args);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: line });
});

test('an OTLP endpoint that is no URL is told before anything is played', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' };
  const { code, stdout, stderr } = await runNode('demo.ts', [], env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe('The OTLP endpoint in the environment is not a URL: collector\n');
});

test('tracing that is switched off is told in one line', async () => {
  const { code, stderr } = await runNode('demo.ts', [], { SPANTHROPIC_DISABLED: 'true' });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^No call was traced: .*SPANTHROPIC_DISABLED.*\n$/);
});

describe('--live', () => {
  test.each([{}, { ANTHROPIC_API_KEY: ' ' }])('without a key says so: %j', async (env) => {
    const { code, stdout, stderr } = await runNode('demo.ts', ['--live'], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^demo --live .* needs a key in ANTHROPIC_API_KEY; [^\n]*\.\n$/);
  });

  test('makes two cheap calls with the key, and draws them', async () => {
    const api = await apiThatPlays(ok(), stream({ firstToken: 50 }));
    const { code, stdout, stderr } = await runNode('demo.ts', ['--live'], keyFor(api));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^trace /gm)).toHaveLength(2);
    expect(stdout).toContain('2 calls took 2 attempts; none was a retry;');
    for (const { headers } of api.requests) expect(headers.authorization).toBe('Bearer a key');
  });

  test('calls the model that --model names', async () => {
    const api = await apiThatPlays(ok(), ok());
    const args = ['--live', '--model', 'claude-opus-5-5'];
    await runNode('demo.ts', args, keyFor(api));
    const models = api.requests.map(({ body }) => JSON.parse(body).model);
    expect(models).toEqual(['claude-opus-5-5', 'claude-opus-5-5']);
  });

  test('draws a call that the API refuses, and fails with its reason', async () => {
    const api = await apiThatPlays(status(401));
    const { code, stdout, stderr } = await runNode('demo.ts', ['--live'], keyFor(api));
    expect(stdout).toContain('✗ 401 authentication_error');
    expect(stderr).toMatch(/^"plain call" ended with AuthenticationError: 401 [^\n]*\n$/);
    expect(code).toBe(1);
  });
});

test('without a terminal there is no colour, unless it is asked for', async () => {
  const plain = await runNode('demo.ts', ['--live'], keyFor(await apiThatPlays(ok(), ok())));
  expect(plain.stdout).not.toContain(colour);
  const env = { ...keyFor(await apiThatPlays(ok(), ok())), FORCE_COLOR: '1' };
  expect((await runNode('demo.ts', ['--live'], env)).stdout).toContain(`${colour}[1m1/2`);
});

/** A fake API that plays the steps one after the other, whoever asks. */
async function apiThatPlays(...steps: Step[]): Promise<FakeClaude> {
  const api = await startFakeClaude({ default: steps });
  onTestFinished(() => api.close());
  return api;
}

function keyFor({ url }: FakeClaude): Record<string, string> {
  return { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'a key' };
}
