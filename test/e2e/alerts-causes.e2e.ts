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
    alert: 'ClaudeSpendLimitReached',
    silences: ['ClaudeRateLimitSpike', 'ClaudeCallsFailing'],
  },
  {
    cause: 'an overload',
    plays: 'overloaded',
    alert: 'ClaudeOverloaded',
    silences: ['ClaudeCallsFailing'],
  },
  {
    cause: 'a bad key',
    plays: 'unauthorized',
    alert: 'ClaudeBillingOrAuthRejected',
    silences: ['ClaudeRequestsRejected'],
  },
  {
    cause: 'an exhausted credit balance',
    plays: 'poor',
    alert: 'ClaudeRequestsRejected',
    silences: [],
  },
  {
    cause: 'a hang',
    plays: 'hanging',
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
        ...(service === 'hanging' && { timeoutSeconds: 600 / FASTER, maxRetries: 0 }),
      })),
    ),
  );
  await sleep(fasterMilliseconds('5m'));
});
afterAll(() => stack.disposeAsync());

test.concurrent.for(CAUSES)(
  '$cause is one page, $alert, and silences what follows from it',
  async ({ plays, alert, silences }) => {
    const app = chain.apps[CAUSES.findIndex((cause) => cause.plays === plays)];
    app?.play(plays);
    const page = await chain.webhook.received(
      ({ receiver, groupLabels }) => receiver === 'pages' && groupLabels.job === plays,
    );
    expect(page.alerts.map(({ status, labels }) => [status, labels.alertname])).toEqual([
      ['firing', alert],
    ]);

    await sleep(fasterMilliseconds('15m'));
    const firing = (await chain.alertmanager.alerts()).filter(
      ({ labels }) => labels.job === plays && labels.severity === 'page',
    );
    const named = (state: string): string[] =>
      firing
        .filter(({ status }) => status.state === state)
        .map(({ labels }) => labels.alertname ?? '');
    expect(named('active')).toEqual([alert]);
    expect(named('suppressed').sort()).toEqual([...silences].sort());

    app?.play('healthy');
    await chain.webhook.received(
      ({ receiver, status, groupLabels }) =>
        receiver === 'pages' && status === 'resolved' && groupLabels.job === plays,
    );
    await sleep(fasterMilliseconds('5m'));
    expect(chain.messages('pages', plays).map(({ status }) => status)).toEqual([
      'firing',
      'resolved',
    ]);
  },
);

test('meanwhile, a healthy service beside them is nobody’s business', () => {
  expect(chain.webhook.messages.filter(({ groupLabels }) => groupLabels.job === 'healthy')).toEqual(
    [],
  );
});
