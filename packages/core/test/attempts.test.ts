import type Anthropic from '@anthropic-ai/sdk';
import type { ClientOptions } from '@anthropic-ai/sdk';
import { ok, reset, status } from '@spanthropic/testing';
import { describe, expect, it, type Mock, vi } from 'vitest';
import { instrument } from '../src/index.ts';
import {
  bareClient,
  failureOf,
  fakeClaude,
  observedClient,
  question,
  script,
  setEnv,
} from './support/claude.ts';
import { attributesOf, lengthOf, millis, recordSpans, spans } from './support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

/** The fetch of a client, which the SDK's types keep private. */
const fetchOf = (client: Anthropic): typeof globalThis.fetch => Reflect.get(client, 'fetch');

describe('attempts of a call', () => {
  it('are one span for each HTTP request, below the call', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(
      fake.api,
      status(429, { retryAfterMs: 20 }),
      status(529, { retryAfterMs: 10 }),
      ok(),
    );
    await client.messages.create(question, options);

    const { calls, attempts } = spans();
    expect(calls.map((span) => span.name)).toEqual(['chat claude-opus-5-5']);
    expect(attempts.map((span) => span.attributes['http.response.status_code'])).toEqual([
      429, 529, 200,
    ]);
    for (const attempt of attempts) {
      expect(attempt.parentSpanContext?.spanId).toBe(calls[0]?.spanContext().spanId);
      expect(attempt.kind).toBe(0);
    }
    expect(fake.api.requestsOf(call)).toHaveLength(3);
  });

  it('carry what each of them alone knows', async () => {
    const { client } = observedClient(fake.api, { name: 'primary' });
    const { call, options } = script(fake.api, status(429, { retryAfterMs: 20 }), ok());
    await client.messages.create(question, options);

    const [first, second] = spans().attempts;
    const [request, retry] = fake.api.requestsOf(call);
    expect(first?.attributes).toEqual({
      'spanthropic.method': 'messages.create',
      'spanthropic.model': 'claude-opus-5-5',
      'spanthropic.client.name': 'primary',
      'gen_ai.provider.name': 'anthropic',
      'http.request.method': 'POST',
      'url.path': '/v1/messages',
      'server.address': '127.0.0.1',
      'server.port': fake.api.port,
      'http.response.status_code': 429,
      'error.type': 'rate_limit_error',
      'spanthropic.error.class': 'RateLimitError',
      'spanthropic.attempt.outcome': 'rate_limited',
      'spanthropic.retry_after': 0.02,
      'spanthropic.time_to_headers': expect.any(Number),
      'anthropic.request.id': request?.requestId,
    });
    expect(first?.status.code).toBe(2);
    expect(second?.attributes['http.request.resend_count']).toBe(1);
    expect(second?.attributes['anthropic.request.id']).toBe(retry?.requestId);
    expect(second?.attributes['spanthropic.attempt.outcome']).toBe('ok');
    expect(second?.status.code).toBe(0);
  });

  it('last until their body has been read, by the clock of the server', async () => {
    const { client } = observedClient(fake.api);
    const { call, options } = script(fake.api, ok({ delay: 60 }));
    await client.messages.create(question, options);

    const [attempt] = spans().attempts;
    const [request] = fake.api.requestsOf(call);
    if (!attempt || !request?.endedAt) throw new Error('no attempt');
    // The client begins before the server sees it, and ends after the server has; on loopback by a few milliseconds where the machine is not busy.
    expect(request.receivedAt - millis(attempt.startTime)).toBeGreaterThanOrEqual(0);
    expect(request.receivedAt - millis(attempt.startTime)).toBeLessThan(100);
    expect(millis(attempt.endTime) - request.endedAt).toBeGreaterThan(-2);
    expect(millis(attempt.endTime) - request.endedAt).toBeLessThan(100);
    expect(lengthOf(attempt)).toBeGreaterThanOrEqual(0.06);
  });

  it('tell a connection that broke, a timeout and a refusal apart', async () => {
    const { client } = observedClient(fake.api, {}, { maxRetries: 0 });
    await failureOf(client.messages.create(question, script(fake.api, reset()).options));
    const slow = script(fake.api, ok({ delay: 5_000 }));
    await failureOf(client.messages.create(question, { ...slow.options, timeout: 30 }));
    await failureOf(client.messages.create(question, script(fake.api, status(400)).options));

    const facts = spans().attempts.map(({ attributes }) => [
      attributes['spanthropic.attempt.outcome'],
      attributes['error.type'],
      attributes['spanthropic.error.class'],
    ]);
    expect(facts).toEqual([
      ['connection', 'connection_error', 'APIConnectionError'],
      ['timeout', 'client_timeout_error', 'APIConnectionTimeoutError'],
      ['rejected', 'invalid_request_error', 'BadRequestError'],
    ]);
  });

  it.each([
    [401, 'rejected'],
    [402, 'rejected'],
    [403, 'rejected'],
    [404, 'rejected'],
    [408, 'timeout'],
    [409, 'server_error'],
    [413, 'rejected'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [504, 'timeout'],
    [529, 'overloaded'],
  ])('with status %i end %s, as does the call', async (code, outcome) => {
    const { client } = observedClient(fake.api, {}, { maxRetries: 0 });
    await failureOf(client.messages.create(question, script(fake.api, status(code)).options));
    const { attempts, calls } = spans();
    expect(attempts[0]?.attributes['spanthropic.attempt.outcome']).toBe(outcome);
    expect(calls[0]?.attributes['spanthropic.call.outcome']).toBe(outcome);
  });

  it.each(['Infinity', '-2', 'soon'])('say nothing of a wait of %s seconds', async (retryAfter) => {
    const { client } = observedClient(fake.api, {}, { maxRetries: 0 });
    const { options } = script(fake.api, status(429, { retryAfter }));
    await failureOf(client.messages.create(question, options));
    const attributes = attributesOf(spans().attempts[0]);
    expect(attributes['http.response.status_code']).toBe(429);
    expect(attributes).not.toHaveProperty('spanthropic.retry_after');
  });

  it('have their status when the application’s own fetch returns no promise', async () => {
    const answer = { id: 'msg_1', type: 'message', content: [] };
    const fetch = vi.fn(() => Response.json(answer, { headers: { 'request-id': 'req_1' } }));
    const { client } = observedClient(fake.api, {}, { fetch: fetch as Mock });
    expect(await client.messages.create(question)).toMatchObject(answer);
    expect(fetch).toHaveBeenCalledOnce();
    expect(spans().attempts[0]?.attributes).toMatchObject({
      'http.response.status_code': 200,
      'anthropic.request.id': 'req_1',
      'spanthropic.attempt.outcome': 'ok',
    });
  });

  it('are there when the application’s own fetch throws at once', async () => {
    const error = new TypeError('fetch failed');
    const fetch = (): never => {
      throw error;
    };
    const { client } = observedClient(fake.api, {}, { fetch, maxRetries: 0 });
    expect(await failureOf(client.messages.create(question))).toMatchObject({ cause: error });
    expect(spans().attempts.map((span) => span.attributes)).toMatchObject([
      { 'spanthropic.attempt.outcome': 'connection', 'error.type': 'connection_error' },
    ]);
  });

  it.each([
    [304, 'rejected', undefined],
    [418, 'rejected', 'APIError'],
    [502, 'server_error', 'InternalServerError'],
  ])('with status %i that is retried are %s, of class %s', async (code, outcome, errorClass) => {
    const { client } = observedClient(fake.api);
    const step = status(code, { shouldRetry: true, retryAfterMs: 1 });
    await client.messages.create(question, script(fake.api, step, ok()).options);
    const attributes = attributesOf(spans().attempts[0]);
    expect(attributes['spanthropic.attempt.outcome']).toBe(outcome);
    expect(attributes['spanthropic.error.class']).toBe(errorClass);
  });

  it.each(['client', 'request'])(
    'are two when a middleware of the %s sends twice',
    async (level) => {
      const middleware: ClientOptions['middleware'] = [
        async (request, next) => {
          const first = await next(request);
          return first.ok ? first : next(request);
        },
      ];
      const { client } = observedClient(fake.api, {}, level === 'client' ? { middleware } : {});
      const { call, options } = script(fake.api, status(529), ok());
      await client.messages.create(question, {
        ...options,
        maxRetries: 0,
        ...(level === 'request' && { middleware }),
      });

      expect(fake.api.requestsOf(call)).toHaveLength(2);
      const { attempts, backoffs } = spans();
      const outcomes = attempts.map((span) => span.attributes['spanthropic.attempt.outcome']);
      expect(outcomes).toEqual(['overloaded', 'ok']);
      expect(backoffs).toEqual([]);
    },
  );

  it('are none when a middleware answers by itself', async () => {
    const { client } = observedClient(
      fake.api,
      {},
      {
        middleware: [async () => Response.json({ id: 'msg_1', type: 'message', content: [] })],
      },
    );
    await client.messages.create(question);
    const { attempts, calls } = spans();
    expect(attempts).toEqual([]);
    expect(calls[0]?.attributes).toMatchObject({
      'spanthropic.attempts': 0,
      'spanthropic.call.outcome': 'ok',
    });
  });

  it('that a middleware does not wait for are left when it answers by itself', async () => {
    const answer = { id: 'msg_1', type: 'message', content: [] };
    const unawaited: Promise<unknown>[] = [];
    const { client } = observedClient(
      fake.api,
      {},
      {
        middleware: [
          async (request, next) => {
            unawaited.push(next(request));
            return Response.json(answer);
          },
        ],
      },
    );
    const { options } = script(fake.api, ok({ delay: 30 }));
    expect(await client.messages.create(question, options)).toMatchObject(answer);
    const [attempt] = spans().attempts;
    expect(attempt?.attributes['spanthropic.attempt.outcome']).toBe('aborted');
    expect(attempt?.attributes['spanthropic.abort.reason']).toBe('closed');
    expect(spans().calls[0]?.attributes['spanthropic.call.outcome']).toBe('ok');
    await Promise.all(unawaited);
    expect(spans().all).toHaveLength(2);
  });

  it.each([
    ['text', (url: string) => url],
    ['a URL', (url: string) => new URL(url)],
    ['a Request', (url: string) => new Request(url)],
  ])('are also what a middleware sends by the client’s fetch, to %s', async (_, form) => {
    const { client } = observedClient(
      fake.api,
      {},
      {
        middleware: [
          async (request, next) => {
            await fetchOf(client)(form(`${fake.api.url}/v1/models?limit=1`));
            return next(request);
          },
        ],
      },
    );
    await client.messages.create(question, script(fake.api, ok()).options);
    const sent = spans().attempts.map(({ attributes }) => [
      attributes['http.request.method'],
      attributes['url.path'],
    ]);
    expect(sent).toEqual([
      ['GET', '/v1/models'],
      ['POST', '/v1/messages'],
    ]);
  });

  it('are no probe of the runtime', async () => {
    const { client } = observedClient(
      fake.api,
      {},
      {
        middleware: [
          async (request, next) => {
            await fetchOf(client)('data:,');
            return next(request);
          },
        ],
      },
    );
    await client.messages.create(question, script(fake.api, ok()).options);
    expect(spans().attempts).toHaveLength(1);
  });

  it('are no exchange of credentials for a token', async () => {
    setEnv('ANTHROPIC_IDENTITY_TOKEN', 'header.payload.signature');
    const exchanged: string[] = [];
    const fetch = async (url: string | URL | Request, init?: RequestInit) => {
      if (!String(url).endsWith('/v1/oauth/token')) return globalThis.fetch(url, init);
      exchanged.push(String(url));
      return Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 600 });
    };
    const authentication = { type: 'oidc_federation' as const, federation_rule_id: 'fdrl_1' };
    const client = instrument(bareClient(fake.api, { fetch })).withOptions({
      config: { organization_id: 'org_1', base_url: fake.api.url, authentication },
    });
    const { call, options } = script(fake.api, ok());
    await client.messages.create(question, options);
    expect(exchanged).toHaveLength(1);
    expect(fake.api.requestsOf(call)[0]?.headers.authorization).toBe('Bearer token');
    expect(spans().attempts.map((span) => span.attributes['url.path'])).toEqual(['/v1/messages']);
  });

  it('are told apart for calls that run side by side', async () => {
    const { client } = observedClient(fake.api);
    const scripts = Array.from({ length: 8 }, (_, index) =>
      script(
        fake.api,
        ...Array.from({ length: index % 3 }, () => status(429, { retryAfterMs: 5 })),
        ok(),
      ),
    );
    await Promise.all(scripts.map(({ options }) => client.messages.create(question, options)));

    const { calls, attempts } = spans();
    for (const { call } of scripts) {
      const ids = fake.api.requestsOf(call).map((request) => request.requestId);
      const own = attempts.filter((span) =>
        ids.includes(String(span.attributes['anthropic.request.id'])),
      );
      const parents = new Set(own.map((span) => span.parentSpanContext?.spanId));
      expect(own).toHaveLength(ids.length);
      expect(parents.size).toBe(1);
    }
    expect(calls).toHaveLength(8);
  });

  it('are no business of a fetch outside any call', async () => {
    const client = instrument(bareClient(fake.api));
    await fetchOf(client)(`${fake.api.url}/v1/models`);
    expect(spans().all).toEqual([]);
  });

  it('that a middleware sends as a Request keep its headers and its method', async () => {
    const { call, options } = script(fake.api, ok());
    const headers = { 'x-own': 'yes', ...options.headers };
    const url = `${fake.api.url}/v1/messages/count_tokens`;
    const { client, events } = observedClient(
      fake.api,
      {},
      {
        middleware: [
          async (request, next) => {
            const { fetch } = client as unknown as { fetch: typeof globalThis.fetch };
            await fetch(new Request(url, { method: 'POST', headers, body: '{}' }));
            return next(request);
          },
        ],
      },
    );
    await client.messages.create(question, script(fake.api, ok()).options);
    expect(fake.api.requestsOf(call)[0]?.headers).toMatchObject({ 'x-own': 'yes' });
    expect(events.find((event) => event.type === 'attempt.start')).toMatchObject({
      httpMethod: 'POST',
      urlPath: '/v1/messages/count_tokens',
    });
  });

  it('are none when the base URL is none: that is the client’s error', async () => {
    const { client } = observedClient(fake.api);
    client.baseURL = 'nowhere';
    await failureOf(client.messages.create(question));
    expect(spans().calls[0]?.attributes).toMatchObject({
      'spanthropic.attempts': 0,
      'spanthropic.call.outcome': 'client_error',
    });
  });
});
