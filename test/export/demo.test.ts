import { ok, startFakeClaude, stream } from '@spanthropic/testing';
import { expect, test, vi } from 'vitest';
import { nobody, startReceiver } from './receiver.ts';
import { runNode } from './run-node.ts';

vi.setConfig({ testTimeout: 60_000 });

const demo = new URL('../../examples/quickstart/demo.ts', import.meta.url);
const live = () => startFakeClaude({ default: [ok(), stream()] });

test('the demo sends what it draws to the OTLP endpoint too, and says so', async () => {
  await using receiver = await startReceiver();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const { code, stdout, stderr } = await runNode(demo, [], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

  const drawn = [...stdout.matchAll(/^trace ([0-9a-f]{32}) /gm)].map(([, traceId]) => traceId);
  const arrived = new Set(receiver.spans.map(({ traceId }) => traceId));
  expect(drawn).toHaveLength(11);
  expect([...arrived].sort()).toEqual(drawn.sort());

  const named = (name: string) => receiver.spans.filter((span) => span.name === name);
  const [, calls, attempts, retries] = /^total +(\d+) +(\d+) +(\d+) /m.exec(stdout) ?? [];
  expect(named('anthropic.messages.create')).toHaveLength(Number(calls));
  expect(named('claude.attempt')).toHaveLength(Number(attempts));
  expect(named('claude.backoff')).toHaveLength(Number(retries));
  expect(unwrapped(stdout)).toContain(
    `The same 11 traces, ${receiver.spans.length} spans, went to ${receiver.url}/v1/traces.`,
  );
});

test('a service name and an endpoint for traces alone are respected', async () => {
  await using api = await live();
  await using receiver = await startReceiver();
  await runNode(demo, ['--live'], {
    ANTHROPIC_API_KEY: 'a key',
    ANTHROPIC_BASE_URL: api.url,
    OTEL_SERVICE_NAME: 'my-service',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/custom`,
  });
  expect(receiver.requests).toMatchObject([{ path: '/custom' }]);
  expect(receiver.spans.map(({ service }) => service)).toContain('my-service');
});

test('an endpoint that is down costs the demo a line, and nothing else', async () => {
  await using api = await live();
  const { code, stdout, stderr } = await runNode(demo, ['--live'], {
    ANTHROPIC_API_KEY: 'a key',
    ANTHROPIC_BASE_URL: api.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: nobody,
    OTEL_EXPORTER_OTLP_TIMEOUT: '500',
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.match(/^trace /gm)).toHaveLength(2);
  expect(unwrapped(stdout)).toContain(
    `The spans did not reach ${nobody}/v1/traces (connect ECONNREFUSED 127.0.0.1:1)`,
  );
});

function unwrapped(text: string): string {
  return text.replaceAll('\n', ' ');
}
