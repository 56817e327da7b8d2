import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Alertmanager, startAlertmanager } from 'backends/alertmanager';
import { startWebhook } from 'backends/webhook';
import { describe, expect, test } from 'vitest';
import { read, writtenFolder } from './configs/written-folder.ts';

/** What fires together, and what of it is heard. Written by hand, from what the alerts mean. */
const INCIDENTS = {
  'a spend limit, whose first attempts look like 429s': {
    fires:
      'SpendLimitReached RateLimitSpike RateLimitPressure CallsFailing BackoffTime CallsAsleep',
    heard: 'SpendLimitReached',
  },
  'a rate limit': {
    fires:
      'RateLimitSpike RateLimitPressure RateLimitHeadroomLow CallsFailing BackoffTime CallsAsleep',
    heard: 'RateLimitSpike',
  },
  'an overload that retries do not carry': {
    fires: 'Overloaded/page Overloaded CallsFailing BackoffTime FirstTokenSlow StreamStalls',
    heard: 'Overloaded/page',
  },
  'an overload that retries carry': {
    fires: 'Overloaded BackoffTime FirstTokenSlow',
    heard: 'Overloaded',
  },
  'a bad key': { fires: 'BillingOrAuthRejected RequestsRejected', heard: 'BillingOrAuthRejected' },
  'an exhausted credit': { fires: 'RequestsRejected', heard: 'RequestsRejected' },
  'a hang': {
    fires: 'CallsHanging CallsFailing StreamStalls FirstTokenSlow',
    heard: 'CallsHanging',
  },
  'an API that answers 500': { fires: 'CallsFailing BackoffTime', heard: 'CallsFailing' },
  'a limit that is met again and again': {
    fires: 'RateLimitPressure RateLimitHeadroomLow BackoffTime',
    heard: 'RateLimitPressure',
  },
  'long sleeps': { fires: 'CallsAsleep BackoffTime', heard: 'CallsAsleep' },
  'a job that is gone': { fires: 'TelemetryAbsent TelemetryErrors', heard: 'TelemetryAbsent' },
  'all at once': {
    fires: `SpendLimitReached BillingOrAuthRejected RequestsRejected RateLimitSpike Overloaded/page
      Overloaded CallsFailing CallsHanging RateLimitPressure RateLimitHeadroomLow BackoffTime
      CallsAsleep StreamStalls FirstTokenSlow TelemetryErrors`,
    heard: 'SpendLimitReached BillingOrAuthRejected Overloaded/page CallsHanging TelemetryErrors',
  },
};

const PAGES =
  /^(SpendLimitReached|BillingOrAuthRejected|RequestsRejected|RateLimitSpike|CallsFailing|CallsHanging|Overloaded\/page)$/;

