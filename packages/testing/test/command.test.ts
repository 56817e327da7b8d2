import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startFakeClaude } from '../src/index.ts';
import { call, hello } from './client.ts';

const command = fileURLToPath(new URL('../src/fake-claude.ts', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fake-claude-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function scriptFile(content: string): Promise<string> {
  const file = join(folder, 'script.json');
  await writeFile(file, content);
  return file;
}

function run(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [command, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs the command to its end. */
async function finished(...args: string[]) {
  const child = run(...args);
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (output.stdout += chunk));
  child.stderr?.on('data', (chunk) => (output.stderr += chunk));
  const [code] = await once(child, 'close');
  return { code, ...output };
}

/** Runs the command with a script until it listens; `line` is the next line that it prints. */
async function listening(script: object) {
  const child = run('--port', '0', '--script', await scriptFile(JSON.stringify(script)));
  if (child.stdout === null) throw new Error('no output');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async () => (await lines.next()).value;
  return { child, line, url: String(await line()) };
}

test('the command plays a script file, and prints its URL and a line for each request', async () => {
  const script = {
    chat: [
      { kind: 'status', code: 529, retryAfterMs: 1 },
      { kind: 'ok', text: 'from a file' },
    ],
  };
  const { line, url } = await listening(script);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const client = new Anthropic({ baseURL: url, apiKey: 'test' });
  const message = await client.messages.create(hello, call('chat'));
  expect(message.content).toMatchObject([{ text: 'from a file' }]);
  expect(await line()).toBe('POST /v1/messages  chat #1: status 529');
  expect(await line()).toBe('POST /v1/messages  chat #2: ok');
});

test('a script file may hold a list with matches', async () => {
  const stream = { kind: 'stream', end: 'reset', times: 'forever' };
  const { line, url } = await listening([
    { id: 'any', match: { path: '/v1/messages' }, steps: [stream] },
  ]);
  const client = new Anthropic({ baseURL: url, apiKey: 'test', maxRetries: 0 });
  await expect(client.messages.stream(hello).finalText()).rejects.toThrow();
  expect(await line()).toBe('POST /v1/messages  any #1: stream, reset after 3 events');
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the command properly', async (signal) => {
  const { child } = await listening({ default: [{ kind: 'ok' }] });
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a signal ends the command even while a request hangs', async () => {
  const { child, line, url } = await listening({ default: [{ kind: 'hang' }] });
  const answer = fetch(url).catch((error) => error);
  expect(await line()).toBe('GET /  default #1: hang');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await answer).toBeInstanceOf(TypeError);
});

test('--help says how to use the command', async () => {
  const { code, stdout } = await finished('--help');
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: fake-claude');
});

test.each([
  [['--prt', '1'], "Unknown option '--prt'; --help shows the options"],
  [['4010'], "Unexpected argument '4010'; --help shows the options"],
  [['--port', 'http'], '--port must be a whole number from 0 to 65535, got "http"'],
  [['--port', '65536'], '--port must be a whole number from 0 to 65535, got "65536"'],
  [['--script', 'missing.json'], 'cannot read the script missing.json: ENOENT'],
])('%j is told in one line', async (args, problem) => {
  const { code, stdout, stderr } = await finished(...args);
  expect(stderr).toMatch(/^fake-claude: .+\n$/);
  expect(stderr).toContain(problem);
  expect([code, stdout]).toEqual([2, '']);
});

test.each([
  ['no JSON', '{ "chat": [', 'is no good: '],
  ['a bad step', '{ "chat": [{ "kind": "satus" }] }', 'call "chat", step 1 has the unknown kind'],
])('a script with %s is told in one line', async (_, content, problem) => {
  const { code, stderr } = await finished('--port', '0', '--script', await scriptFile(content));
  expect(stderr).toMatch(/^fake-claude: the script .+\n$/);
  expect(stderr).toContain(problem);
  expect(code).toBe(2);
});

test('a port that is taken is told in one line', async () => {
  await using server = await startFakeClaude();
  const { code, stderr } = await finished('--port', String(server.port));
  expect(stderr).toMatch(/^fake-claude: cannot start: listen EADDRINUSE.+\n$/);
  expect(code).toBe(2);
});
