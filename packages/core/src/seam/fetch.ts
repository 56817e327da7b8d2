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
    if (scope === undefined || guard(() => isRequest(url, init)) !== true) return inner(url, init);
    const read = (): AttemptRequest => readRequest(url, init);
    return attempt(scope, read, init, (observed) => inner(url, observed));
  };
  // `fetch.Response`, `fetch.preconnect`, its name: all that an application or the SDK may look at.
  for (const key of Reflect.ownKeys(inner)) {
    const descriptor = Object.getOwnPropertyDescriptor(inner, key);
    if (descriptor && key !== 'prototype') Object.defineProperty(wrapper, key, descriptor);
  }
  return wrapper;
}

/** Whether this is a request to the API: no probe of the runtime, nor an exchange of credentials. */
function isRequest(url: unknown, init: RequestInit | undefined): boolean {
  const text = urlOf(url);
  if (text.startsWith('data:')) return false;
  const mayBeExchange = init?.redirect === 'manual' && !init.signal;
  return !mayBeExchange || !destinationOf(text).urlPath.endsWith('/v1/oauth/token');
}

function readRequest(url: unknown, init: RequestInit | undefined): AttemptRequest {
  const { method } = membersOf(url);
  const httpMethod = (init?.method ?? method)?.toUpperCase() ?? 'GET';
  return { httpMethod, ...destinationOf(urlOf(url)) };
}

/** Of a string, a `URL` or a `Request`: the SDK sends strings, a middleware may send either. */
function urlOf(url: unknown): string {
  const { href, url: own } = membersOf(url);
  return String(typeof url === 'string' ? url : (href ?? own));
}

const membersOf = (url: unknown): Partial<URL & Request> =>
  typeof url === 'object' && url !== null ? url : {};

/** Sends one attempt. Nothing is awaited before `send`: the SDK's timer is running. */
function attempt(
  scope: Scope,
  request: () => AttemptRequest,
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
    answer = departure ? departure.send(send) : send(init);
  } catch (error) {
    // A fetch of the application's own may throw at once.
    departure?.done();
    failed(error);
    throw error;
  }
  const answered = (response: unknown): unknown => {
    departure?.done();
    guard(() => receive(scope, started, response as Response));
    return response;
  };
  // The SDK awaits what it is given: a fetch of the application's own need not return a promise.
  if (!isThenable(answer)) return answered(answer);
  return answer.then(answered, (error: unknown) => {
    departure?.done();
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
  const { headers } = response;
  call.receiveHead(attempt, new Head(response, headers), headers);
}

/** The head of a response, whose request id is read when it is asked for. */
class Head implements ResponseHead {
  readonly status: number;
  readonly ok: boolean;
  readonly retryAfter: number | undefined;
  readonly #headers: Headers;
  #requestId: string | null | undefined;

  constructor({ status, ok }: Response, headers: Headers) {
    this.status = status;
    this.ok = ok;
    this.retryAfter = ok ? undefined : retryAfterIn(headers);
    this.#headers = headers;
  }

  get requestId(): string | undefined {
    if (this.#requestId === undefined) this.#requestId = this.#headers.get('request-id');
    return this.#requestId ?? undefined;
  }
}

function retryAfterIn(headers: Headers): number | undefined {
  const delay = requestedDelay(headers)?.delay;
  return delay !== undefined && delay >= 0 && Number.isFinite(delay) ? delay / 1000 : undefined;
}
