import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { readArguments } from '../src/command/arguments.ts';
import { Failure } from '../src/command/failure.ts';
import { parseSpans } from '../src/command/parse-spans.ts';
import { withoutColor } from './support/without-color.ts';

const command = fileURLToPath(new URL('../src/waterfall.ts', import.meta.url));
const file = fileURLToPath(new URL('fixtures/retried-stream.otlp.json', import.meta.url));
const fixture = readFileSync(file, 'utf8');
const url = 'http://127.0.0.1:16686';
const id = '4bf92f3577b34da60000000000000001';

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command in a process of its own. */
async function waterfall(args: string[], { input = '', env = {} } = {}): Promise<Ran> {
  const child = spawn(process.execPath, [command, ...args], {
    env: { LANG: 'C.UTF-8', ...env },
  });
  child.stdin.end(input);
  const exit = new Promise<number>((resolve) => {
    child.once('exit', (code) => resolve(code ?? -1));
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, stdout, stderr };
}

const drawing = expect.stringMatching(/^trace 4bf9.+└─ attempt #3/s);

// Starting Node.js takes its time on a busy machine.
const timeout = 60_000;

describe('the command', { timeout }, () => {
  test('draws a file', async () => {
    expect(await waterfall([file])).toEqual({ code: 0, stdout: drawing, stderr: '' });
  });

  test.each([[[]], [['-']]])('draws standard input with arguments %j', async (args) => {
    const ran = await waterfall(args, { input: fixture });
    expect(ran).toEqual({ code: 0, stdout: drawing, stderr: '' });
  });

  test('draws each trace of many lines, the first one first', async () => {
    const line = JSON.stringify(JSON.parse(fixture));
    const later = line.replaceAll(id, 'b'.repeat(32)).replaceAll('"17951443', '"17951444');
    const { stdout } = await waterfall([], { input: `${later}\n${line}\n` });
    expect(stdout.match(/^trace \w{4}/gm)).toEqual(['trace 4bf9', 'trace bbbb']);
  });

  test('joins a trace whose spans are in different lines', async () => {
    const request = JSON.parse(fixture);
    const lines = request.resourceSpans[0].scopeSpans.map((scope: unknown) =>
      JSON.stringify({ resourceSpans: [{ scopeSpans: [scope] }] }),
    );
    expect(lines).toHaveLength(3);
    const { stdout } = await waterfall(['--no-color'], { input: lines.join('\n') });
    expect(stdout).toBe((await waterfall([file])).stdout);
  });

  test('takes a width, a number of rows, colour and ASCII', async () => {
    const { stdout } = await waterfall([file, '--width=50', '--rows=3', '--color', '--ascii']);
    expect(stdout.replaceAll('\u001b', '␛')).toMatchInlineSnapshot(`
      "␛[2mtrace 4bf92f3577b34da60000000000000001␛[0m
                                  ␛[2m|0    |5 s␛[0m
      ␛[1mPOST /chat␛[0m           8.31 s ---------- 200
      ␛[2m\` ␛[0m␛[36mchat claude-opu...␛[0m 8.30 s ␛[36m----------␛[0m ok
      ␛[2m  | ␛[0m␛[1;31mattempt #1␛[0m       0.11 s ␛[1;31mx␛[0m          ␛[1;31mx 429␛[0m
      ␛[2m... 5 more spans, 1 of them failed␛[0m
      ␛[1;31mx␛[0m␛[2m failed␛[0m
      "
    `);
  });

  test('respects the environment, which its flags override', async () => {
    const env = { FORCE_COLOR: '1', LANG: 'C' };
    const { stdout } = await waterfall([file], { env });
    expect(stdout).not.toBe(withoutColor(stdout));
    expect(withoutColor(stdout)).toMatch(/^trace \w+ \| /);
    const plain = await waterfall([file, '--no-color', '--no-ascii'], { env });
    expect(plain.stdout).toMatch(/^trace \w+ · /);
  });

  test.each(['--help', '-h'])('explains itself with %s', async (flag) => {
    const { code, stdout } = await waterfall([flag]);
    expect(code).toBe(0);
    expect(stdout).toContain('waterfall --jaeger URL TRACE_ID');
  });

  test('ends quietly when nobody reads any more, as with head', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => {
      const trace = { traceId: `${i}`.padStart(32, 'a'), spanId: 'ab', name: 'work' };
      const spans = [{ ...trace, startTimeUnixNano: 1, endTimeUnixNano: 2 }];
      return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    });
    const child = spawn(process.execPath, [command]);
    child.stdin.end(lines.join('\n'));
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await text(child.stderr)).toBe('');
  });

  test('draws what is sound of a broken file, and says where it is broken', async () => {
    const line = JSON.stringify(JSON.parse(fixture));
    expect(await waterfall([], { input: `${line}\n{"resour` })).toEqual({
      code: 1,
      stdout: drawing,
      stderr: 'waterfall: standard input is not OTLP JSON in line 2; the rest was drawn\n',
    });
  });
});

