import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { hang, ok, startFakeClaude, stream } from '../src/index.ts';
import { call, clientOf, hello } from './client.ts';

test('a request is recorded as it was sent', async () => {
  await using server = await startFakeClaude();
  const options = { headers: { 'X-Mine': 'yes' }, query: { beta: 'true' } };
  await clientOf(server).messages.create(hello, options);
  const [record] = server.requests;
  expect(record).toMatchObject({ call: '', attempt: 1, method: 'POST' });
  expect(record?.path).toBe('/v1/messages?beta=true');
  expect(record?.headers['x-mine']).toBe('yes');
  expect(JSON.parse(record?.body ?? '')).toEqual(hello);
});

test('a header that is sent twice can be counted', async () => {
  await using server = await startFakeClaude();
  const sent = httpRequest(`${server.url}/v1/models`, {
    headers: { traceparent: ['00-a-b-01', '00-c-d-01'] },
  }).end();
  const [response] = await once(sent, 'response');
  response.resume();
  const raw = server.requests[0]?.rawHeaders ?? [];
  expect(raw.filter((name) => name.toLowerCase() === 'traceparent')).toHaveLength(2);
});

test('times follow one another, on the server’s own clock', async () => {
  await using server = await startFakeClaude();
  const before = server.now();
  await clientOf(server).messages.create(hello);
  await server.settled();
  const record = server.requests[0];
  const times = [
    before,
    record?.receivedAt,
    record?.headersAt,
    record?.events[0]?.at,
    record?.endedAt,
    server.now(),
  ];
  expect(times).toEqual(times.toSorted((a = 0, b = 0) => a - b));
  expect(record?.events).toMatchObject([{ name: 'json' }]);
  expect(Math.abs(server.now() - Date.now())).toBeLessThan(1_000);
});

test('a client that aborts a stream is seen leaving, and nothing more is written', async () => {
  await using server = await startFakeClaude({ chat: [stream({ text: 'abcdef', pace: 30 })] });
  const answer = clientOf(server).messages.stream(hello, call('chat'));
  await new Promise((resolve) => answer.once('text', resolve));
  answer.abort();
  await answer.done().catch(() => {});
  await server.settled();
  const [record] = server.requests;
  expect(record?.clientLeftAt).toBeGreaterThan(record?.events.at(-1)?.at ?? Infinity);
  expect(record?.endedAt).toBeUndefined();
  expect(record?.events.map(({ name }) => name)).not.toContain('message_stop');
});

test('a client that leaves during the delay is seen leaving', async () => {
  await using server = await startFakeClaude({ chat: [ok({ delay: 60_000 })] });
  const controller = new AbortController();
  const options = { ...call('chat'), signal: controller.signal };
  const answer = clientOf(server).messages.create(hello, options);
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort();
  await expect(answer).rejects.toThrow('aborted');
  await server.settled();
  expect(server.requests[0]).toMatchObject({ events: [], clientLeftAt: expect.any(Number) });
});

test('a client that sends and leaves at once is recorded all the same', async () => {
  await using server = await startFakeClaude({ chat: [hang()] });
  const socket = connect(server.port, '127.0.0.1');
  socket.end('GET /v1/models HTTP/1.1\r\nhost: x\r\nx-fake-call: chat\r\n\r\n');
  await once(socket.resume(), 'close');
  await server.settled();
  expect(server.requests[0]?.clientLeftAt).toBeDefined();
});

test('half a request is none, and holds nobody up', async () => {
  await using server = await startFakeClaude();
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf');
  await once(socket, 'connect');
  socket.destroy();
  await server.settled();
  expect(server.requests).toEqual([]);
});

test('settling waits for what is still being answered', async () => {
  await using server = await startFakeClaude({ chat: [stream({ text: 'abcd', pace: 10 })] });
  const answer = clientOf(server).messages.stream(hello, call('chat'));
  await new Promise((resolve) => answer.once('text', resolve));
  await server.settled();
  expect(server.requests[0]?.endedAt).toBeDefined();
  await answer.done();
});

test('settling gives up in time, and names what is open', async () => {
  await using server = await startFakeClaude({ chat: [hang()] });
  const controller = new AbortController();
  const options = { ...call('chat'), signal: controller.signal };
  const answer = clientOf(server).messages.create(hello, options);
  await expect.poll(() => server.requests.length).toBe(1);
  await expect(server.settled(20)).rejects.toThrow('after 20 ms: chat attempt 1 (hang)');
  controller.abort();
  await expect(answer).rejects.toThrow('aborted');
});

test('closing ends every connection at once', async () => {
  const server = await startFakeClaude({ chat: [hang()] });
  const client = clientOf(server, { maxRetries: 0 });
  const answer = client.messages.create(hello, call('chat')).catch((error) => error);
  await expect.poll(() => server.requests.length).toBe(1);
  await Promise.all([server.close(), server.close()]);
  expect(await answer).toBeInstanceOf(Error);
  expect(server.requests[0]?.endedAt).toBeDefined();
  await expect(fetch(server.url)).rejects.toThrow('fetch failed');
});

test('a port that is taken is an error', async () => {
  await using server = await startFakeClaude();
  await expect(startFakeClaude({}, { port: server.port })).rejects.toThrow('EADDRINUSE');
});
