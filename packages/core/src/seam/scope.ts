import { AsyncLocalStorage } from 'node:async_hooks';
import type { Call } from '../call/call.ts';
import type { CallObserver, ContentObserver } from '../call/observer.ts';

/** What belongs to one call, for everything that runs on its behalf. */
export interface Scope {
  readonly call: Call;
  readonly observer: CallObserver;
  /** Who takes the answer; absent where nobody does. */
  content: ContentObserver | undefined;
  /** Whether a middleware may still send requests while the answer is read. */
  late: boolean;
  /** The SDK's name for the error that a status becomes. */
  readonly errorClass: (status: number) => string | undefined;
}

const storage = new AsyncLocalStorage<Scope>();

/** The call that the present code runs for. A call that is over is none: a socket may keep its context. */
export function currentScope(): Scope | undefined {
  const scope = storage.getStore();
  return scope === undefined || scope.call.over ? undefined : scope;
}

/** Runs `step` on behalf of `scope`, with everything it starts. */
export function runInScope<T>(scope: Scope, step: () => T): T {
  return storage.run(scope, step);
}