describe('a call that cannot work', { timeout }, () => {
  test.each([
    [['--wat'], 2, "Unknown option '--wat'"],
    [['nowhere.json'], 1, 'cannot read nowhere.json: ENOENT: no such file or directory'],
    [['.'], 1, 'cannot read .: EISDIR: illegal operation on a directory'],
    [[command], 1, `${command} is not OTLP JSON`],
    [['\u001b[2J'], 1, 'cannot read ␛[2J: ENOENT: no such file or directory'],
  ])('%j exits with %i and one line', async (args, code, message) => {
    expect(await waterfall(args)).toEqual({ code, stdout: '', stderr: `waterfall: ${message}\n` });
  });

  test.each([
    [['--width'], "Option '--width <value>' argument missing"],
    [['--width', 'wide'], '--width takes a whole number of at least 20'],
    [['--width', '19'], '--width takes a whole number of at least 20'],
    [['--rows', '0'], '--rows takes a whole number of at least 1'],
    [['a.json', 'b.json'], 'one FILE at a time'],
    [['--jaeger', url], '--jaeger URL takes one TRACE_ID'],
    [['--jaeger', url, 'ab', 'cd'], '--jaeger URL takes one TRACE_ID'],
    [['--jaeger', url, '../x'], "'../x' is not a trace id: up to 32 hexadecimal digits"],
    [['--jaeger', '127.0.0.1:16686', 'ab'], `'127.0.0.1:16686' is not a URL such as ${url}`],
    [
      ['--jaeger', 'http://me:secret@127.0.0.1', 'ab'],
      '--jaeger takes a URL without a user name and password',
    ],
  ])('%j is called a wrong use', (args, message) => {
    expect(() => readArguments(args)).toThrow(new Failure(message, 2));
  });

  test.each([
    ['', 'the file is not OTLP JSON'],
    ['{"resourceSpans":[]}', 'the file has no spans'],
    ['{"data":[]}', 'the file is not OTLP JSON'],
  ])('the input %j is called unreadable', (input, message) => {
    expect(() => parseSpans(input, 'the file')).toThrow(new Failure(message, 1));
  });
});

describe('with --jaeger', { timeout }, () => {
  let server: Server | undefined;

  afterEach(async () => {
    await server?.[Symbol.asyncDispose]();
    server = undefined;
  });

  /** Answers as Jaeger's query API does. */
  async function jaeger(answer: RequestListener): Promise<string> {
    server = createServer(answer).listen(0, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('draws a trace by its id', async () => {
    const asked: unknown[] = [];
    const url = await jaeger(({ method, url }, response) => {
      asked.push([method, url]);
      response.end(`{"result":${fixture}}`);
    });
    const ran = await waterfall(['--jaeger', url, id.toUpperCase()]);
    expect(ran).toEqual({ code: 0, stdout: drawing, stderr: '' });
    expect(asked).toEqual([['GET', `/api/v3/traces/${id}`]]);
  });

  test('reads an answer that is streamed as several objects', async () => {
    const request = JSON.parse(fixture);
    const url = await jaeger((_request, response) => {
      for (const scopeSpans of request.resourceSpans[0].scopeSpans) {
        const resourceSpans = [{ scopeSpans: [scopeSpans] }];
        response.write(JSON.stringify({ result: { resourceSpans } }));
      }
      response.end();
    });
    const { stdout } = await waterfall(['--jaeger', url, id]);
    expect(stdout).toBe((await waterfall([file])).stdout);
  });

  test('keeps the path below which Jaeger is served', async () => {
    const url = await jaeger((request, response) => {
      response.statusCode = request.url === `/jaeger/api/v3/traces/${id}` ? 200 : 500;
      response.end(fixture);
    });
    expect(await waterfall(['--jaeger', `${url}/jaeger/`, id])).toMatchObject({ code: 0 });
  });

  test('says that there is no such trace', async () => {
    const url = await jaeger((_request, response) => {
      response.statusCode = 404;
      response.end('{"error":{"httpCode":404,"message":"No traces found"}}');
    });
    expect(await waterfall(['--jaeger', url, id])).toEqual({
      code: 1,
      stdout: '',
      stderr: `waterfall: no trace ${id} at ${url}/\n`,
    });
  });

  test('says what another status was', async () => {
    const url = await jaeger((_request, response) => {
      response.statusCode = 503;
      response.end();
    });
    const { code, stderr } = await waterfall(['--jaeger', url, id]);
    expect([code, stderr]).toEqual([1, `waterfall: ${url} answered with status 503\n`]);
  });

  test('says that an answer is not a trace, as that of another server', async () => {
    const url = await jaeger((_request, response) => {
      response.end('<!doctype html>');
    });
    const { code, stderr } = await waterfall(['--jaeger', url, id]);
    expect([code, stderr]).toEqual([1, `waterfall: what ${url} answered is not OTLP JSON\n`]);
  });

  test('says that nobody answers', async () => {
    const url = await jaeger(() => {});
    await server?.[Symbol.asyncDispose]();
    server = undefined;
    const { code, stderr } = await waterfall(['--jaeger', url, id]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^waterfall: cannot reach http:\S+: connect ECONNREFUSED \S+\n$/);
  });
});
