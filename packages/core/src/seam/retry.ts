import type { BackoffPlan } from '../call/backoff.ts';
import { guard } from '../guard.ts';
import { ABORT_CLASS, readFailure } from './errors.ts';
import type { Overrides } from './overrides.ts';
import { requestedDelay } from './retry-after.ts';
import { currentScope } from './scope.ts';

interface HeaderReader {
  get(name: string): string | null;
}

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
    'calculateDefaultRetryTimeoutMillis',
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
          const plan = planOf(defaultDelay, args.find(isHeaders));
          if (plan) scope.call.sleep(plan, scope.errorClass);
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

function planOf(
  defaultDelay: number | undefined,
  headers: HeaderReader | undefined,
): BackoffPlan | undefined {
  if (defaultDelay !== undefined) return { delay: defaultDelay, source: 'default' };
  return headers && requestedDelay(headers);
}
