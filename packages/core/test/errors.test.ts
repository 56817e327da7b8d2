import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import {
  hang,
  malformed,
  ok,
  reset,
  type Step,
  spendLimitReached,
  status,
  stream,
} from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { errorClassOf, readFailure, readFetchFailure } from '../src/seam/errors.ts';
import { bareClient, drain, failureOf, fakeClaude, question, script } from './support/claude.ts';

const fake = fakeClaude();

/** What a real client throws when its attempt gets `step`. */
async function thrownBy(step: Step, options?: ClientOptions): Promise<unknown> {
  const client = bareClient(fake.api, { maxRetries: 0, ...options });
  return failureOf(client.messages.create(question, script(fake.api, step).options));
}

/** What a real client throws while it reads a stream. */
async function thrownInside(step: Step): Promise<unknown> {
  const client = bareClient(fake.api, { maxRetries: 0 });
  const request = { ...question, stream: true as const };
  return failureOf(
    client.messages.create(request, script(fake.api, step).options).then((items) => drain(items)),
  );
}

/** What the fetch of a real client threw, before the SDK made an error of its own of it. */
async function thrownByFetch(url: string, step?: Step, options?: ClientOptions): Promise<unknown> {
  let thrown: unknown;
  const client = bareClient(fake.api, {
    baseURL: url,
    maxRetries: 0,
    ...options,
    async fetch(input, init) {
      try {
        return await globalThis.fetch(input, init);
      } catch (error) {
        thrown = error;
        throw error;
      }
    },
  });
  const request = step && script(fake.api, step).options;
  await failureOf(client.messages.create(question, request));
  return thrown;
}

describe('an error of the SDK', () => {
  it.each([
    [400, 'BadRequestError', 'invalid_request_error'],
    [401, 'AuthenticationError', 'authentication_error'],
    [403, 'PermissionDeniedError', 'permission_error'],
    [404, 'NotFoundError', 'not_found_error'],
    [413, 'ContentTooLargeError', 'request_too_large'],
    [429, 'RateLimitError', 'rate_limit_error'],
    [500, 'InternalServerError', 'api_error'],
    [529, 'OverloadedError', 'overloaded_error'],
  ])('for status %i is %s with the API’s type', async (code, errorClass, errorType) => {
    const failure = readFailure(await thrownBy(status(code)));
    expect(failure).toEqual({ nature: 'response', status: code, errorClass, errorType });
  });

  it('has the error code that only the body knows', async () => {
    const failure = readFailure(await thrownBy(spendLimitReached()));
    expect(failure).toMatchObject({ status: 429, errorCode: 'enforced_spend_limit_reached' });
  });

  it('has no type where the body has none: a proxy’s page', async () => {
    const step = status(502, { body: '<html>Bad Gateway</html>' });
    const failure = readFailure(await thrownBy(step));
    expect(failure).toEqual({
      nature: 'response',
      status: 502,
      errorClass: 'InternalServerError',
    });
  });

  it('without an answer tells a timeout from a broken connection', async () => {
    expect(readFailure(await thrownBy(hang(), { timeout: 60 }))).toEqual({
      nature: 'timeout',
      errorClass: 'APIConnectionTimeoutError',
    });
    expect(readFailure(await thrownBy(reset()))).toEqual({
      nature: 'connection',
      errorClass: 'APIConnectionError',
    });
  });

  it('inside a stream has the type of the event and no status', async () => {
    const step = stream({ end: 'error', error: { type: 'overloaded_error' } });
    expect(readFailure(await thrownInside(step))).toEqual({
      nature: 'event',
      errorClass: 'APIError',
      errorType: 'overloaded_error',
    });
  });

  it('of a stream that broke is what the network threw', async () => {
    expect(readFailure(await thrownInside(stream({ end: 'reset' })))).toMatchObject({
      nature: 'connection',
      errorClass: 'TypeError',
    });
  });

  it.each([
    ['an answer', async () => thrownBy(malformed())],
    ['an event', async () => thrownInside(stream({ end: 'malformed_json' }))],
  ])('of %s that does not parse is no failure of the connection', async (_, thrown) => {
    expect(readFailure(await thrown())).toEqual({
      nature: 'unreadable',
      errorClass: 'SyntaxError',
    });
  });

  it('before anything is sent is no failure of the connection either', async () => {
    const client = bareClient(fake.api, { apiKey: null, authToken: null });
    const error = await failureOf(client.messages.create(question));
    expect(readFailure(error).nature).toBe('unreadable');
  });

  it('that the application’s own fetch caused is a broken connection', async () => {
    const fetch = (): Promise<Response> => Promise.reject(new RangeError('out of luck'));
    expect(readFailure(await thrownBy(ok(), { fetch }))).toEqual({
      nature: 'connection',
      errorClass: 'APIConnectionError',
    });
  });
});

