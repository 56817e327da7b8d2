import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClaudeClient } from './client.ts';

/** What the calls of a bound client share. */
export interface Binding {
  /** Aborts them, together with the signal that the application gives; undefined for none. */
  readonly disconnect: AbortSignal | undefined;
  /** Runs what makes them. */
  within<T>(step: () => T): T;
  /** `bound` stands for `client` from now on. */
  made(bound: ClaudeClient, client: ClaudeClient): void;
}

const storage = new AsyncLocalStorage<Binding | undefined>();

/** What the call that begins now is bound to: resource methods reach `request()` synchronously, in all versions. */
export function currentBinding(): Binding | undefined {
  return storage.getStore();
}

/** Runs `step`, whose calls are bound. */
export function runBound<T>(binding: Binding, step: () => T): T {
  return storage.run(binding, () => binding.within(step));
}

/** Runs `step`, whose calls are not bound: what a bound call causes by itself is not the application's. */
export function runUnbound<T>(step: () => T): T {
  return storage.run(undefined, step);
}

interface WithSignal {
  readonly signal?: AbortSignal | null | undefined;
}

/** The options of a call, or a promise of them, with `disconnect` joined to the signal they have. */
export function joinSignal(options: unknown, disconnect: AbortSignal): unknown {
  const join = (given: WithSignal | undefined): WithSignal => ({
    ...given,
    signal: given?.signal ? AbortSignal.any([given.signal, disconnect]) : disconnect,
  });
  return options instanceof Promise ? options.then(join) : join(options as WithSignal | undefined);
}
