import {
  creditBalanceTooLow,
  hang,
  reset,
  type Step,
  spendLimitReached,
  status,
} from '@spanthropic/testing';
import { mainly, question, type Scenario, scenario } from '../scenario.ts';

const CODES = [401, 402, 403, 404, 408, 409, 413, 418, 422, 502, 503, 504, 529];
const once = (): { maxRetries: number } => ({ maxRetries: 0 });

const refused = (does: string, step: Step): Scenario =>
  scenario(
    does,
    [step],
    (client, _, probe) => probe.settle('create', client.messages.create(question)),
    { client: once },
  );

/** Calls that fail, without a retry. */
export const failures: readonly Scenario[] = [
  refused('fails with 400', status(400)),
  refused('fails with 429', status(429)),
  refused('fails with 500', status(500)),
  ...mainly(
    ...CODES.map((code) => refused(`fails with ${code}`, status(code))),
    refused('has no credit', creditBalanceTooLow()),
    refused('has spent its limit', spendLimitReached()),
    refused('fails with a page of HTML', status(502, { body: '<h1>Bad gateway</h1>' })),
    refused('fails with an empty page', status(500, { body: '' })),
    refused('fails with a compressed error', status(500, { gzip: true })),
  ),
  refused('loses the connection', reset()),

  scenario(
    'finds no server',
    undefined,
    (client, _, probe) => probe.settle('create', client.messages.create(question)),
    { client: () => ({ maxRetries: 0, baseURL: 'http://127.0.0.1:1' }) },
  ),

  scenario(
    'waits too long',
    [hang()],
    (client, _, probe) => probe.settle('create', client.messages.create(question)),
    { client: () => ({ maxRetries: 0, timeout: 60 }), main: true, timed: true },
  ),

  scenario('throws what it got, and no copy', [status(400)], async (client, _, probe) => {
    const promise = client.messages.create(question);
    const first = await promise.catch((error: unknown) => error);
    const second = await promise.catch((error: unknown) => error);
    const raw = await promise.asResponse().catch((error: unknown) => error);
    probe.see('the same', [first === second, first === raw]);
  }),

  scenario('handles a failure late', [status(400)], async (client, _, probe) => {
    const promise = client.messages.create(question);
    await probe.rejection();
    await probe.settle('create', promise);
  }),

  scenario('lets a failed call float', [status(400)], async (client, _, probe) => {
    void client.messages.create(question);
    await probe.rejection();
  }),

  scenario('lets a failed post float', [status(400)], async (client, _, probe) => {
    void client.post('/v1/messages', { body: question });
    await probe.rejection();
  }),

  scenario('lets a failed list float', [status(400)], async (client, _, probe) => {
    void client.models.list();
    await probe.rejection();
  }),

  scenario('drops a branch of a failed call', [status(400)], async (client, _, probe) => {
    const promise = client.messages.create(question);
    void promise.then(() => 'never');
    await probe.settle('create', promise);
    await probe.rejection();
  }),

  scenario(
    'has a key function that fails',
    undefined,
    (client, _, probe) => probe.settle('create', client.messages.create(question)),
    {
      client: () => ({
        apiKey: async () => {
          throw new Error('no key today');
        },
      }),
    },
  ),
];
