import { guard, warnOnce } from '../guard.ts';
import { forget, tellWhenCollected } from '../stream/abandonment.ts';
import { readFailure } from './errors.ts';
import { followRawBody, type ResponseProps } from './raw-body.ts';
import { readResponse } from './response.ts';
import type { Scope } from './scope.ts';
import { followStream, isSdkStream } from './stream.ts';

type Parse = (client: unknown, props: ResponseProps) => unknown;

/** The SDK's `APIPromise`: own properties `responsePromise` and `parseResponse` (TypeScript-private), in all versions. */
interface ApiPromise {
  responsePromise: Promise<ResponseProps>;
  parseResponse: Parse;
  readonly parsedPromise?: unknown;
}

const isApiPromise = (value: unknown): value is ApiPromise =>
  typeof value === 'object' &&
  value !== null &&
  'responsePromise' in value &&
  value.responsePromise instanceof Promise &&
  'parseResponse' in value &&
  typeof value.parseResponse === 'function';

/**
 * Follows a call by the promise that the SDK gave, and returns what takes its place: the very same
 * object. Its inner promises are replaced, never forked: a fork would mark a rejection as handled.
 * Nothing here calls `then` on it, which would start the parse.
 */
export function followPromise(promise: unknown, scope: Scope): unknown {
  if (isApiPromise(promise)) {
    followApiPromise(promise, scope);
    return promise;
  }
  // A subclass may have made `request()` asynchronous: its plain promise is replaced by another.
  if (promise instanceof Promise && Object.getPrototypeOf(promise) === Promise.prototype) {
    return follow(promise, (value) => delivered(value, undefined, scope), scope);
  }
  warnOnce(
    'this @anthropic-ai/sdk returns no promise that can be followed: calls end when collected',
  );
  if (typeof promise === 'object' && promise !== null) tellWhenCollected(promise, scope.call);
  else scope.call.succeed(() => readResponse(promise));
  return promise;
}

/**
 * Who reads the body is known when the response is there: what awaits the promise, or one derived from
 * it, parses at once. `asResponse()` and the helpers that build one request on another hand the
 * response on a tick later, so that its body is followed before anybody has it.
 */
function followApiPromise(promise: ApiPromise, scope: Scope): void {
  let parsed = false;
  const followUnparsed = (props: ResponseProps): void => {
    if (!parsed) guard(() => followRawBody(props, scope, () => parsed));
  };
  // Let go of once it is settled: a promise and a reaction that hold each other outlive V8's young collections.
  let pending: ApiPromise | undefined = promise;
  promise.responsePromise = promise.responsePromise.then(
    (props) => {
      if (!pending?.parsedPromise) void pending?.responsePromise.then(followUnparsed);
      pending = undefined;
      return props;
    },
    (error: unknown) => {
      pending = undefined;
      guard(() => scope.call.fail(readFailure(error)));
      throw error;
    },
  );
  const parse = promise.parseResponse;
  const parseFollowed: Parse = function (this: unknown, client, props) {
    parsed = true;
    guard(() => forget(scope.call));
    const parsing = parse.call(this, client, props);
    return follow(parsing, (value) => delivered(value, props, scope), scope);
  };
  // Not written in the assignment: V8 takes such a function for a method, and makes it in its old space,
  // where all that it knows of this call would stay until the next full collection.
  promise.parseResponse = parseFollowed;
}

function follow(promise: unknown, onValue: (value: unknown) => void, scope: Scope): unknown {
  if (!(promise instanceof Promise)) {
    guard(() => onValue(promise));
    return promise;
  }
  return promise.then(
    (value: unknown) => {
      guard(() => onValue(value));
      return value;
    },
    (error: unknown) => {
      guard(() => scope.call.fail(readFailure(error)));
      throw error;
    },
  );
}

function delivered(value: unknown, props: ResponseProps | undefined, scope: Scope): void {
  if (props?.options.__binaryResponse) {
    followRawBody(props, scope, () => false);
  } else if (isSdkStream(value)) {
    scope.observer.streams();
    followStream(value, scope, props);
  } else if (props?.options.stream) {
    // A stream of another make is followed by its body.
    followRawBody(props, scope, () => false);
  } else {
    scope.content?.answer(value);
    scope.call.succeed(() => readResponse(value));
  }
}
