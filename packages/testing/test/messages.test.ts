import Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { hang, ok, reset, startFakeClaude, status, stream } from '../src/index.ts';

const request = {
  model: 'claude-opus-5-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hello' }],
};

test('a server without a script answers a message', async () => {
  await using server = await startFakeClaude();
  const client = new Anthropic({ baseURL: server.url, apiKey: 'test' });
  const message = await client.messages.create(request);
  expect(message).toMatchObject({ role: 'assistant', stop_reason: 'end_turn' });
});

test('two faults, then a stream', async () => {
  await using server = await startFakeClaude({
    a: [status(429, { retryAfterMs: 20 }), reset(), stream({ text: 'abc', pace: 10 })],
    b: [hang()],
  });
  const client = new Anthropic({ baseURL: server.url, apiKey: 'test' });
  const s = client.messages.stream(request, { headers: { 'x-fake-call': 'a' } });
  expect(await s.finalText()).toBe('abc');
  await expect(
    client.messages.create(request, { headers: { 'x-fake-call': 'b' }, timeout: 50, maxRetries: 0 }),
  ).rejects.toThrow('timed out');
  await server.settled();
});
