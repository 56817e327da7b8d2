import { toFile } from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { jsonl, ok, startFakeClaude } from '../src/index.ts';
import { call, clientOf, hello } from './client.ts';

const { max_tokens: _, ...countable } = hello;

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('tokens are counted, more for a longer text', async () => {
  await using server = await startFakeClaude();
  const client = clientOf(server);
  const short = await client.messages.countTokens(countable);
  const long = await client.messages.countTokens({ ...countable, system: 'Be brief. '.repeat(50) });
  expect(short.input_tokens).toBeGreaterThan(0);
  expect(long.input_tokens).toBeGreaterThan(short.input_tokens + 100);
});

test('a script can say how many tokens there are', async () => {
  await using server = await startFakeClaude({ count: [ok({ usage: { input_tokens: 2095 } })] });
  const count = await clientOf(server).messages.countTokens(countable, call('count'));
  expect(count).toMatchObject({ input_tokens: 2095 });
});

test('models come in two pages', async () => {
  await using server = await startFakeClaude();
  const ids: string[] = [];
  for await (const model of clientOf(server).models.list()) ids.push(model.id);
  expect(ids).toContain('claude-opus-5-5');
  expect(new Set(ids).size).toBe(5);
  expect(server.requests.map(({ path }) => path)).toEqual([
    '/v1/models',
    '/v1/models?after_id=claude-haiku-5-5',
  ]);
});

test('a page of models is as long as the request wants', async () => {
  await using server = await startFakeClaude();
  const page = await clientOf(server).models.list({ limit: 20 });
  expect(page).toMatchObject({ has_more: false, first_id: 'claude-opus-5-5' });
});

test('one model is described, and an unknown one is not found', async () => {
  await using server = await startFakeClaude();
  const client = clientOf(server);
  const model = await client.models.retrieve('claude-opus-5-5');
  expect(model.display_name).toBe('Claude Opus 5.5');
  await expect(client.models.retrieve('claude-none')).rejects.toMatchObject({ status: 404 });
});

test('a batch is created, ends, and gives a result for each of its requests', async () => {
  await using server = await startFakeClaude();
  const { batches } = clientOf(server).messages;
  const requests = ['a', 'b', 'c'].map((custom_id) => ({ custom_id, params: hello }));
  const batch = await batches.create({ requests });
  expect(batch).toMatchObject({ processing_status: 'in_progress', results_url: null });
  expect(await batches.retrieve(batch.id)).toMatchObject({
    processing_status: 'ended',
    request_counts: { succeeded: 3 },
  });
  const results = await collect(await batches.results(batch.id));
  expect(results).toMatchObject(
    requests.map(({ custom_id }) => ({
      custom_id,
      result: { type: 'succeeded', message: { model: hello.model } },
    })),
  );
  expect(server.requests.at(-1)?.events.map(({ name }) => name)).toEqual([
    'chunk',
    'chunk',
    'chunk',
  ]);
});

test('a batch that is cancelled has no results but that', async () => {
  await using server = await startFakeClaude();
  const { batches } = clientOf(server).messages;
  const batch = await batches.create({ requests: [{ custom_id: 'a', params: hello }] });
  await batches.cancel(batch.id);
  const results = await collect(await batches.results(batch.id));
  expect(results).toEqual([{ custom_id: 'a', result: { type: 'canceled' } }]);
  expect((await batches.list()).data).toMatchObject([{ id: batch.id }]);
});

test('the lines of a batch’s results can be the script’s, at its pace', async () => {
  const lines = [
    { custom_id: 'a', result: { type: 'expired' } },
    { custom_id: 'b', result: { type: 'canceled' } },
  ];
  await using server = await startFakeClaude({ results: [jsonl(lines, { pace: 20, gzip: true })] });
  const response = await clientOf(server)
    .get('/v1/messages/batches/msgbatch_1/results', call('results'))
    .asResponse();
  expect(await response.text()).toBe(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const [first, second] = server.requests[0]?.events ?? [];
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(20);
});

test('a file that is uploaded is listed, described and given back', async () => {
  await using server = await startFakeClaude();
  const { files } = clientOf(server);
  const file = await toFile(Buffer.from([0, 200, 10, 255]), 'a.bin', { type: 'image/png' });
  const { id } = await files.upload({ file });
  expect((await files.list()).data).toMatchObject([{ id, filename: 'a.bin', size_bytes: 4 }]);
  expect(await files.retrieveMetadata(id)).toMatchObject({ mime_type: 'image/png' });
  const content = await (await files.download(id)).arrayBuffer();
  expect([...new Uint8Array(content)]).toEqual([0, 200, 10, 255]);
});

test('beta routes answer as the stable ones', async () => {
  await using server = await startFakeClaude();
  const client = clientOf(server);
  expect(await client.beta.messages.create(hello)).toMatchObject({ type: 'message' });
  expect(await client.beta.messages.stream(hello).finalText()).toMatch(/^Hello/);
});

test('the query by which older SDKs ask for beta changes nothing', async () => {
  await using server = await startFakeClaude();
  const options = { query: { beta: 'true' } };
  await clientOf(server).messages.create(hello, options);
  await clientOf(server).messages.countTokens(countable, options);
  expect(server.requests.map(({ path, status }) => [path, status])).toEqual([
    ['/v1/messages?beta=true', 200],
    ['/v1/messages/count_tokens?beta=true', 200],
  ]);
});

test('what does not exist is a 404 in the form of the API', async () => {
  await using server = await startFakeClaude();
  const client = clientOf(server);
  const missing = { status: 404, type: 'not_found_error' };
  await expect(client.get('/v1/nothing')).rejects.toMatchObject(missing);
  await expect(client.get('/v1/messages')).rejects.toMatchObject(missing);
  await expect(client.messages.batches.retrieve('msgbatch_0')).rejects.toMatchObject(missing);
  await expect(client.files.retrieveMetadata('file_0')).rejects.toMatchObject(missing);
});
