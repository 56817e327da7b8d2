import { toFile } from '@anthropic-ai/sdk';
import {
  type FakeClaude,
  json,
  jsonl,
  malformed,
  ok,
  type Step,
  status,
} from '@spanthropic/testing';
import { question, type Scenario, scenario } from '../scenario.ts';

const requests = ['a', 'b', 'c'].map((custom_id) => ({ custom_id, params: question }));
const lines = requests.map(({ custom_id }) => ({ custom_id, result: { type: 'canceled' } }));

/** Headers of a call that gets a batch, and then its results as `step` has them. */
function batchWith(fake: FakeClaude, step: Step): Record<string, string> {
  const path = '/v1/messages/batches/msgbatch_1/results';
  const batch = { id: 'msgbatch_1', type: 'message_batch', results_url: `${fake.url}${path}` };
  return fake.play('results', [json(batch), step]);
}

/** Models, batches and files. */
export const resources: readonly Scenario[] = [
  scenario('lists models', undefined, async (client, _, probe) => {
    const promise = probe.call('list', () => client.models.list());
    for await (const model of client.models.list()) probe.see('model', model);
    const page = await promise;
    probe.see('page', page);
    return page?.data;
  }),

  scenario('takes pages by hand', undefined, async (client, _, probe) => {
    const first = await client.models.list();
    probe.see('first', [first.data, first.hasNextPage(), first.nextPageRequestOptions()?.query]);
    const second = await first.getNextPage();
    probe.see('second', [second, second.data, second.hasNextPage()]);
    await probe.settle(
      'third',
      Promise.resolve().then(() => second.getNextPage()),
    );
  }),

  scenario('goes through pages', undefined, async (client, _, probe) => {
    const first = await client.models.list({ limit: 2 });
    for await (const page of first.iterPages()) probe.see('page', page.data);
  }),

  scenario('breaks out of a list', undefined, async (client, _, probe) => {
    for await (const model of client.models.list({ limit: 2 })) {
      probe.see('model', model.id);
      if (model.id.includes('haiku')) break;
    }
  }),

  scenario(
    'fails on the second page',
    [ok(), status(500, { retryAfterMs: 5, times: 3 })],
    async (client, _, probe) => {
      for await (const model of client.models.list()) probe.see('model', model.id);
    },
  ),

  scenario('takes the response beside a page', undefined, async (client, _, probe) => {
    const { data, response } = await client.models.list().withResponse();
    probe.see('response', [data, response]);
  }),

  scenario('takes the raw response of a list', undefined, async (client) =>
    (await client.models.list().asResponse()).json(),
  ),

  scenario('retrieves a model', undefined, (client) => client.models.retrieve('claude-opus-5-5')),

  scenario('runs a batch', undefined, async (client, _, probe) => {
    const created = await client.messages.batches.create({ requests });
    probe.see('created', created);
    probe.see('retrieved', await client.messages.batches.retrieve(created.id));
    const results = await client.messages.batches.results(created.id);
    probe.see('results', results);
    for await (const result of results) probe.see('result', result);
    return (await client.messages.batches.list()).data;
  }),

  scenario('breaks out of results', undefined, async (client, fake, probe) => {
    const headers = batchWith(fake, jsonl(lines, { pace: 500 }));
    for await (const line of await client.messages.batches.results('msgbatch_1', {}, { headers })) {
      probe.see('line', line);
      break;
    }
  }),

  scenario('reads results that are not JSON', undefined, async (client, fake, probe) => {
    const headers = batchWith(fake, malformed());
    const read = async (): Promise<void> => {
      for await (const line of await client.messages.batches.results(
        'msgbatch_1',
        {},
        { headers },
      )) {
        probe.see('line', line);
      }
    };
    await probe.settle('read', read());
  }),

  scenario('aborts results', undefined, async (client, fake, probe) => {
    const controller = probe.controller();
    const { signal } = controller;
    const headers = batchWith(fake, jsonl(lines, { pace: 500 }));
    const read = async (): Promise<void> => {
      const results = await client.messages.batches.results('msgbatch_1', {}, { headers, signal });
      for await (const line of results) {
        probe.see('line', line);
        controller.abort();
      }
    };
    await probe.settle('read', read());
    probe.listeners('after', controller);
  }),

  scenario('uploads a file and reads it again', undefined, async (client, _, probe) => {
    const file = await toFile(Buffer.from('Hello, file'), 'hello.txt', { type: 'text/plain' });
    const stored = await client.beta.files.upload({ file });
    probe.see('stored', stored);
    probe.see('metadata', await client.beta.files.retrieveMetadata(stored.id));
    const response = await client.beta.files.download(stored.id);
    probe.see('download', response);
    return response.text();
  }),

  scenario('leaves a file that it asked for', undefined, async (client, _, probe) => {
    const file = await toFile(Buffer.from('Hello, file'), 'hello.txt');
    const { id } = await client.beta.files.upload({ file });
    const response = await client.beta.files.download(id);
    await response.body?.cancel();
    probe.see('used', response.bodyUsed);
  }),

  scenario('asks for a file that is not there', undefined, (client, _, probe) =>
    probe.settle('download', client.beta.files.download('file_none')),
  ),
];
