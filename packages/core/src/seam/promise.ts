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
  asResponse(): Promise<Response>;
  _thenUnwrap?(transform: unknown): ApiPromise;
  /** Since 1.2: helpers build one request on another by it. */
  _responseProps?(): Promise<ResponseProps>;
}

const isApiPromise = (value: unknown): value is ApiPromise =>
  typeof value === 'object' &&
  value !== null &&
  'responsePromise' in value &&
  value.responsePromise instanceof Promise &&
  'parseResponse' in value &&
  typeof value.parseResponse === 'function';

/** Who reads the body: the SDK, which parses it, or somebody else, raw. */
interface BodyUse {
  parsed: boolean;
  raw: boolean;
}

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
  else scope.call.succeed(readResponse(promise));
  return promise;
}

function followApiPromise(promise: ApiPromise, scope: Scope): void {
  const use: BodyUse = { parsed: false, raw: false };
  // Let go of once it is settled: a promise and a reaction that hold each other outlive V8's young collections.
  let pending: ApiPromise | undefined = promise;
  promise.responsePromise = promise.responsePromise.then(
    (props) => {
      // A promise that was awaited will be parsed; one that nobody awaits has its response collected.
      if (!pending?.parsedPromise) guard(() => tellWhenCollected(props.response, scope.call));
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
  promise.parseResponse = function (client, props) {
    use.parsed = true;
    guard(() => forget(scope.call));
    const parsed = parse.call(this, client, props);
    return follow(parsed, (value) => delivered(value, props, scope), scope);
  };
  followRawUse(promise, scope, use);
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
    scope.call.succeed(readResponse(value));
  }
}

/**
 * Follows the uses of a promise that never parse, also on the promises derived from it (with the SDK's
 * own spans on, `messages.create()` returns a derived one).
 */
function followRawUse(promise: ApiPromise, scope: Scope, use: BodyUse): void {
  const raw = (props: ResponseProps): void => {
    if (use.raw || use.parsed) return;
    use.raw = true;
    guard(() => followRawBody(props, scope, () => use.parsed));
  };
  const { asResponse, _thenUnwrap, _responseProps } = promise;
  hide(promise, 'asResponse', function (this: ApiPromise) {
    if (this.parsedPromise) return asResponse.call(this);
    const props = this.responsePromise;
    return asResponse.call(this).then((response) => {
      // Settled already: `asResponse()` waited for it.
      void props.then(raw);
      return response;
    });
  });
  if (_thenUnwrap) {
    hide(promise, '_thenUnwrap', function (this: ApiPromise, transform: unknown) {
      const derived = _thenUnwrap.call(this, transform);
      guard(() => followRawUse(derived, scope, use));
      return derived;
    });
  }
  if (_responseProps) {
    hide(promise, '_responseProps', function (this: ApiPromise) {
      return _responseProps.call(this).then((props) => {
        if (props.options.stream) raw(props);
        return props;
      });
    });
  }
}

function hide(promise: ApiPromise, name: string, value: unknown): void {
  Object.defineProperty(promise, name, {
    value,
    enumerable: false,
    writable: true,
    configurable: true,
  });
}
