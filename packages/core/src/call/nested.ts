import { monotonic } from '../clock.ts';
import type { CallOutcome } from './outcome.ts';

/** How long ago, in milliseconds, retries may have been exhausted for a call to be their repetition. */
const JUST = 5 * 60_000;

/** What the SDK retries. */
const RETRIED: ReadonlySet<CallOutcome> = new Set([
  'rate_limited',
  'spend_limited',
  'overloaded',
  'server_error',
  'timeout',
  'connection',
]);

// By identity of what the application sent, never by its content; and never longer than that lives.
const exhausted = new WeakMap<object, number>();
let any = false;

/** A call ended that had sent `objects`. Remembers it when the SDK had retried in vain. */
export function remember(objects: readonly object[], outcome: CallOutcome, retried: boolean): void {
  const inVain = retried && RETRIED.has(outcome);
  if (!inVain && !any) return;
  any = true;
  for (const object of objects) {
    if (inVain) exhausted.set(object, monotonic());
    else exhausted.delete(object);
  }
}

/** Whether one of `objects` was sent by a call whose retries have just been exhausted: the application retries what the SDK has retried. */
export function isNested(objects: readonly object[]): boolean {
  if (!any) return false;
  return objects.some((object) => {
    const at = exhausted.get(object);
    return at !== undefined && monotonic() - at < JUST;
  });
}
