import { expect, test } from 'vitest';
import { ok, type Script, startFakeClaude, status, stream } from '../src/index.ts';
import { call, clientOf, hello } from './client.ts';

test('calls at the same time get their own steps', async () => {
  const ids = Array.from({ length: 10 }, (_, number) => `call-${number}`);
  const script = Object.fromEntries(
    ids.map((id) => [id, [status(529, { retryAfterMs: 5 }), ok({ text: id })]]),
  );
  await using server = await startFakeClaude(script);
  const client = clientOf(server);
  const messages = await Promise.all(ids.map((id) => client.messages.create(hello, call(id))));
  expect(messages.map(({ content }) => content)).toMatchObject(ids.map((text) => [{ text }]));
  expect(server.requestsOf('call-3').map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test('a call can be chosen by model, path, method and body', async () => {
  await using server = await startFakeClaude([
    { id: 'count', match: { path: '/v1/messages/count_tokens' }, steps: [ok()] },
    { id: 'get', match: { method: 'get' }, steps: [ok()] },
    { id: 'sonnet', match: { model: 'claude-sonnet-5' }, steps: [ok({ text: 'Sonnet' })] },
    { id: 'hello', match: { path: '/v1/messages', bodyIncludes: 'Hello' }, steps: [ok()] },
  ]);
  const client = clientOf(server);
  await client.messages.create(hello);
  await client.messages.create({ ...hello, model: 'claude-sonnet-5' });
  await client.messages.countTokens({ model: hello.model, messages: hello.messages });
  await client.models.list();
  expect(server.requests.map((request) => request.call)).toEqual([
    'hello',
    'sonnet',
    'count',
    'get',
  ]);
});

test('a call can be chosen by the headers of its requests, so that each call meets the same', async () => {
  const retries = (count: string | null) => ({ headers: { 'X-Stainless-Retry-Count': count } });
  await using server = await startFakeClaude([
    { id: 'first', match: retries('0'), steps: [status(529, { times: 'forever' })] },
    { id: 'again', match: retries('1'), steps: [ok({ times: 'forever' })] },
    { id: 'other', match: retries(null), steps: [ok()] },
  ]);
  const client = clientOf(server);
  await client.messages.create(hello);
  await client.messages.create(hello);
  await fetch(`${server.url}/v1/models`);
  const played = server.requests.map((request) => request.call);
  expect(played).toEqual(['first', 'again', 'first', 'again', 'other']);
});

test('the header wins over the matches', async () => {
  await using server = await startFakeClaude([
    { id: 'any', match: {}, steps: [ok()] },
    { id: 'chat', steps: [ok()] },
  ]);
  await clientOf(server).messages.create(hello, call('chat'));
  expect(server.requestsOf('chat')).toHaveLength(1);
});

test('a path with a query matches the whole', async () => {
  await using server = await startFakeClaude([
    { id: 'beta', match: { path: '/v1/messages?beta=true' }, steps: [ok()] },
    { id: 'stable', match: { path: '/v1/messages' }, steps: [ok()] },
  ]);
  await clientOf(server).messages.create(hello);
  await clientOf(server).messages.create(hello, { query: { beta: 'true' } });
  expect(server.requests.map((request) => request.call)).toEqual(['stable', 'beta']);
});

test('what fits nothing is the call "default"', async () => {
  await using server = await startFakeClaude({ chat: [], default: [ok({ times: 2 })] });
  await clientOf(server).messages.create(hello);
  await clientOf(server).messages.create(hello);
  expect(server.requestsOf('default')).toHaveLength(2);
});

test('a step is repeated as often as it says', async () => {
  const steps = [status(529, { times: 3, retryAfterMs: 1 }), ok({ times: 'forever' as const })];
  await using server = await startFakeClaude({ chat: steps });
  const client = clientOf(server, { maxRetries: 3 });
  for (let turn = 0; turn < 3; turn += 1) await client.messages.create(hello, call('chat'));
  expect(server.requestsOf('chat').map(({ status }) => status)).toEqual([
    529, 529, 529, 200, 200, 200,
  ]);
});

test('infinity repeats a step too', async () => {
  await using server = await startFakeClaude({ chat: [ok({ times: Infinity })] });
  await clientOf(server).messages.create(hello, call('chat'));
  expect(server.requests[0]?.status).toBe(200);
});

test('a script that runs out says which call, and is not retried', async () => {
  await using server = await startFakeClaude({
    'chat-1': [status(429, { retryAfterMs: 1 }), status(529, { retryAfterMs: 1 })],
  });
  const answer = clientOf(server).messages.create(hello, call('chat-1'));
  await expect(answer).rejects.toMatchObject({
    status: 400,
    type: 'invalid_request_error',
    apiMessage: 'fake-claude: call "chat-1" got attempt 3 but its script has 2 steps',
  });
  expect(server.requestsOf('chat-1')).toHaveLength(3);
});

test('a header that names no call is an error that names it', async () => {
  await using server = await startFakeClaude();
  const answer = clientOf(server).messages.create(hello, call('chat-9'));
  await expect(answer).rejects.toThrow('no call \\"chat-9\\" is in the script');
});

test('a request that fits nothing in a script is an error', async () => {
  await using server = await startFakeClaude({ chat: [ok()] });
  const answer = clientOf(server).messages.create(hello);
  await expect(answer).rejects.toThrow('this request is in no call of the script');
});

test('a call can be added while the server runs', async () => {
  await using server = await startFakeClaude();
  const headers = server.play('late', [ok({ text: 'added' })]);
  const message = await clientOf(server).messages.create(hello, { headers });
  expect(headers).toEqual({ 'x-fake-call': 'late' });
  expect(message.content).toMatchObject([{ text: 'added' }]);
});

test('a server without a script still answers what no added call claims', async () => {
  await using server = await startFakeClaude();
  server.play('late', [ok()]);
  await clientOf(server).messages.create(hello);
  expect(server.requests[0]).toMatchObject({ call: '', step: { kind: 'ok' }, status: 200 });
});

test('an id is taken only once', async () => {
  await using server = await startFakeClaude({ chat: [] });
  expect(() => server.play('chat', [])).toThrow('call "chat" is in the script already');
  const twins = [
    { id: 'chat', steps: [] },
    { id: 'chat', steps: [] },
  ];
  await expect(startFakeClaude(twins)).rejects.toThrow('call "chat" is in the script twice');
});

test('a mistake in a step that is added is told at once', async () => {
  await using server = await startFakeClaude();
  expect(() => server.play('late', [ok(), stream({ after: 2 })])).toThrow(
    'call "late", step 2 (stream): the field "after" needs an "end" other than "complete"',
  );
});

const mistakes: [what: string, script: unknown, message: string][] = [
  ['an unknown kind', { a: [{ kind: 'satus' }] }, 'call "a", step 1 has the unknown kind "satus"'],
  ['no kind', { a: [{ kind: 'ok' }, 7] }, 'call "a", step 2 must be an object with a "kind"'],
  [
    'an unknown field',
    { a: [{ kind: 'status', code: 429, retryafter: 1 }] },
    'call "a", step 1 (status) has the unknown field "retryafter"; it takes times, delay,',
  ],
  [
    'a field of a wrong type',
    { a: [{ kind: 'status', code: '429' }] },
    'call "a", step 1 (status): the field "code" must be an HTTP status from 200 to 599, got "429"',
  ],
  [
    'a lacking field',
    { a: [{ kind: 'status' }] },
    'call "a", step 1 (status) lacks the field "code"',
  ],
  ['a negative time', { a: [{ kind: 'ok', delay: -1 }] }, 'the field "delay" must be a number of'],
  ['a wrong repetition', { a: [{ kind: 'ok', times: 0 }] }, 'the field "times" must be'],
  [
    'a text block without a text',
    { a: [{ kind: 'ok', content: [{ type: 'text', txt: 'a' }] }] },
    'the field "content" must be',
  ],
  [
    'a tool use without an input',
    { a: [{ kind: 'ok', content: [{ type: 'tool_use', name: 'weather' }] }] },
    'the field "content" must be',
  ],
  ['a block without a type', { a: [{ kind: 'ok', content: [{}] }] }, 'the field "content" must be'],
  [
    'a header that HTTP forbids',
    { a: [{ kind: 'ok', headers: { 'a b': 'c' } }] },
    'the field "headers" must be',
  ],
  [
    'a misspelt usage',
    { a: [{ kind: 'ok', usage: { inputTokens: 1 } }] },
    'the field "usage" must',
  ],
  [
    'an end that never comes',
    { a: [{ kind: 'stream', text: 'a', end: 'truncated', after: 6 }] },
    'the field "after" must be less than the 6 events of this stream, got 6',
  ],
  [
    'a stall that never comes',
    { a: [{ kind: 'stream', text: 'a', stall: { at: 9, ms: 1 } }] },
    'the field "stall" must have "at" from 0 to 5 in this stream, got 9',
  ],
  [
    'an error without its end',
    { a: [{ kind: 'stream', error: { type: 'api_error' } }] },
    'the field "error" needs the "end" "error"',
  ],
  ['steps that are no list', { a: { kind: 'ok' } }, 'call "a": steps must be an array'],
  ['no script at all', 'script', 'a script must be an object of steps by call id, or an array'],
  ['a call without an id', [{ steps: [] }], 'entry 1 of the script must be { id, match?, steps }'],
  ['a wrong match', [{ id: 'a', match: { modle: 'x' }, steps: [] }], 'call "a": match must be'],
  [
    'an unknown field of a call',
    [{ id: 'a', stpes: [] }],
    'call "a" has the unknown field "stpes"',
  ],
];

test.each(mistakes)('%s is a TypeError that names the place', async (_, script, message) => {
  // As from a file: its type is what the server has to find out.
  const started = startFakeClaude(JSON.parse(JSON.stringify(script)) as Script);
  await expect(started).rejects.toBeInstanceOf(TypeError);
  await expect(started).rejects.toThrow(message);
});