describe.each(['alertmanager', 'alertmanager-0.25'] as const)('%s', (program) => {
  test('lets the cause of an incident be heard, and nothing that follows from it', async () => {
    await using alertmanager = await start(program, await writtenFolder());
    const incidents = Object.entries(INCIDENTS);
    for (const [job, { fires }] of incidents) await post(alertmanager, job, fires);

    const alerts = await alertmanager.alerts();
    for (const [job, { heard }] of incidents) {
      const active = alerts
        .filter(({ labels, status }) => labels.job === job && status.inhibitedBy.length === 0)
        .map(({ labels }) => shortName(labels));
      expect({ job, heard: active.sort() }).toEqual({ job, heard: heard.split(/\s+/).sort() });
    }
  });

  test('sends one page of an incident, also as more fires, and one message when it is over', async () => {
    await using webhook = await startWebhook();
    const dir = await writtenFolder('--webhook-url', webhook.url);
    await using alertmanager = await start(program, dir);

    await post(alertmanager, 'chat', 'RateLimitSpike CallsFailing');
    const page = await webhook.received(({ receiver }) => receiver === 'pages');
    expect(page.groupLabels).toEqual({ job: 'chat' });
    expect(page.alerts.map(({ labels }) => labels.alertname)).toEqual(['ClaudeRateLimitSpike']);
    expect(page.alerts[0]?.annotations).toMatchObject(ANNOTATIONS);

    // More follows, and has the time of several messages to be told of.
    await post(alertmanager, 'chat', 'RateLimitSpike CallsFailing CallsAsleep BackoffTime');
    await sleep(3_000);
    await post(alertmanager, 'chat', 'RateLimitSpike CallsFailing CallsAsleep BackoffTime', 'over');
    await webhook.received(({ status }) => status === 'resolved');

    const told = webhook.messages.map(({ receiver, status }) => `${receiver} ${status}`);
    expect(told).toEqual(['pages firing', 'pages resolved']);
  });

  test('adds a cause that fires later than what follows from it to the same page', async () => {
    await using webhook = await startWebhook();
    const dir = await writtenFolder('--webhook-url', webhook.url);
    await using alertmanager = await start(program, dir);

    await post(alertmanager, 'chat', 'CallsFailing');
    const page = await webhook.received(({ receiver }) => receiver === 'pages');
    await post(alertmanager, 'chat', 'CallsFailing SpendLimitReached');
    const update = await webhook.received(({ alerts }) =>
      alerts.some(({ labels }) => labels.alertname === 'ClaudeSpendLimitReached'),
    );

    // PagerDuty takes the group's key for the incident's.
    expect(update.groupKey).toBe(page.groupKey);
    expect(update.alerts).toHaveLength(1);
  });

  test('tells Slack and PagerDuty the model, the values and where to look', async () => {
    await using sink = await startSink();
    const secrets = await writtenFolder();
    writeFileSync(join(secrets, 'slack'), `${sink.url}/slack`);
    writeFileSync(join(secrets, 'key'), 'an integration key');
    const dir = await writtenFolder(
      ...['--slack-url-file', join(secrets, 'slack')],
      ...['--pagerduty-key-file', join(secrets, 'key')],
    );
    await using alertmanager = await start(program, dir, (config) =>
      config.replace('routing_key_file:', `url: ${sink.url}/pagerduty\n        routing_key_file:`),
    );

    await post(alertmanager, 'chat', 'RateLimitSpike CallsFailing');
    const slack = await sink.received('/slack');
    expect(slack).toMatchObject({
      attachments: [
        {
          title: 'ClaudeRateLimitSpike in chat (claude-opus-5-5)',
          title_link: ANNOTATIONS.dashboard_url,
          color: 'danger',
          text: [
            `*${ANNOTATIONS.summary}*`,
            ANNOTATIONS.description,
            `<${ANNOTATIONS.runbook_url}|Runbook> · <${ANNOTATIONS.dashboard_url}|Dashboard>\n`,
          ].join('\n'),
        },
      ],
    });
    const pagerduty = await sink.received('/pagerduty');
    expect(pagerduty).toMatchObject({
      routing_key: 'an integration key',
      event_action: 'trigger',
      links: [
        { text: 'Runbook', href: ANNOTATIONS.runbook_url },
        { text: 'Dashboard', href: ANNOTATIONS.dashboard_url },
      ],
      payload: {
        summary: 'ClaudeRateLimitSpike in chat (claude-opus-5-5)',
        severity: 'critical',
        component: 'chat',
      },
    });
    expect(JSON.stringify(pagerduty)).toContain(ANNOTATIONS.description);

    await post(alertmanager, 'chat', 'RateLimitSpike CallsFailing', 'over');
    await expect
      .poll(() => sink.last('/slack'), { timeout: 20_000 })
      .toMatchObject({
        attachments: [{ title: expect.stringMatching(/^Resolved: .* in chat/), color: 'good' }],
      });
    await expect
      .poll(() => sink.last('/pagerduty'), { timeout: 20_000 })
      .toMatchObject({ event_action: 'resolve' });
  });
});

const ANNOTATIONS = {
  summary: '62 % of the attempts at claude-opus-5-5 are answered 429',
  description: 'chat: 31 of 50 attempts of the last minute.',
  runbook_url: 'http://localhost:8080/runbooks/ClaudeRateLimitSpike.md',
  dashboard_url:
    'http://localhost:3000/d/claude-rate-limits?var-job=chat&var-model=claude-opus-5-5',
};

/** Alertmanager as written, but for its waits: pages at once, what follows every second. */
async function start(
  program: 'alertmanager' | 'alertmanager-0.25',
  dir: string,
  change = (config: string): string => config,
): Promise<Alertmanager> {
  const config = read(dir, 'stack/alertmanager.yml')
    .replace(/group_wait: 5s/, 'group_wait: 500ms')
    .replace(/group_wait: 1m/, 'group_wait: 2s')
    .replaceAll(/group_interval: \w+/g, 'group_interval: 1s');
  return await startAlertmanager({
    program,
    config: change(config),
    files: { 'templates/claude.tmpl': read(dir, 'stack/templates/claude.tmpl') },
  });
}

/** Has alerts fire, or be over, as Prometheus tells Alertmanager. */
async function post(
  alertmanager: Alertmanager,
  job: string,
  names: string,
  state: 'firing' | 'over' = 'firing',
): Promise<void> {
  const alerts = names.split(/\s+/).map((name) => ({
    labels: {
      alertname: `Claude${name.replace('/page', '')}`,
      severity: PAGES.test(name) ? 'page' : 'ticket',
      job,
      ...(name === 'RateLimitSpike' && { gen_ai_request_model: 'claude-opus-5-5' }),
    },
    annotations: ANNOTATIONS,
    ...(state === 'over' && { endsAt: new Date().toISOString() }),
  }));
  const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  expect(response.status).toBe(200);
}

function shortName({ alertname = '', severity }: Readonly<Record<string, string>>): string {
  const name = alertname.replace('Claude', '');
  return name === 'Overloaded' && severity === 'page' ? 'Overloaded/page' : name;
}

/** Takes any JSON, as Slack and PagerDuty do. */
async function startSink() {
  const bodies: { readonly path: string; readonly body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    bodies.push({ path: request.url ?? '', body: await json(request) });
    if (request.url === '/slack') response.end('ok');
    else response.writeHead(202).end('{"status":"success"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const last = (path: string): unknown => bodies.findLast((one) => one.path === path)?.body;
  return {
    url: `http://127.0.0.1:${port}`,
    last,
    async received(path: string): Promise<unknown> {
      await expect.poll(() => last(path), { timeout: 20_000 }).toBeDefined();
      return last(path);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
