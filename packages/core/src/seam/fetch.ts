import type { Attempt, AttemptRequest, ResponseHead } from '../call/attempt.ts';
import { guard } from '../guard.ts';
import { ABORT_CLASS, readFetchFailure } from './errors.ts';
import { requestedDelay } from './retry-after.ts';
import { currentScope, type Scope } from './scope.ts';
import { destinationOf } from './server.ts';

type Fetch = (url: unknown, init?: RequestInit) => unknown;

// Cached for each inner fetch: the SDK probes a fetch once for each identity before it uploads.
const wrappers = new WeakMap<Fetch, Fetch>();
const ours = new WeakSet<Fetch>();

/** `inner`, observed: every request that it sends for a call is an attempt. Whatever else it does passes through. */
export function observedFetch(inner: Fetch): Fetch {
  if (ours.has(inner)) return inner;
  let wrapper = wrappers.get(inner);
  if (wrapper === undefined) {
    wrapper = wrap(inner);
    wrappers.set(inner, wrapper);
    ours.add(wrapper);
  }
  return wrapper;
}

function wrap(inner: Fetch): Fetch {
  const wrapper: Fetch = (url, init) => {
    const scope = currentScope();
    if (scope === undefined) return inner(url, init);
    const request = guard(() => readRequest(url, init));
    if (request === undefined) return inner(url, init);
    return attempt(scope, request, init, (observed) => inner(url, observed));
  };
  // `fetch.Response`, `fetch.preconnect`, its name: all that an application or the SDK may look at.
  for (const key of Reflect.ownKeys(inner)) {
    const descriptor = Object.getOwnPropertyDescriptor(inner, key);
    if (descriptor && key !== 'prototype') Object.defineProperty(wrapper, key, descriptor);
  }
  return wrapper;
}

/** Undefined for what is no request to the API: a probe of the runtime, or an exchange of credentials. */
function readRequest(url: unknown, init: RequestInit | undefined): AttemptRequest | undefined {
  // A string, a `URL` or a `Request`: the SDK sends strings, a middleware may send either.
  const given = (typeof url === 'object' && url !== null ? url : {}) as Partial<URL & Request>;
  const text = String(typeof url === 'string' ? url : (given.href ?? given.url));
  if (text.startsWith('data:')) return undefined;
  const { urlPath, serverAddress, serverPort } = destinationOf(text);
  const isTokenExchange =
    urlPath.endsWith('/v1/oauth/token') && init?.redirect === 'manual' && !init.signal;
  if (isTokenExchange) return undefined;
  return {
    httpMethod: (init?.method ?? given.method)?.toUpperCase() ?? 'GET',
    urlPath,
    serverAddress,
    serverPort,
  };
}

/** Sends one attempt. Nothing is awaited before `send`: the SDK's timer is running. */
function attempt(
  scope: Scope,
  request: AttemptRequest,
  init: RequestInit | undefined,
  send: (init: RequestInit | undefined) => unknown,
): unknown {
  const started = guard(() => scope.call.beginAttempt(request));
  if (started === undefined) return send(init);
  const failed = (error: unknown): void => {
    guard(() => scope.call.failAttempt(started, readFetchFailure(error), ABORT_CLASS));
  };
  const departure = scope.observer.depart(init);
  let answer: unknown;
  try {
    answer = departure.send(send);
  } catch (error) {
    // A fetch of the application's own may throw at once.
    departure.done();
    failed(error);
    throw error;
  }
  const answered = (response: unknown): unknown => {
    departure.done();
    guard(() => receive(scope, started, response as Response));
    return response;
  };
  // The SDK awaits what it is given: a fetch of the application's own need not return a promise.
  if (!isThenable(answer)) return answered(answer);
  return answer.then(answered, (error: unknown) => {
    departure.done();
    failed(error);
    throw error;
  });
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';

function receive({ call }: Scope, attempt: Attempt, response: Response): void {
  call.receiveHead(attempt, readHead(response), response.headers);
}

function readHead({ status, headers, ok }: Response): ResponseHead {
  const requestId = headers.get('request-id') ?? undefined;
  if (ok) return { status, ok, requestId, retryAfter: undefined };
  const delay = requestedDelay(headers)?.delay;
  return {
    status,
    ok,
    requestId,
    retryAfter:
      delay !== undefined && delay >= 0 && Number.isFinite(delay) ? delay / 1000 : undefined,
  };
}
