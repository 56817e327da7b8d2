import { startAlertmanager } from 'backends/alertmanager';
import { startJaeger } from 'backends/jaeger';
import { startPrometheus } from 'backends/prometheus';
import { startWebhook } from 'backends/webhook';
import { expect, onTestFinished, test } from 'vitest';
import { startNode } from '../export/run-node.ts';

test.for(['prometheus', 'prometheus-2.42'] as const)(
  'an alert of %s comes to the webhook by way of Alertmanager',
  async (program) => {
    await using webhook = await startWebhook();
    await using alertmanager = await startAlertmanager({
      program: program === 'prometheus' ? 'alertmanager' : 'alertmanager-0.25',
      config: `
route: { receiver: webhook, group_wait: 0s }
receivers: [{ name: webhook, webhook_configs: [{ url: '${webhook.url}' }] }]
`,
    });
    await using prometheus = await startPrometheus({
      program,
      // 2.42 learns of Alertmanager after 5 seconds, and drops what it has to say before.
      flags: ['--rules.alert.resend-delay=1s'],
      config: `
global: { evaluation_interval: 500ms }
rule_files: [always.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ['${alertmanager.address}'] }] }] }
`,
      files: {
        'always.yml': 'groups: [{ name: always, rules: [{ alert: Always, expr: vector(7) }] }]',
      },
    });
    expect(await prometheus.query('1 + 1')).toMatchObject([{ labels: {}, value: 2 }]);
    const { alerts } = await webhook.received(({ status }) => status === 'firing');
    expect(alerts).toMatchObject([{ labels: { alertname: 'Always' } }]);
    expect(await prometheus.alerts()).toMatchObject([{ state: 'firing', value: '7e+00' }]);
    expect(await alertmanager.alerts()).toMatchObject([{ status: { state: 'active' } }]);
  },
);

test('a span comes back from Jaeger', async () => {
  await using jaeger = await startJaeger();
  const traceId = '5b8efff798038103d269b633813fc60c';
  const span = {
    traceId,
    spanId: 'eee19b7ec3c1b174',
    name: 'hello',
    kind: 1,
    startTimeUnixNano: `${Date.now()}000000`,
    endTimeUnixNano: `${Date.now() + 1}000000`,
  };
  const sent = await fetch(`${jaeger.otlp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: {}, spans: [span] }] }],
    }),
  });
  expect(sent.status).toBe(200);
  const { resourceSpans } = await jaeger.trace(traceId);
  expect(resourceSpans[0]?.scopeSpans[0]?.spans[0]?.name).toBe('hello');
});

test('a program that does not start says why', async () => {
  const starting = startPrometheus({ config: 'no_such_key: 1' });
  await expect(starting).rejects.toThrow(/prometheus ended before it was ready:\n.*\.log\n/);
  await expect(starting).rejects.toThrow('field no_such_key not found');
});

test('a program ends with the process that started it, also when that is killed', async () => {
  const { child } = startNode(new URL('programs/killed.ts', import.meta.url), [], {
    PATH: process.env.PATH ?? '',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = await new Promise((resolve) => child.stdout?.once('data', resolve));
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
