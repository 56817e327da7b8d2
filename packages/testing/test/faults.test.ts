import Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import {
  creditBalanceTooLow,
  type FakeClaude,
  hang,
  malformed,
  ok,
  reset,
  spendLimitReached,
  startFakeClaude,
  status,
} from '../src/index.ts';
import { call, clientOf, hello } from './client.ts';

/** What the SDK throws for a call, without retries. */
async function failure(server: FakeClaude, options = {}): Promise<unknown> {
  const client = clientOf(server, { maxRetries: 0 });
  return client.messages.create(hello, { ...call('chat'), ...options }).catch((error) => error);
}

/** The headers of the only answer to a call. */
async function headersOf(server: FakeClaude): Promise<Headers> {
  const error = await failure(server);
  if (error instanceof Anthropic.APIError && error.headers !== undefined) return error.headers;
  throw error;
}

test.each([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [408, 'timeout_error'],
  [409, 'conflict_error'],
  [413, 'request_too_large'],
  [418, 'invalid_request_error'],
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  [503, 'api_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
])('status %i is the error %s', async (code, type) => {
  await using server = await startFakeClaude({ chat: [status(code)] });
  const error = await failure(server);
  expect(error).toMatchObject({ status: code, type, apiMessage: expect.stringMatching(/\w/) });
  expect(error).toHaveProperty('error.request_id', server.requests[0]?.requestId);
});

test('type, message and error code are the script’s where it gives them', async () => {
  const step = status(400, { type: 'odd_error', message: 'Odd.', errorCode: 'odd_code' });
  await using server = await startFakeClaude({ chat: [step] });
  expect(await failure(server)).toMatchObject({
    type: 'odd_error',
    apiMessage: 'Odd.',
    errorCode: 'odd_code',
  });
});

test('an account can be out of credit', async () => {
  await using server = await startFakeClaude({ chat: [creditBalanceTooLow()] });
  expect(await failure(server)).toMatchObject({
    status: 400,
    type: 'invalid_request_error',
    apiMessage: expect.stringContaining('credit balance is too low'),
  });
});

test('a spend limit is a 429 with its error code and no retry-after', async () => {
  await using server = await startFakeClaude({ chat: [spendLimitReached()] });
  const error = await failure(server);
  expect(error).toMatchObject({ status: 429, errorCode: 'enforced_spend_limit_reached' });
  expect(error).not.toHaveProperty('headers.retry-after');
});

test('a body can be replaced by what a gateway would send', async () => {
  const body = '<html>Bad gateway</html>';
  await using server = await startFakeClaude({ chat: [status(502, { body })] });
  expect(await failure(server)).toMatchObject({ status: 502, message: `502 ${body}` });
});

test('retry-after comes in seconds', async () => {
  await using server = await startFakeClaude({ chat: [status(429, { retryAfter: 7 })] });
  expect((await headersOf(server)).get('retry-after')).toBe('7');
});

test('retry-after comes as any text', async () => {
  await using server = await startFakeClaude({ chat: [status(429, { retryAfter: 'soon' })] });
  expect((await headersOf(server)).get('retry-after')).toBe('soon');
});

test('retry-after comes as a date from now', async () => {
  await using server = await startFakeClaude({ chat: [status(429, { retryAfterDate: 5_000 })] });
  const asked = Date.now();
  const date = Date.parse((await headersOf(server)).get('retry-after') ?? '');
  expect(date).toBeGreaterThanOrEqual(asked + 5_000);
  expect(date).toBeLessThan(Date.now() + 6_000);
});

test('without retry headers there are none', async () => {
  await using server = await startFakeClaude({ chat: [status(429)] });
  const headers = await headersOf(server);
  for (const name of ['retry-after', 'retry-after-ms', 'x-should-retry']) {
    expect(headers.has(name)).toBe(false);
  }
});

test('after a 429 nothing remains of the rate limits', async () => {
  await using server = await startFakeClaude({ chat: [status(429)] });
  const headers = await headersOf(server);
  expect(headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
});

test('the SDK waits for retry-after-ms, and the next attempt gets the next step', async () => {
  const steps = [status(429, { retryAfterMs: 50 }), ok({ text: 'there' })];
  await using server = await startFakeClaude({ chat: steps });
  const message = await clientOf(server).messages.create(hello, call('chat'));
  expect(message.content).toMatchObject([{ text: 'there' }]);
  const [first, second] = server.requestsOf('chat');
  expect((second?.receivedAt ?? 0) - (first?.headersAt ?? 0)).toBeGreaterThanOrEqual(50);
  expect([first?.attempt, second?.attempt]).toEqual([1, 2]);
});

test('x-should-retry wins over the status', async () => {
  const steps = [status(400, { shouldRetry: true, retryAfterMs: 1 }), ok()];
  await using server = await startFakeClaude({
    patient: steps,
    hasty: [status(500, { shouldRetry: false }), ok()],
  });
  await clientOf(server).messages.create(hello, call('patient'));
  await clientOf(server)
    .messages.create(hello, call('hasty'))
    .catch(() => {});
  expect(server.requestsOf('patient')).toHaveLength(2);
  expect(server.requestsOf('hasty')).toHaveLength(1);
});

test('a reset before the headers is a connection error', async () => {
  await using server = await startFakeClaude({ chat: [reset({ delay: 20 })] });
  const error = await failure(server);
  expect(error).toBeInstanceOf(Anthropic.APIConnectionError);
  expect(error).toHaveProperty('cause.cause.code', 'ECONNRESET');
  const [record] = server.requests;
  expect(record?.headersAt).toBeUndefined();
  expect((record?.endedAt ?? 0) - (record?.receivedAt ?? 0)).toBeGreaterThanOrEqual(20);
});

test('a request that is never answered runs into the client’s timeout', async () => {
  await using server = await startFakeClaude({ chat: [hang()] });
  expect(await failure(server, { timeout: 50 })).toBeInstanceOf(
    Anthropic.APIConnectionTimeoutError,
  );
  await server.settled();
  expect(server.requests[0]?.clientLeftAt).toBeDefined();
});

test('a body that does not parse is an error of the SDK', async () => {
  await using server = await startFakeClaude({ chat: [malformed()] });
  expect(await failure(server)).toBeInstanceOf(SyntaxError);
  expect(server.requests[0]?.status).toBe(200);
});

test('any answer can be delayed', async () => {
  await using server = await startFakeClaude({ chat: [status(529, { delay: 40 })] });
  await failure(server);
  const [record] = server.requests;
  expect((record?.headersAt ?? 0) - (record?.receivedAt ?? 0)).toBeGreaterThanOrEqual(40);
});