describe('an error of another copy of the SDK', () => {
  const { APIError, APIUserAbortError } = Anthropic;

  class RateLimitError extends Error {
    status = 429;
    error = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } };
  }

  it('that has no type of its own has that of its body', () => {
    expect(readFailure(new RateLimitError())).toEqual({
      nature: 'response',
      status: 429,
      errorClass: 'RateLimitError',
      errorType: 'rate_limit_error',
    });
  });

  it('that was minified keeps the name that the SDK gave it', () => {
    class t extends Error {
      static _errorName = 'InternalServerError';
      status = 500;
    }
    expect(errorClassOf(new t())).toBe('InternalServerError');
    expect(readFailure(new t())).toMatchObject({ errorClass: 'InternalServerError', status: 500 });
  });

  it('from inside a stream, with an event for a body, is that event', () => {
    const body = { type: 'error', error: { type: 'overloaded_error' } };
    class OldAPIError extends Error {
      status = undefined;
      error = body;
    }
    expect(readFailure(new OldAPIError())).toMatchObject({
      nature: 'event',
      errorType: 'overloaded_error',
    });
    expect(readFailure(new APIError(undefined, body, undefined, undefined))).toMatchObject({
      nature: 'event',
      errorType: 'overloaded_error',
    });
  });

  it('without status and body is no event', () => {
    expect(readFailure(new APIUserAbortError()).nature).toBe('unreadable');
  });

  it('takes no text for a type', () => {
    const error = { status: 400, type: 'Your key sk-123 is bad', errorCode: 'A B', error: 'text' };
    expect(readFailure(error)).toEqual({
      nature: 'response',
      status: 400,
      errorClass: 'Object',
    });
  });
});

describe('an error that breaks a body', () => {
  const withCode = (code: string): Error => Object.assign(new Error('it broke'), { code });

  it.each([
    ['undici’s own', new TypeError('terminated')],
    ['a reset', withCode('ECONNRESET')],
    ['a reset below another', new TypeError('terminated', { cause: withCode('ECONNRESET') })],
    ['a socket of undici', withCode('UND_ERR_SOCKET')],
    ['a body that does not decompress', withCode('Z_DATA_ERROR')],
    ['a body that was cut', withCode('ERR_STREAM_PREMATURE_CLOSE')],
    ['a fetch that failed', new TypeError('fetch failed')],
  ])('is a broken connection: %s', (_, error) => {
    expect(readFailure(error).nature).toBe('connection');
  });

  it.each([
    [
      'undici’s body timeout',
      new TypeError('terminated', { cause: new Error('Body Timeout Error') }),
    ],
    ['a system’s timeout', Object.assign(new Error('read ETIMEDOUT'), { code: 'ETIMEDOUT' })],
    ['an abort that is not the application’s', new DOMException('Aborted', 'AbortError')],
  ])('is a timeout: %s', (_, error) => {
    expect(readFailure(error).nature).toBe('timeout');
  });

  it.each([
    ['a mistake', new TypeError('Cannot read properties of undefined')],
    ['bad JSON', new SyntaxError('Unexpected token')],
    ['text', 'no'],
    ['null', null],
    ['nothing', undefined],
    ['a number', 7],
    ['an object without a prototype', Object.create(null)],
  ])('is neither: %s', (_, error) => {
    expect(readFailure(error).nature).toBe('unreadable');
  });
});

describe('an error with a code', () => {
  it.each(['ENOENT', 'EACCES', 'ERR_INVALID_ARG_TYPE', 'ERR_INVALID_URL', 'EXAMPLE_CODE'])(
    'that is no connection’s, such as %s, is none of a connection',
    (code) => {
      const error = Object.assign(new TypeError('no'), { code });
      expect(readFailure(error).nature).toBe('unreadable');
    },
  );
});

describe('what fetch throws', () => {
  it('is a timeout when the SDK’s own timer aborted it', async () => {
    expect(readFetchFailure(await thrownByFetch(fake.api.url, hang(), { timeout: 60 }))).toEqual({
      nature: 'timeout',
      errorClass: 'APIConnectionTimeoutError',
    });
  });

  it('is a broken connection when the server reset it', async () => {
    expect(readFetchFailure(await thrownByFetch(fake.api.url, reset()))).toEqual({
      nature: 'connection',
      errorClass: 'APIConnectionError',
    });
  });

  it('is a broken connection when nobody listens', async () => {
    expect(readFetchFailure(await thrownByFetch(await deadURL())).nature).toBe('connection');
  });

  it.each([
    ['timeout', new TypeError('fetch failed', { cause: new Error('Connect Timeout Error') })],
    ['timeout', new Error('socket timed out')],
    ['timeout', new Error('FetchRequestCanceledException: gone')],
    ['timeout', 'request timed out'],
    ['connection', new TypeError('fetch failed')],
    ['connection', 'no'],
    ['connection', undefined],
    ['connection', null],
    ['connection', { cause: null }],
  ])('is a %s by the SDK’s own test: %s', async (nature, error) => {
    expect(readFetchFailure(error).nature).toBe(nature);
    const fetch = (): Promise<Response> => Promise.reject(error);
    const thrown = await thrownBy(ok(), { fetch });
    const sdk = thrown instanceof Anthropic.APIConnectionTimeoutError ? 'timeout' : 'connection';
    expect(sdk).toBe(nature);
  });
});

/** A port on which nobody listens any more. */
async function deadURL(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
