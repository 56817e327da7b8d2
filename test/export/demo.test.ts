import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { ok, startFakeClaude, stream } from '@spanthropic/testing';
import { expect, test, vi } from 'vitest';
import { nobody, startReceiver } from './receiver.ts';
import { runNode } from './run-node.ts';

vi.setConfig({ testTimeout: 60_000 });

const demo = new URL('../../examples/quickstart/demo.ts', import.meta.url);
const live = () => startFakeClaude({ default: [ok(), stream()] });

test('the demo sends what it draws, and its metrics, to the OTLP endpoint too, and says so', async () => {
  await using receiver = await startReceiver();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const { code, stdout, stderr } = await runNode(demo, [], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

  const drawn = [...stdout.matchAll(/^trace ([0-9a-f]{32}) /gm)].map(([, traceId]) => traceId);
  const arrived = new Set(receiver.spans.map(({ traceId }) => traceId));
  expect(drawn).toHaveLength(12);
  expect([...arrived].sort()).toEqual(drawn.sort());

  const named = (name: string) => receiver.spans.filter((span) => span.name === name);
  const [, calls, attempts, retries] = /^total +(\d+) +(\d+) +(\d+) /m.exec(stdout) ?? [];
  const kinds = ['anthropic.messages.create', 'anthropic.messages.count_tokens'];
  expect(kinds.flatMap(named)).toHaveLength(Number(calls));
  expect(named('claude.attempt')).toHaveLength(Number(attempts));
  expect(named('claude.backoff')).toHaveLength(Number(retries));
  expect(unwrapped(stdout)).toContain(
    `The same 12 traces, ${receiver.spans.length} spans, went to ${receiver.url}/v1/traces.`,
  );

  const sent = receiver.requests.filter(({ path }) => path === '/v1/metrics');
  const last = metricsIn(sent.at(-1)?.text);
  expect(last.get('spanthropic.calls')).toBe(Number(calls));
  expect(last.get('spanthropic.attempts')).toBe(Number(attempts));
  expect(last.get('spanthropic.calls.active')).toBe(0);
  const active = sent.map((each) => metricsIn(each.text).get('spanthropic.calls.active') ?? 0);
  expect(Math.max(...active)).toBeGreaterThan(0);
  expect(stdout).toContain(
    `metrics of the same calls went to ${receiver.url}/v1/metrics, ${sent.length} times.`,
  );

  expect(stripVTControlCharacters(stdout)).toBe(stdout);
  expect(stdout).not.toContain('\r');
  expect(stdout).toMatch(/^now: 1 active, 1 asleep \(0\.\d s left\), 0 streams open, headroom /m);
  expect(stdout).toMatch(/^now: [34] active, [12] asleep/m);
  const [, headroom = ''] = stdout.split('Rate-limit headroom, ');
  expect(headroom).toMatch(
    /^messages\.create, claude-haiku-5-5\n( .*\n)* {2}output tokens +400 000 +31 000 +#\.{9} +7\.7 % /m,
  );
  expect(headroom).toMatch(
    /^messages\.count_tokens, claude-opus-5-5\n {2}requests +4 000 +3 990 /m,
  );
});

test('a backend for traces alone is told apart from one that is down', async () => {
  await using api = await live();
  await using receiver = await startReceiver(404);
  const { stdout } = await runNode(demo, ['--live'], {
    ...keyFor(api.url),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  expect(unwrapped(stdout)).toContain(
    `The metrics did not reach ${receiver.url}/v1/metrics (Not Found); a backend for traces alone`,
  );
});

test('OTEL_METRICS_EXPORTER=none keeps the metrics from the endpoint', async () => {
  await using api = await live();
  await using receiver = await startReceiver();
  const { stdout } = await runNode(demo, ['--live'], {
    ...keyFor(api.url),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_METRICS_EXPORTER: 'none',
  });
  expect(receiver.requests).toMatchObject([{ path: '/v1/traces' }]);
  expect(stdout).not.toContain('/v1/metrics');
});

// Its command makes a terminal, where util-linux is, as it is in CI.
const terminal = 'script';
const hasTerminals = spawnSync(terminal, ['--version']).stdout?.includes('util-linux') ?? false;
const mayBeSkipped = !hasTerminals && process.env.CI !== 'true';

test.skipIf(mayBeSkipped)(
  'in a terminal the status is one line, gone before the trace',
  async () => {
    await using api = await startFakeClaude({
      default: [ok({ delay: 500 }), stream({ firstToken: 500 })],
    });
    const printed = await inTerminal(80, keyFor(api.url));
    expect(printed).toContain('\r\u001b[2m1 active, 0 asleep, 0 streams open\u001b[22m\u001b[K');
    expect(printed).toContain('\r\u001b[2m1 active, 0 asleep, 1 stream open, headroom ');
    expect(printed.split('\r\u001b[K\u001b[2mtrace ')).toHaveLength(3);
    expect(linesLeft(printed).filter((line) => line.includes('active'))).toEqual([]);
    for (const line of linesLeft(printed)) expect(line.length).toBeLessThanOrEqual(80);
  },
);

test.skipIf(mayBeSkipped)('with NO_COLOR the line in a terminal has no colour', async () => {
  await using api = await startFakeClaude({ default: [ok({ delay: 500 }), ok()] });
  const printed = await inTerminal(80, { ...keyFor(api.url), NO_COLOR: '1' });
  expect(printed).toContain('\r1 active, 0 asleep, 0 streams open\u001b[K');
  expect(printed).not.toContain('\u001b[2m');
});

test('a service name and an endpoint for traces alone are respected', async () => {
  await using api = await live();
  await using receiver = await startReceiver();
  await runNode(demo, ['--live'], {
    ...keyFor(api.url),
    OTEL_SERVICE_NAME: 'my-service',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/custom`,
  });
  expect(receiver.requests).toMatchObject([{ path: '/custom' }]);
  expect(receiver.spans.map(({ service }) => service)).toContain('my-service');
});

test('an endpoint that is down costs the demo a line, and nothing else', async () => {
  await using api = await live();
  const { code, stdout, stderr } = await runNode(demo, ['--live'], {
    ...keyFor(api.url),
    OTEL_EXPORTER_OTLP_ENDPOINT: nobody,
    OTEL_EXPORTER_OTLP_TIMEOUT: '500',
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.match(/^trace /gm)).toHaveLength(2);
  expect(unwrapped(stdout)).toContain(
    `The spans did not reach ${nobody}/v1/traces (connect ECONNREFUSED 127.0.0.1:1)`,
  );
  expect(unwrapped(stdout)).toContain(
    `The metrics did not reach ${nobody}/v1/metrics (connect ECONNREFUSED 127.0.0.1:1).`,
  );
});

function keyFor(url: string): Record<string, string> {
  return { ANTHROPIC_API_KEY: 'a key', ANTHROPIC_BASE_URL: url };
}

/** What `demo --live` writes to a terminal of so many columns. */
async function inTerminal(columns: number, env: Record<string, string>): Promise<string> {
  const node = `'${process.execPath}' '${fileURLToPath(demo)}' --live`;
  const args = ['-qec', `stty cols ${columns}; ${node}`, '/dev/null'];
  const { PATH = '' } = process.env;
  const child = spawn(terminal, args, {
    env: { PATH, TERM: 'xterm', LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (await text(child.stdout)).replaceAll('\r\n', '\n');
}

/** What stays on the screen: of each line, what was written after it was last begun anew. */
function linesLeft(printed: string): string[] {
  return printed.split('\n').map((line) => {
    return stripVTControlCharacters(line.split('\r').at(-1) ?? '');
  });
}

interface SentMetric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly { readonly asDouble: number }[] };
}

/** The sums in an export of metrics, over all their series. */
function metricsIn(json = '{}'): Map<string, number> {
  const { resourceMetrics = [] } = JSON.parse(json) as {
    resourceMetrics?: { scopeMetrics: { metrics: SentMetric[] }[] }[];
  };
  const metrics = resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap((scope) => scope.metrics),
  );
  return new Map(
    metrics.map(({ name, sum }) => [
      name,
      (sum?.dataPoints ?? []).reduce((total, { asDouble }) => total + asDouble, 0),
    ]),
  );
}

function unwrapped(text: string): string {
  return text.replaceAll('\n', ' ');
}
