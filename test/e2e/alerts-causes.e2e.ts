import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeClaude } from '@spanthropic/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Chain, startChain } from './support/chain.ts';
import { startApi } from './support/fake-api.ts';
import { FASTER, fasterMilliseconds } from './support/time-scale.ts';

/** Services, each with a cause of its own; `plays` is the fake API's script. */
const CAUSES = [
  {
    cause: 'a spend limit',
    plays: 'spent',
    after: '5m',
    alert: 'ClaudeSpendLimitReached',
    silences: ['ClaudeCallsFailing'],
  },
  {
    cause: 'an overload',
    plays: 'overloaded',
    after: '30m', // that calls fail is judged by the last hour, so there has to be some of it
    alert: 'ClaudeOverloaded',
    silences: ['ClaudeCallsFailing', 'ClaudeOverloaded'],
  },
  {
    cause: 'a bad key',
    plays: 'unauthorized',
    after: '5m',
    alert: 'ClaudeBillingOrAuthRejected',
    silences: ['ClaudeRequestsRejected'],
  },
  {
    cause: 'an exhausted credit balance',
    plays: 'poor',
    after: '5m',
    alert: 'ClaudeRequestsRejected',
    silences: [],
  },
  {
    cause: 'a hang',
    plays: 'hanging', // until calls have failed, half an hour later
    after: '1m',
    alert: 'ClaudeCallsHanging',
    silences: ['ClaudeCallsFailing'],
  },
] as const;

let api: FakeClaude;
let chain: Chain;
const stack = new AsyncDisposableStack();

beforeAll(async () => {
  api = stack.use(await startApi());
  const services = [...CAUSES.map(({ plays }) => plays), 'healthy'];
  chain = stack.use(
    await startChain(
      'OTLP',
      services.map((service) => ({
        service,
        instance: 'a',
        api: api.url,
        ...(service === 'hanging' && { timeoutSeconds: 600 / FASTER, mostActive: 20 }),
      })),
    ),
  );
});
afterAll(() => stack.disposeAsync());

test.concurrent.for(CAUSES)(
  '$cause is one page, $alert, and silences what follows from it',
  async ({ plays, after, alert, silences }, { expect }) => {
    const pages = () => chain.messages('pages', plays);
    const alertsThat = async (are: 'active' | 'suppressed') =>
      (await chain.alertmanager.alerts()).filter(
        ({ labels, status }) => labels.job === plays && status.state === are,
      );
    const app = chain.apps[CAUSES.findIndex((cause) => cause.plays === plays)];
    await sleep(fasterMilliseconds(after));
    app?.play(plays);
    const page = await chain.webhook.received((message) => pages().includes(message));
    expect(page.alerts.map(({ status, labels }) => [status, labels.alertname])).toEqual([
      ['firing', alert],
    ]);

    for (const link of ['runbook_url', 'dashboard_url']) {
      const address = page.alerts[0]?.annotations[link] ?? '';
      expect((await fetch(address)).status, address).toBe(200);
    }

    await expect
      .poll(async () => (await alertsThat('suppressed')).map(({ labels }) => labels.alertname), {
        timeout: 120_000,
      })
      .toEqual(expect.arrayContaining([...silences]));
    const waking = (await alertsThat('active')).filter(({ labels }) => labels.severity === 'page');
    expect(waking.map(({ labels }) => labels.alertname)).toEqual([alert]);

    app?.play('healthy');
    await chain.webhook.received((message) => message === pages().at(-1) && message !== page, {
      timeout: 120_000,
    });
    await sleep(fasterMilliseconds('5m'));
    // The message that it is over may name what was silenced, too.
    expect(pages().map(({ status }) => status)).toEqual(['firing', 'resolved']);
    expect(pages()[1]?.alerts.map(({ labels }) => labels.alertname)).toContain(alert);
  },
);

test('meanwhile, nobody hears of a healthy service beside them', () => {
  expect(chain.webhook.messages.filter(({ groupLabels }) => groupLabels.job === 'healthy')).toEqual(
    [],
  );
});
