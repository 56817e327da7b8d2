import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { ok, status, stream } from '@spanthropic/testing';
import { question, type Scenario, scenario, streamed } from '../scenario.ts';

/** Uses of the raw response: `asResponse()` and `withResponse()`. */
export const responses: readonly Scenario[] = [
  scenario('takes the response beside the value', [ok()], async (client, _, probe) => {
    const { data, response, ...rest } = await client.messages.create(question).withResponse();
    probe.see('response', response);
    return { data, rest };
  }),

  scenario('takes the raw response and reads it', [ok()], async (client, _, probe) => {
    const promise = probe.call('asResponse', () => client.messages.create(question).asResponse());
    const response = await promise;
    probe.see('response', response);
    return [await response?.json(), response?.bodyUsed];
  }),

  scenario('takes the raw response and leaves it', [ok()], async (client, _, probe) => {
    const response = await client.messages.create(question).asResponse();
    probe.see('used', response.bodyUsed);
    await response.body?.cancel();
    probe.see('used once cancelled', response.bodyUsed);
  }),

  scenario('takes the raw response, then the value', [ok()], async (client, _, probe) => {
    const promise = client.messages.create(question);
    const response = await promise.asResponse();
    probe.see('used', response.bodyUsed);
    probe.see('value', await promise);
    probe.see('same', (await promise.asResponse()) === response);
    await probe.settle('read again', response.text());
  }),

  scenario('reads the raw response, then asks for the value', [ok()], async (client, _, probe) => {
    const promise = client.messages.create(question);
    await (await promise.asResponse()).text();
    await probe.settle('value', promise);
  }),

  scenario('takes the raw response of a failed call', [status(400)], (client, _, probe) =>
    probe.settle('asResponse', client.messages.create(question).asResponse()),
  ),

  scenario(
    'lets the raw response of a failed call float',
    [status(400)],
    async (client, _, probe) => {
      void client.messages.create(question).asResponse();
      await probe.rejection();
    },
  ),

  scenario('copies the raw response', [ok()], async (client, _, probe) => {
    const response = await client.messages.create(question).asResponse();
    const copy = response.clone();
    probe.see('copy', copy);
    return [await copy.json(), await response.text()];
  }),

  scenario('rebuilds the raw response', [stream({ deltas: 2 })], async (client) => {
    const response = await client.messages.create(streamed).asResponse();
    return new Response(response.body, response).text();
  }),

  scenario('reads a raw stream to its end', [stream({ deltas: 2 })], async (client, _, probe) => {
    const response = await client.messages.create(streamed).asResponse();
    const { body } = response;
    probe.see('body', [String(body), Object.keys(body ?? {}), body?.locked]);
    const decoder = new TextDecoder();
    let whole = '';
    for await (const chunk of body ?? []) whole += decoder.decode(chunk, { stream: true });
    return [whole, response.bodyUsed];
  }),

  scenario(
    'reads a raw stream by a reader and cancels',
    [stream({ end: 'never' })],
    async (client, _, probe) => {
      const { body } = await client.messages.create(streamed).asResponse();
      const reader = body?.getReader();
      probe.see('reader', [String(reader), body?.locked]);
      const first = await reader?.read();
      probe.see('first', first?.done);
      await probe.settle('cancel', reader?.cancel('enough'));
      probe.see('after', await reader?.read());
    },
  ),

  scenario('breaks out of a raw stream', [stream({ end: 'never' })], async (client, _, probe) => {
    const { body } = await client.messages.create(streamed).asResponse();
    for await (const chunk of body ?? []) {
      probe.see('chunk', chunk.length > 0);
      break;
    }
    probe.see('locked', body?.locked);
  }),

  scenario('releases a reader and takes another', [stream()], async (client, _, probe) => {
    const { body } = await client.messages.create(streamed).asResponse();
    const reader = body?.getReader();
    await reader?.read();
    reader?.releaseLock();
    probe.see('locked', body?.locked);
    let rest = 0;
    for await (const chunk of body ?? []) rest += chunk.length;
    probe.see('read on', rest > 0);
  }),

  scenario('reads a raw stream into its own buffer', [stream()], async (client, _, probe) => {
    const { body } = await client.messages.create(streamed).asResponse();
    const reader = body?.getReader({ mode: 'byob' });
    const first = await reader?.read(new Uint8Array(5));
    probe.see('first', first?.value);
    await reader?.cancel();
  }),

  scenario('reads a raw stream as Node.js does', [stream({ deltas: 2 })], async (client) => {
    const { body } = await client.messages.create(streamed).asResponse();
    let whole = '';
    if (!body) return whole;
    for await (const piece of Readable.fromWeb(body as NodeStream).setEncoding('utf8')) {
      whole += piece;
    }
    return whole;
  }),

  scenario(
    'leaves a raw stream as Node.js does',
    [stream({ end: 'never' })],
    async (client, _, probe) => {
      const { body } = await client.messages.create(streamed).asResponse();
      const readable = body && Readable.fromWeb(body as NodeStream);
      for await (const chunk of readable ?? []) {
        probe.see('chunk', chunk.length > 0);
        break;
      }
      probe.see('destroyed', readable?.destroyed);
    },
  ),

  scenario(
    'forwards a raw stream',
    { first: [stream({ deltas: 2 })], second: [ok({ text: 'Taken' })] },
    async (client, fake, probe) => {
      const response = await client.messages
        .create(streamed, { headers: { 'x-fake-call': 'first' } })
        .asResponse();
      const forwarded = await fetch(`${fake.url}/v1/messages`, {
        method: 'POST',
        headers: { 'x-fake-call': 'second', 'content-type': 'text/plain' },
        body: response.body,
        duplex: 'half',
      } as RequestInit);
      probe.see('forwarded', [forwarded.status, response.bodyUsed]);
      await forwarded.text();
    },
  ),

  scenario(
    'goes through a raw stream and lets it live',
    [stream({ deltas: 2 })],
    async (client, _, probe) => {
      const { body } = await client.messages.create(streamed).asResponse();
      for await (const chunk of body?.values({ preventCancel: true }) ?? []) {
        probe.see('chunk', chunk.length > 0);
        break;
      }
      probe.see('rest', (await new Response(body).text()).length > 0);
    },
  ),

  scenario('pipes a raw stream through', [stream({ deltas: 2 })], async (client) => {
    const { body } = await client.messages.create(streamed).asResponse();
    let whole = '';
    for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) whole += piece;
    return whole;
  }),

  scenario('pipes a raw stream to a place', [stream({ deltas: 2 })], async (client, _, probe) => {
    const { body } = await client.messages.create(streamed).asResponse();
    let size = 0;
    const sink = new WritableStream<Uint8Array>({
      write(chunk) {
        size += chunk.length;
      },
    });
    const promise = probe.call('pipeTo', () => body?.pipeTo(sink));
    await promise;
    return size;
  }),

  scenario(
    'pipes a raw stream that is reset',
    [stream({ end: 'reset' })],
    async (client, _, probe) => {
      const { body } = await client.messages.create(streamed).asResponse();
      const sink = new WritableStream<Uint8Array>();
      await probe.settle('pipeTo', body?.pipeTo(sink));
    },
  ),

  scenario('splits a raw stream', [stream({ deltas: 2 })], async (client) => {
    const { body } = await client.messages.create(streamed).asResponse();
    const branches = body?.tee() ?? [];
    return Promise.all(branches.map((branch) => new Response(branch).text()));
  }),

  scenario('gives a raw stream to another thread', [stream({ deltas: 2 })], async (client) => {
    const { body } = await client.messages.create(streamed).asResponse();
    const moved = structuredClone(body, body ? { transfer: [body] } : {});
    return new Response(moved).text();
  }),

  scenario(
    'reads a raw stream that is reset',
    [stream({ end: 'reset' })],
    async (client, _, probe) => {
      const response = await client.messages.create(streamed).asResponse();
      await probe.settle('text', response.text());
    },
  ),

  scenario(
    'takes the response beside a stream',
    [stream({ deltas: 2 })],
    async (client, _, probe) => {
      const { data, response } = await client.messages.create(streamed).withResponse();
      probe.see('response', response);
      for await (const event of data) probe.see('event', event);
      probe.see('used', response.bodyUsed);
    },
  ),
];
