import { Call } from '../call/call.ts';
import type { CallObserver } from '../call/observer.ts';
import { guard } from '../guard.ts';
import { currentBinding, joinSignal, runUnbound } from './binding.ts';
import { type ClaudeClient, hasMiddleware } from './client.ts';
import { handRequest } from './content.ts';
import { readFailure } from './errors.ts';
import type { Overrides } from './overrides.ts';
import { followPromise } from './promise.ts';
import { isStreamed, nativeSpanOf, RequestDescription } from './request-options.ts';
import { runInScope, type Scope } from './scope.ts';
import { statusClassOf } from './status-class.ts';

/** What the seam is told of the client it is installed on. */
export interface Observing {
  /** The client's name among others. */
  readonly name: string | undefined;
  /** Milliseconds. */
  readonly stallAfter: number;
  /** Milliseconds; a response that asks for a longer wait is answered as not retryable. */
  readonly maxBackoff: number | undefined;
  /** Begins to observe a call; undefined where that failed. Never throws. */
  observe(): CallObserver | undefined;
  /** The client made a copy of itself, which is observed too. */
  copied(copy: ClaudeClient): void;
}

/**
 * Observes every call: `request()`, in which all methods of all resources end, and
 * `requestAPIList()`, which lists and their later pages use instead. Neither is made asynchronous:
 * what they throw at once is thrown at once.
 */
export function observeCalls(overrides: Overrides, observing: Observing): void {
  const errorClass = statusClassOf(overrides.client);

  const begin = (): Scope | undefined => {
    const observer = observing.observe();
    if (observer === undefined) return undefined;
    const call = new Call({
      owner: overrides,
      observer,
      stallAfter: observing.stallAfter,
      retriesSeen: overrides.has('retryRequest'),
    });
    return { call, observer, errorClass, content: undefined, late: false };
  };

  /** `at` is where the options stand among the arguments. */
  const follow = (
    client: ClaudeClient,
    given: unknown[],
    at: number,
    send: (args: unknown[]) => unknown,
  ): unknown => {
    const binding = currentBinding();
    const disconnect = binding?.disconnect;
    const args = disconnect ? given.with(at, joinSignal(given[at], disconnect)) : given;
    const sendArgs = binding ? () => runUnbound(() => send(args)) : () => send(args);
    const scope = guard(begin);
    if (scope === undefined) return sendArgs();
    return sendCall(scope, client, { name: observing.name, disconnect }, args[at], sendArgs);
  };

  overrides.add(
    'request',
    'calls',
    (original) =>
      function request(this: ClaudeClient, ...args: unknown[]) {
        return follow(this, args, 0, (sent) => original.apply(this, sent));
      },
  );
  overrides.add(
    'requestAPIList',
    'lists',
    (original) =>
      function requestAPIList(this: ClaudeClient, ...args: unknown[]) {
        return follow(this, args, 1, (sent) => original.apply(this, sent));
      },
  );
}

function sendCall(
  scope: Scope,
  client: ClaudeClient,
  { name, disconnect }: { name: string | undefined; disconnect: AbortSignal | undefined },
  options: unknown,
  send: () => unknown,
): unknown {
  const known = (settled: unknown): void => {
    guard(() => {
      scope.late = isStreamed(settled) && hasMiddleware(client, settled);
      scope.observer.adopt(nativeSpanOf(settled));
      scope.call.describe(new RequestDescription(client, settled, name, disconnect));
      scope.content = handRequest(scope.observer.content, client, settled);
    });
  };
  // Asked before the SDK asks, so that the call is described before its first attempt. A rejection is the SDK's to report.
  if (options instanceof Promise) options.then(known, () => known(undefined));
  else known(options);
  let promise: unknown;
  try {
    promise = runInScope(scope, send);
  } catch (error) {
    guard(() => scope.call.fail(readFailure(error)));
    throw error;
  }
  const followed = guard(() => followPromise(promise, scope));
  if (followed !== undefined) return followed;
  // It could not be followed, for it cannot be changed: nothing more is seen than its attempts.
  guard(() => scope.call.succeed());
  return promise;
}
