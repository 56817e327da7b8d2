import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { json, jsonl, ok, status, stream } from '@spanthropic/testing';
import { content, headers } from '../answer.ts';
import { canary, longCanary, longSecret, secret } from '../canaries.ts';
import { drain } from '../drain.ts';
import { betaRequest, model, request } from '../request.ts';
import type { Scenario } from '../scenario.ts';

const answered = ok({ content, headers, stopSequence: canary('stop-sequence-met') });
const streamed = { ...request, stream: true as const };

const authToken = secret('auth-token');
const fetchedToken = secret('fetched-token');

const toolPrompt = canary('runner-prompt');
const toolResult = longCanary('runner-result');
const toolInput = canary('runner-input');

const fileName = `${secret('file-name')}.txt`;
const fileText = longSecret('file-text');
const customId = secret('custom-id');
const afterId = secret('after-id');
const postedBody = longSecret('posted-body');
const queryInPath = secret('query-in-path');

/** Everything goes well. */
export const answers: readonly Scenario[] = [
  {
    name: 'a message',
    steps: [answered],
    run: ({ client }, chosen) => client.messages.create(request, chosen).withResponse(),
  },
  {
    name: 'a message by a token',
    steps: [answered],
    run: ({ another }, chosen) =>
      another({ apiKey: null, authToken }).messages.create(request, chosen),
  },
  {
    name: 'a message by a token that is fetched',
    steps: [status(401, { message: longSecret('expired') }), answered],
    run: ({ another }, chosen) => {
      const credentials = async () => ({ token: fetchedToken, expiresAt: null });
      return another({ apiKey: null, credentials }).messages.create(request, chosen);
    },
  },
  {
    name: 'a message that is read raw',
    steps: [answered],
    async run({ client }, chosen) {
      const response = await client.messages.create(request, chosen).asResponse();
      return [await response.text(), [...response.headers]];
    },
  },
  {
    name: 'a message after retries',
    steps: [
      status(529, { message: longSecret('overload-message'), retryAfter: secret('retry-after') }),
      status(429, { message: longSecret('rate-limit-message'), retryAfterMs: 10, headers }),
      answered,
    ],
    run: ({ client }, chosen) => client.messages.create(request, chosen),
  },
  {
    name: 'a stream',
    steps: [stream({ content, headers, firstToken: 5 })],
    async run({ client }, chosen) {
      return drain(await client.messages.create(streamed, chosen));
    },
  },
  {
    name: 'a stream that stalls',
    steps: [stream({ content, stall: { at: 3, ms: 60 } })],
    async run({ client }, chosen) {
      return drain(await client.messages.create(streamed, chosen));
    },
  },
  {
    name: 'a stream by the helper, with MCP servers',
    steps: [stream({ content })],
    run: ({ client }, chosen) => client.beta.messages.stream(betaRequest, chosen).finalMessage(),
  },
  {
    name: 'a tool runner',
    steps: [
      ok({ content: [{ type: 'tool_use', name: 'lookup', input: { query: toolInput } }] }),
      answered,
    ],
    async run({ client }, chosen) {
      const lookup = betaTool({
        name: 'lookup',
        description: canary('runner-tool'),
        inputSchema: { type: 'object', properties: { query: { type: 'string' } } },
        run: () => toolResult,
      });
      const messages = [{ role: 'user' as const, content: toolPrompt }];
      const asked = { model, max_tokens: 1024, messages, tools: [lookup] };
      return client.beta.messages.toolRunner(asked, chosen).runUntilDone();
    },
  },
  {
    name: 'a count of tokens',
    steps: [ok()],
    run({ client }, chosen) {
      const { max_tokens: _, stop_sequences: __, metadata: ___, ...counted } = request;
      return client.messages.countTokens(counted, chosen);
    },
  },
  {
    name: 'a batch',
    steps: [ok({ headers })],
    run: ({ client }, chosen) =>
      client.messages.batches.create(
        { requests: [{ custom_id: customId, params: request }] },
        chosen,
      ),
  },
  {
    name: 'the results of a batch',
    steps: [
      json({ id: 'msgbatch_1', results_url: '/v1/messages/batches/msgbatch_1/results' }),
      jsonl([{ custom_id: customId, result: { type: 'succeeded', message: { content } } }]),
    ],
    async run({ client }, chosen) {
      return drain(await client.messages.batches.results('msgbatch_1', {}, chosen));
    },
  },
  {
    name: 'a file',
    steps: [ok()],
    run: ({ client }, chosen) =>
      client.beta.files.upload({ file: new File([fileText], fileName) }, chosen),
  },
  {
    name: 'a list',
    steps: [ok()],
    run: ({ client }, chosen) => client.models.list({ after_id: afterId }, chosen),
  },
  {
    name: 'a path of its own',
    steps: [json({ secret: secret('posted-answer') })],
    run: ({ client }, chosen) =>
      client.post(`/v1/custom?token=${queryInPath}`, { ...chosen, body: { text: postedBody } }),
  },
  {
    name: 'a usage of another type',
    steps: [
      json({
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: 'end_turn',
        usage: {
          input_tokens: secret('input-tokens'),
          output_tokens: { n: secret('output-tokens') },
        },
      }),
    ],
    run: ({ client }, chosen) => client.messages.create(request, chosen),
  },
];
