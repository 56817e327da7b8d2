import { ok, reset, status, stream } from '@spanthropic/testing';
import { content, headers } from '../answer.ts';
import { longCanary, longSecret, secret } from '../canaries.ts';
import { drain } from '../drain.ts';
import { model, request } from '../request.ts';
import type { Scenario } from '../scenario.ts';

const streamed = { ...request, stream: true as const };
const json = { 'content-type': 'application/json' };
const events = { 'content-type': 'text/event-stream' };

/** A call that is answered so. */
const call = (name: string, ...steps: Scenario['steps']): Scenario => ({
  name,
  steps,
  run: ({ client }, chosen) => client.messages.create(request, chosen),
});

/** A stream that is read as far as it goes. */
const reading = (name: string, ...steps: Scenario['steps']): Scenario => ({
  name,
  steps,
  async run({ client }, chosen) {
    return drain(await client.messages.create(streamed, chosen));
  },
});

const error = { message: longSecret('detailed-message'), type: 'invalid_request_error' };
const details = { error_code: secret('error-code'), hint: longSecret('error-hint') };

const reason = secret('abort-reason');

/** The server refuses, fails, or says what cannot be read; or the application leaves. */
export const failures: readonly Scenario[] = [
  call('an error that repeats the prompt', status(400, { message: longSecret('echo'), headers })),
  call('an error with details', {
    kind: 'status',
    code: 400,
    body: { type: 'error', error: { ...error, details } },
  }),
  call('an error that names the key', status(401, { message: `bad key ${secret('named-key')}` })),
  call(
    'an error of a gateway',
    status(403, { body: `<html>${longSecret('gateway-page')}</html>` }),
  ),
  call(
    'too many requests, to the last',
    ...[1, 2, 3].map((n) =>
      status(429, { message: longSecret('last-rate-limit'), retryAfterMs: n, headers }),
    ),
  ),
  call(
    'an answer that is no JSON',
    status(200, { body: `{"content": [{"text": "${longCanary('broken-json')}`, headers: json }),
  ),
  {
    name: 'a connection that is reset',
    steps: [reset({ times: 2 })],
    run: ({ another }, chosen) => another({ maxRetries: 1 }).messages.create(request, chosen),
  },
  reading(
    'a stream with an error',
    stream({
      content,
      end: 'error',
      error: { type: 'overloaded_error', message: longSecret('stream-error') },
    }),
  ),
  reading(
    'a stream with an error of no known type',
    stream({ end: 'error', error: { type: secret('error-type'), message: secret('odd-error') } }),
  ),
  reading(
    'a stream with broken events',
    status(200, {
      body: `event: message_start\ndata: {"text": "${longCanary('broken-event')}\n\n`,
      headers: events,
    }),
  ),
  reading(
    'a stream of other lines',
    status(200, { body: `${longCanary('other-lines')}\n\n\n`, headers: events }),
  ),
  reading('a stream that ends early', stream({ content, end: 'truncated', after: 6 })),
  reading('a stream that is cut', stream({ content, end: 'reset', after: 6 })),
  {
    name: 'a stream that is aborted',
    steps: [stream({ content, end: 'never', after: 6 })],
    async run({ client }, chosen) {
      const controller = new AbortController();
      const options = { ...chosen, signal: controller.signal };
      for await (const event of await client.messages.create(streamed, options)) {
        if (event.type === 'content_block_delta') controller.abort(new Error(reason));
      }
      return controller.signal.reason;
    },
  },
  {
    name: 'a stream that is left',
    steps: [stream({ content, end: 'never', after: 6 })],
    async run({ client }, chosen) {
      for await (const event of await client.messages.create(streamed, chosen)) {
        if (event.type === 'content_block_delta') return event;
      }
      return undefined;
    },
  },
  {
    name: 'a sleep that is aborted',
    steps: [status(429, { retryAfter: 120 })],
    run({ client }, chosen) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 150);
      return client.messages.create(request, { ...chosen, signal: controller.signal });
    },
  },
  {
    name: 'a request that the SDK refuses',
    steps: [],
    run: ({ client }, chosen) => {
      const long = { ...request, model: `${model}-long`, max_tokens: 1_000_000 };
      return client.messages.create(long, chosen);
    },
  },
  call('an answer without anything', status(204), ok()),
];
