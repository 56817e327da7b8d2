import { expect, test } from 'vitest';
import { startBoard } from './support/board.ts';
import { startStandIn } from './support/stand-in.ts';

const spike = {
  labels: { alertname: 'ClaudeRateLimitSpike', severity: 'page', job: 'demo' },
  annotations: { summary: 'Limited' },
  state: 'firing',
  activeAt: '2026-11-21T15:00:00Z',
};
const failing = {
  labels: { alertname: 'ClaudeCallsFailing', severity: 'page', job: 'demo' },
  annotations: { summary: 'Failing' },
  state: 'firing',
  activeAt: '2026-11-21T14:59:00Z',
};

test('alerts are what Prometheus says, with what Alertmanager makes of them', async () => {
  await using prometheus = await startStandIn({
    '/api/v1/alerts': { data: { alerts: [failing, spike] } },
  });
  await using alertmanager = await startStandIn({
    '/api/v2/alerts': [
      { ...spike, fingerprint: 'f1', status: { state: 'active', inhibitedBy: [] } },
      { ...failing, fingerprint: 'f2', status: { state: 'suppressed', inhibitedBy: ['f1'] } },
    ],
  });
  await using board = await startBoard({
    prometheus: prometheus.url,
    alertmanager: alertmanager.url,
  });
  const { alerts, problems } = await (await fetch(`${board.url}/api/state`)).json();
  expect(alerts).toMatchObject([
    { labels: spike.labels, isTold: true, inhibitedBy: [] },
    { labels: failing.labels, isTold: false, inhibitedBy: ['ClaudeRateLimitSpike'] },
  ]);
  expect(problems[0]).toBe('http://127.0.0.1:9 does not answer');
});

test('a backend that does not answer is named, and the page is there', async () => {
  await using board = await startBoard({});
  expect((await fetch(board.url)).status).toBe(200);
  const { alerts, problems } = await (await fetch(`${board.url}/api/state`)).json();
  expect({ alerts, problems }).toEqual({
    alerts: [],
    problems: ['http://127.0.0.1:9 does not answer'],
  });
  const traces = await fetch(`${board.url}/api/traces`);
  expect(traces.status).toBe(502);
  expect(await traces.text()).toContain('http://127.0.0.1:9 does not answer');
});

test('the webhook keeps what Alertmanager sends, the newest first, and refuses all else', async () => {
  await using board = await startBoard({});
  const send = (body: unknown) =>
    fetch(`${board.url}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const message = { receiver: 'pages', status: 'firing', alerts: [{ ...spike, status: 'firing' }] };
  expect((await send(message)).status).toBe(200);
  expect((await send({ ...message, status: 'resolved' })).status).toBe(200);
  expect((await send({ alerts: 'none' })).status).toBe(400);
  const { messages } = await (await fetch(`${board.url}/api/state`)).json();
  expect(messages).toMatchObject([
    { number: 2, status: 'resolved' },
    { number: 1, status: 'firing', receiver: 'pages', alerts: [{ labels: spike.labels }] },
  ]);
});

test('a runbook is a page whose queries can be run, and whose markup is text', async () => {
  const text = [
    '# Alert <script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[click](javascript:alert(1))',
    '```promql\nup{job="a"} > 0\n```',
  ].join('\n\n');
  await using board = await startBoard({ files: { 'runbooks/Alert.md': text } });
  const page = await fetch(`${board.url}/runbooks/Alert.md`);
  const html = await page.text();
  expect(html).toContain('<h1>Alert &lt;script&gt;');
  expect(html).not.toMatch(/<script>|<img|href="javascript/);
  expect(html).toContain('href="/explore?expr=up%7Bjob%3D%22a%22%7D+%3E+0"');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const name of ['Other.md', '..%2Fpackage.json', '%2e%2e%2fAlert.md']) {
    expect((await fetch(`${board.url}/runbooks/${name}`)).status, name).toBe(404);
  }
});

test('a dashboard says what its queries say, with its variables filled in', async () => {
  const dashboard = {
    uid: 'claude-calls',
    title: 'Claude calls',
    panels: [
      { type: 'row', title: 'Users' },
      {
        type: 'stat',
        title: 'Are users served?',
        fieldConfig: { defaults: { unit: 'percentunit' } },
        targets: [{ expr: 'share{job=~"$job"}[$__rate_interval]', legendFormat: '{{job}} <b>' }],
      },
    ],
  };
  const asked: string[] = [];
  await using prometheus = await startStandIn(
    {
      '/api/v1/query': {
        data: { resultType: 'vector', result: [{ metric: { job: 'chat' }, value: [0, '0.25'] }] },
      },
    },
    (url) => asked.push(url.searchParams.get('query') ?? ''),
  );
  await using board = await startBoard({
    prometheus: prometheus.url,
    files: { 'dashboards/calls.json': JSON.stringify(dashboard) },
  });
  const html = await (await fetch(`${board.url}/d/claude-calls?var-job=a.b&var-job=c`)).text();
  expect(asked).toEqual(['share{job=~"a\\\\.b|c"}[1m]']);
  expect(html).toContain('<h2>Users</h2>');
  expect(html).toContain('<dt>chat &lt;b&gt;</dt><dd>25 %</dd>');
  expect((await fetch(`${board.url}/d/other`)).status).toBe(404);
});

test('a spike can be asked for', async () => {
  await using board = await startBoard({});
  expect(board.schedule.current()).toBeUndefined();
  expect((await fetch(`${board.url}/api/spike`, { method: 'POST' })).status).toBe(204);
  expect(board.schedule.current()).toBeDefined();
});
