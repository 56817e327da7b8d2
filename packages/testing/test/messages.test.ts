import { expect, test } from 'vitest';
import {
  json,
  message,
  startFakeClaude,
  text,
  thinking,
  toolUse,
  webSearch,
} from '../src/index.ts';
import { call, clientOf, hello } from './client.ts';

test('without a script, a message is answered', async () => {
  await using server = await startFakeClaude();
  const answer = await clientOf(server).messages.create(hello);
  expect(answer).toMatchObject({
    id: expect.stringMatching(/^msg_01\w{22}$/),
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-5',
    content: [{ type: 'text', text: 'Hello! How can I help you today?', citations: null }],
    stop_reason: 'end_turn',
  });
});

test('a message holds the text, model, stop reason and usage of the script', async () => {
  await using server = await startFakeClaude({
    chat: [
      message({
        text: 'Bonjour',
        model: 'claude-sonnet-5',
        stopReason: 'max_tokens',
        usage: { input_tokens: 12, output_tokens: 34, cache_read_input_tokens: 560 },
      }),
    ],
  });
  const answer = await clientOf(server).messages.create(hello, call('chat'));
  expect(answer).toMatchObject({
    content: [{ text: 'Bonjour' }],
    model: 'claude-sonnet-5',
    stop_reason: 'max_tokens',
    usage: { input_tokens: 12, output_tokens: 34, cache_read_input_tokens: 560 },
  });
});

test('thinking, tool use and server tools come with ids, a signature and their usage', async () => {
  const content = [
    thinking('Look it up.'),
    ...webSearch('weather'),
    text('One moment.'),
    toolUse('weather', { city: 'Oslo' }),
  ];
  await using server = await startFakeClaude({ chat: [message({ content })] });
  const answer = await clientOf(server).messages.create(hello, call('chat'));
  expect(answer.content).toMatchObject([
    { type: 'thinking', signature: expect.any(String) },
    { type: 'server_tool_use', name: 'web_search', input: { query: 'weather' } },
    { type: 'web_search_tool_result', content: [{ url: 'https://example.com/' }] },
    { type: 'text', text: 'One moment.' },
    { type: 'tool_use', id: expect.stringMatching(/^toolu_01/), input: { city: 'Oslo' } },
  ]);
  expect(answer.stop_reason).toBe('tool_use');
  expect(answer.usage.server_tool_use?.web_search_requests).toBe(1);
  expect(answer.usage.output_tokens_details?.thinking_tokens).toBe(3);
});

test('tokens written to the cache are broken down by lifetime', async () => {
  const steps = [message({ usage: { cache_creation_input_tokens: 100 } })];
  await using server = await startFakeClaude({ chat: steps });
  const { usage } = await clientOf(server).messages.create(hello, call('chat'));
  expect(usage.cache_creation).toEqual({
    ephemeral_5m_input_tokens: 100,
    ephemeral_1h_input_tokens: 0,
  });
});

test('a stop sequence is the reason to stop', async () => {
  await using server = await startFakeClaude({ chat: [message({ stopSequence: 'END' })] });
  const answer = await clientOf(server).messages.create(hello, call('chat'));
  expect(answer).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: 'END' });
});

test('an answer carries all headers of the API', async () => {
  await using server = await startFakeClaude();
  const client = clientOf(server);
  const { response } = await client.messages.create(hello).withResponse();
  const { response: second } = await client.messages.create(hello).withResponse();
  const families = ['requests', 'tokens', 'input-tokens', 'output-tokens'];
  for (const family of families) {
    const header = (name: string) => response.headers.get(`anthropic-ratelimit-${family}-${name}`);
    expect(Number(header('remaining'))).toBeLessThan(Number(header('limit')));
    expect(header('reset')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }
  expect(Date.parse(response.headers.get('date') ?? '')).not.toBeNaN();
  expect(response.headers.get('anthropic-organization-id')).toMatch(/^[\da-f-]{36}$/);
  expect(response.headers.get('request-id')).toMatch(/^req_01\w{22}$/);
  expect(response.headers.get('request-id')).toBe(server.requests[0]?.requestId);
  expect(second.headers.get('request-id')).not.toBe(response.headers.get('request-id'));
});

test('a step adds, replaces and leaves out headers', async () => {
  const headers = {
    'X-Extra': 'yes',
    'Request-Id': 'req_mine',
    'anthropic-ratelimit-tokens-limit': null,
  };
  await using server = await startFakeClaude({ chat: [message({ headers })] });
  const { response } = await clientOf(server).messages.create(hello, call('chat')).withResponse();
  expect(response.headers.get('x-extra')).toBe('yes');
  expect(response.headers.get('request-id')).toBe('req_mine');
  expect(response.headers.has('anthropic-ratelimit-tokens-limit')).toBe(false);
});

test('a message can be compressed', async () => {
  await using server = await startFakeClaude({ chat: [message({ text: 'small', gzip: true })] });
  const { data, response } = await clientOf(server)
    .messages.create(hello, call('chat'))
    .withResponse();
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(data.content).toMatchObject([{ text: 'small' }]);
});

test('any JSON can be the answer', async () => {
  await using server = await startFakeClaude({ odd: [json({ hello: 'there' }, { status: 201 })] });
  const { data, response } = await clientOf(server).post('/v1/odd', call('odd')).withResponse();
  expect(response.status).toBe(201);
  expect(data).toMatchObject({ hello: 'there' });
});
