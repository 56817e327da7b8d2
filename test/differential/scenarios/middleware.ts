import { APIConnectionError, type ClientOptions, type Middleware } from '@anthropic-ai/sdk';
import { ok, reset, status, stream } from '@spanthropic/testing';
import type { Probe } from '../probe.ts';
import { impatient, question, type Scenario, scenario, streamed } from '../scenario.ts';

/** Passes everything on, and sees it. */
const watching =
  (probe: Probe, who: string): Middleware =>
  async (request, next, context) => {
    const { url, headers, ...rest } = request;
    probe.see(`${who}: request`, [url, probe.headers(headers), rest, context.options?.path]);
    const response = await next(request);
    probe.see(`${who}: response`, response);
    return response;
  };

const with_ =
  (make: (probe: Probe) => Middleware) =>
  (probe: Probe): ClientOptions => ({ middleware: [make(probe)] });

const canned = (): Response =>
  Response.json({ type: 'message', id: 'canned', content: [] }, { headers: { 'request-id': 'r' } });

/** Middleware of the application's own, of the client and of a request. */
export const middleware: readonly Scenario[] = [
  scenario(
    'has middleware',
    [status(429, { retryAfterMs: 10 }), ok()],
    (client) => client.messages.create(question),
    {
      client: (probe) => ({ middleware: [watching(probe, 'outer'), watching(probe, 'inner')] }),
    },
  ),

  scenario('has middleware for one request', [stream()], async (client, _, probe) => {
    const options = { middleware: [watching(probe, 'mine')] };
    for await (const event of await client.messages.create(streamed, options))
      probe.see('event', event.type);
  }),

  scenario(
    'sends twice in a middleware',
    [status(500), ok()],
    (client) => client.messages.create(question),
    {
      client: with_((probe) => async (request, next) => {
        const first = await next(request);
        probe.see('first', first.status);
        await first.body?.cancel();
        return next(request);
      }),
    },
  ),

  scenario(
    'sends twice at once in a middleware',
    [ok({ text: 'Same' }), ok({ text: 'Same' })],
    (client) => client.messages.create(question),
    {
      client: with_(() => async (request, next) => {
        const [first] = await Promise.all([next(request), next(request)]);
        return first;
      }),
    },
  ),

  scenario('answers in a middleware', undefined, (client) => client.messages.create(question), {
    client: with_(() => async () => canned()),
  }),

  scenario(
    'throws in a middleware',
    undefined,
    async (client, _, probe) => {
      const error = await client.messages.create(question).catch((caught: unknown) => caught);
      probe.see('thrown', [error, error === mine]);
    },
    {
      client: with_(() => async () => {
        throw mine;
      }),
    },
  ),

  scenario(
    'throws after the answer in a middleware',
    [ok()],
    (client, _, probe) => probe.settle('create', client.messages.create(question)),
    {
      client: with_(() => async (request, next) => {
        await next(request);
        throw mine;
      }),
    },
  ),

  scenario(
    'throws something retryable in a middleware',
    [ok()],
    (client) => client.messages.create(question),
    {
      make: (options, probe) => {
        let failed = false;
        const once: Middleware = async (request, next) => {
          probe.see('middleware', failed);
          if (failed) return next(request);
          failed = true;
          throw new APIConnectionError({ message: 'flaky' });
        };
        return impatient({ ...options, middleware: [once] });
      },
    },
  ),

  scenario(
    'loses the connection below a middleware',
    [reset({ times: 3 })],
    (client, _, probe) => probe.settle('create', client.messages.create(question)),
    {
      make: (options, probe) => impatient({ ...options, middleware: [watching(probe, 'mine')] }),
    },
  ),

  scenario(
    'parses in a middleware',
    [stream()],
    async (client, _, probe) => {
      for await (const event of await client.messages.create(streamed))
        probe.see('event', event.type);
    },
    {
      client: with_((probe) => async (request, next, context) => {
        const response = await next(request);
        const events = await context.parse<AsyncIterable<{ type: string }>>(response);
        for await (const event of events) probe.see('copy', event.type);
        return response;
      }),
    },
  ),

  scenario(
    'replaces the body in a middleware',
    [stream()],
    async (client, _, probe) => {
      for await (const event of await client.messages.create(streamed)) probe.see('event', event);
    },
    {
      client: with_(() => async (request, next) => {
        const response = await next(request);
        const upper = new TransformStream<string, string>({
          transform: (text, out) => out.enqueue(text.replaceAll('hello', 'HELLO')),
        });
        const body = response.body
          ?.pipeThrough(new TextDecoderStream())
          .pipeThrough(upper)
          .pipeThrough(new TextEncoderStream());
        return new Response(body, response);
      }),
    },
  ),

  scenario(
    'sends again while the answer is read',
    [stream({ text: 'One' }), stream({ text: 'Two' })],
    async (client, _, probe) => {
      for await (const event of await client.messages.create(streamed)) probe.see('event', event);
    },
    {
      client: with_((probe) => async (request, next) => {
        const first = await next(request);
        const both = async function* (): AsyncGenerator<Uint8Array> {
          for await (const chunk of first.body ?? []) yield chunk;
          const second = await next(request);
          probe.see('second', second.status);
          for await (const chunk of second.body ?? []) yield chunk;
        };
        return new Response(ReadableStream.from(both()), first);
      }),
    },
  ),

  scenario(
    'uses the client within a middleware',
    undefined,
    (client) => client.messages.create(question),
    {
      make: (options, probe) => {
        const inner = impatient(options);
        const nested: Middleware = async (request, next) => {
          probe.see('models', (await inner.models.retrieve('claude-opus-5-5')).id);
          return next(request);
        };
        return impatient({ ...options, middleware: [nested] });
      },
    },
  ),
];

const mine = new RangeError('mine');
