import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'vitest';
import { type Route, startChain } from './support/chain.ts';
import { startApi } from './support/fake-api.ts';
import { fasterMilliseconds } from './support/time-scale.ts';

const ROUTES: readonly Route[] = ['scraping', 'scraping with 2.42', 'OTLP', 'a collector'];

test.concurrent.for(ROUTES)(
  'by %s, a burst of 429s is one page, and a message when it is over',
  async (route, { expect }) => {
    await using api = await startApi();
    const service = { service: 'chat', api: api.url };
    await using chain = await startChain(route, [
      { ...service, instance: 'a' },
      { ...service, instance: 'b' },
    ]);
    const instances = await chain.prometheus.query('count by (job) (spanthropic_clients)');
    expect(instances).toMatchObject([{ labels: { job: 'chat' }, value: 2 }]);
    await sleep(fasterMilliseconds('3m'));
    expect(chain.webhook.messages).toEqual([]);

    const began = Date.now();
    for (const app of chain.apps) app.play('limited');
    const page = await chain.webhook.received(({ receiver }) => receiver === 'pages');
    expect(page).toMatchObject({ status: 'firing', groupLabels: { job: 'chat' } });
    expect(page.at - began).toBeLessThan(fasterMilliseconds('5m'));
    expect(page.alerts).toHaveLength(1);
    const [alert] = page.alerts;
    expect(alert?.labels).toEqual({
      alertname: 'ClaudeRateLimitSpike',
      severity: 'page',
      job: 'chat',
      gen_ai_request_model: 'claude-opus-5-5',
    });
    const { summary, description, runbook_url, dashboard_url } = alert?.annotations ?? {};
    expect(`${summary} ${description}`).toContain('claude-opus-5-5');
    const [, percent] = /(\d+(?:\.\d+)?) ?%/.exec(`${summary} ${description}`) ?? [];
    // As it is when it begins to fire: more than --spike-share.
    expect(Number(percent)).toBeGreaterThan(40);
    expect(Number(percent)).toBeLessThanOrEqual(100);
    for (const link of [runbook_url, dashboard_url]) {
      expect((await fetch(link ?? '')).status, link).toBe(200);
    }
    const linked = new URL(dashboard_url ?? '').searchParams;
    expect(linked.get('var-job')).toBe('chat');
    expect(linked.get('var-model')).toBe('claude-opus-5-5');

    // What follows from it stays silent for as long as it lasts, and when it is over.
    await sleep(fasterMilliseconds('3m'));
    for (const app of chain.apps) app.play('healthy');
    await chain.webhook.received(
      ({ receiver, status }) => receiver === 'pages' && status === 'resolved',
    );
    await sleep(fasterMilliseconds('3m'));
    expect(chain.messages('pages', 'chat').map(({ status }) => status)).toEqual([
      'firing',
      'resolved',
    ]);
  },
);
