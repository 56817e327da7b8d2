import { hang, ok, reset, status, stream } from '@spanthropic/testing';
import { impatient, question, type Scenario, scenario, streamed } from '../scenario.ts';

const soon = { retryAfterMs: 8 };

/** Calls that the SDK sends again by itself. */
export const retries: readonly Scenario[] = [
  scenario('succeeds after one 429', [status(429, soon), ok()], (client) =>
    client.messages.create(question),
  ),

  scenario('succeeds after 529 and 500', [status(529, soon), status(500, soon), ok()], (client) =>
    client.messages.create(question),
  ),

  scenario('streams after one 429', [status(429, soon), stream()], async (client, _, probe) => {
    for await (const event of await client.messages.create(streamed)) probe.see('event', event);
  }),

  scenario('gives up after three 529', [status(529, { ...soon, times: 3 })], (client, _, probe) =>
    probe.settle('create', client.messages.create(question)),
  ),

  scenario(
    'obeys x-should-retry',
    [status(400, { ...soon, shouldRetry: true }), status(500, { shouldRetry: false })],
    (client, _, probe) => probe.settle('create', client.messages.create(question)),
  ),

  scenario('obeys retry-after in seconds', [status(503, { retryAfter: 0.01 }), ok()], (client) =>
    client.messages.create(question),
  ),

  scenario(
    'may retry five times',
    [status(429, { ...soon, retryAfterMs: 3, times: 5 }), ok()],
    (client) => client.messages.create(question, { maxRetries: 5 }),
  ),

  scenario(
    'asks for fewer retries by hand',
    [status(429, { ...soon, times: 2 })],
    (client, _, probe) => {
      const options = { method: 'post' as const, path: '/v1/messages', body: question };
      return probe.settle('request', client.request(options, 1));
    },
  ),

  scenario('retries after a reset', [reset(), ok()], (client) => client.messages.create(question), {
    make: impatient,
  }),

  scenario(
    'retries after a timeout',
    [hang(), ok()],
    (client) => client.messages.create(question),
    {
      make: (options) => impatient({ ...options, timeout: 60 }),
      timed: true,
    },
  ),

  scenario(
    'runs into two timeouts',
    [hang({ times: 2 })],
    (client, _, probe) => probe.settle('create', client.messages.create(question)),
    {
      make: (options) => impatient({ ...options, timeout: 60, maxRetries: 1 }),
      main: true,
      timed: true,
    },
  ),

  scenario('lists after a retry', [status(429, soon), ok()], async (client) => {
    const page = await client.models.list();
    return page.data;
  }),

  scenario(
    'sleeps as the SDK thinks best',
    [status(500), ok()],
    async (client) => {
      const { random } = Math;
      Math.random = () => 0.9999;
      const answer = await client.messages.create(question);
      Math.random = random;
      return answer;
    },
    { main: true },
  ),

  scenario(
    'says the same in its log',
    [status(429, soon), ok()],
    (client) => client.messages.create(question),
    {
      main: true,
      client: (probe) => {
        const log = (message: string, ...rest: unknown[]): void => probe.see(message, rest);
        return { logLevel: 'debug', logger: { error: log, warn: log, info: log, debug: log } };
      },
    },
  ),

  scenario(
    'logs to the console',
    [status(429, soon), ok()],
    (client) => client.messages.create(question),
    {
      main: true,
      client: () => ({ logLevel: 'info' }),
    },
  ),
];
