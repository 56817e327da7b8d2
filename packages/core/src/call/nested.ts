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

/** A call that the SDK has retried in vain. */
interface Exhausted {
  /** When it ended, milliseconds of the process. */
  readonly at: number;
  readonly length: number | undefined;
}

// By identity of what the application sent, never by its content; and never longer than that lives.
const exhausted = new WeakMap<object, Exhausted>();
let any = false;

/** A call ended that had sent `objects`; `inVain` says that the SDK had retried it, without an answer. */
export function remember(objects: readonly object[], outcome: CallOutcome, inVain: boolean): void {
  const gaveUp = inVain && RETRIED.has(outcome);
  if (!gaveUp && !any) return;
  any = true;
  for (const object of objects) {
    if (gaveUp) exhausted.set(object, { at: monotonic(), length: lengthOf(object) });
    else exhausted.delete(object);
  }
}

/** Whether one of `objects` was sent by a call whose retries have just been exhausted: the application retries what the SDK has retried. */
export function isNested(objects: readonly object[]): boolean {
  if (!any) return false;
  return objects.some((object) => {
    const last = exhausted.get(object);
    return last !== undefined && monotonic() - last.at < JUST && last.length === lengthOf(object);
  });
}

/** A conversation that has grown is another request, although it may be the same array. */
function lengthOf(object: object): number | undefined {
  return Array.isArray(object) ? object.length : undefined;
}
