import type { BackoffPlan } from '../call/backoff.ts';
import type { RetryReason } from '../events.ts';
import { guard } from '../guard.ts';
import { ABORT_CLASS, readFailure } from './errors.ts';
import type { Overrides } from './overrides.ts';
import { type HeaderReader, requestedDelay } from './retry-after.ts';
import { currentScope } from './scope.ts';

const DEFAULT_DELAY = 'calculateDefaultRetryTimeoutMillis';

const isHeaders = (value: unknown): value is HeaderReader =>
  typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function';

/**
 * Observes the SDK's retry loop (TypeScript-private members, in all versions so far).
 * `retryRequest(options, retriesRemaining, requestLogID, [span,] headers?)` is entered only when a retry
 * follows, and runs synchronously up to its sleep: if it asked `calculateDefaultRetryTimeoutMillis`,
 * that is the delay; if not, the headers gave it. `buildRequest` begins the next attempt, so it ends the
 * sleep. Without `retryRequest` a retry is known only by the next request, and its delay not at all.
 */
export function observeRetries(overrides: Overrides): void {
  let defaultDelay: number | undefined;

  overrides.add(
    DEFAULT_DELAY,
    'the source of each backoff',
    (original) =>
      function calculateDefaultRetryTimeoutMillis(this: unknown, ...args: unknown[]) {
        const delay = original.apply(this, args);
        defaultDelay = typeof delay === 'number' ? delay : undefined;
        return delay;
      },
  );

  overrides.add(
    'retryRequest',
    'backoffs',
    (original) =>
      function retryRequest(this: unknown, ...args: unknown[]) {
        const scope = currentScope();
        if (!scope) return original.apply(this, args);
        defaultDelay = undefined;
        const retried = original.apply(this, args);
        guard(() => {
          const seen = overrides.has(DEFAULT_DELAY);
          scope.call.sleep(planOf(defaultDelay, args.find(isHeaders), seen), scope.errorClass);
        });
        return retried;
      },
  );

  overrides.add(
    'buildRequest',
    'the end of each backoff',
    (original) =>
      function buildRequest(this: unknown, ...args: unknown[]) {
        guard(() => currentScope()?.call.wake(ABORT_CLASS));
        return original.apply(this, args);
      },
  );

  overrides.add(
    'makeStatusError',
    "the cause of a failure on the SDK's own span",
    (original) =>
      function makeStatusError(this: unknown, ...args: unknown[]) {
        const error = original.apply(this, args);
        // The SDK throws it next, and ends its own span before anybody else sees it.
        guard(() => currentScope()?.call.refuse(readFailure(error)));
        return error;
      },
  );
}

/** A default that was not asked for has no length where the SDK does not say it. */
function planOf(
  defaultDelay: number | undefined,
  headers: HeaderReader | undefined,
  defaultsSeen: boolean,
): BackoffPlan {
  const reason = headers && retryReason(headers);
  if (defaultDelay !== undefined) return { delay: defaultDelay, source: 'default', reason };
  const requested = headers && requestedDelay(headers);
  if (requested) return { delay: Math.max(0, requested.delay), source: requested.source, reason };
  // SDKs from 0.79 to 0.124 sleep not at all for a header that does not parse.
  const source = headers?.get('retry-after') && defaultsSeen ? 'retry-after' : 'default';
  return { delay: source === 'default' ? undefined : 0, source, reason };
}

/** The SDK's own order: the header decides before the status does. */
function retryReason(headers: HeaderReader): RetryReason {
  return headers.get('x-should-retry') === 'true' ? 'x-should-retry' : 'status';
}
