import { guard, warnOnce } from '../guard.ts';
import { type ClaudeClient, isClient, type Members } from './client.ts';
import { observedFetch } from './fetch.ts';
import { limitBackoff } from './max-backoff.ts';
import { isInstrumented, Overrides } from './overrides.ts';
import { type Observing, observeCalls } from './request.ts';
import { observeRetries } from './retry.ts';

/** Installs the seam on `client`, in place, and returns it. */
export function installSeam<Client extends ClaudeClient>(
  client: Client,
  observing: Observing,
): Client {
  const overrides = new Overrides(client);
  observeAttempts(overrides);
  observeCalls(overrides, observing);
  observeRetries(overrides);
  const { maxBackoff = Number.POSITIVE_INFINITY } = observing;
  if (maxBackoff !== Number.POSITIVE_INFINITY) limitBackoff(overrides, maxBackoff);
  followCopies(overrides, observing);
  return client;
}

/** `fetch`, an own TypeScript-private property (all versions), is read once for each HTTP request. */
function observeAttempts(overrides: Overrides): void {
  const { fetch } = overrides.client as unknown as { fetch?: unknown };
  if (typeof fetch !== 'function') {
    warnOnce('this @anthropic-ai/sdk has no fetch of its own: attempts cannot be observed');
    return;
  }
  overrides.replace('fetch', observedFetch(fetch as Parameters<typeof observedFetch>[0]));
}

/** A copy has the observed `fetch` and nothing else of the seam; the SDK's helpers make copies too. */
function followCopies(overrides: Overrides, observing: Observing): void {
  overrides.add(
    'withOptions',
    'copies',
    (original) =>
      function withOptions(this: unknown, ...args: unknown[]) {
        const copy = original.apply(this, args);
        guard(() => {
          if (!isClient(copy) || isInstrumented(copy)) return;
          installSeam(copy, observing);
          observing.copied(copy);
        });
        return copy;
      },
  );
}

/**
 * A copy of `client` to instrument in its place. `withOptions()` pins the timeout of its copy (all
 * versions), which would turn off the guard against long requests that do not stream.
 */
export function copyOf<Client extends ClaudeClient>(client: Client): Client {
  const copy: Client = client.withOptions({});
  const { _options: given } = client as unknown as { _options?: Members };
  const { _options: pinned } = copy as unknown as { _options?: Members };
  if (given && pinned) pinned.timeout = given.timeout;
  return copy;
}

/** @throws {TypeError} when `client` cannot take the overrides. */
export function checkWritable(client: ClaudeClient): void {
  if (Object.isExtensible(client)) return;
  throw new TypeError(
    'instrument(): this client is frozen or sealed and cannot be instrumented in place: ' +
      'pass { copy: true } and use the client that instrument() returns',
  );
}
