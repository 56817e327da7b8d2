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

/** What a call sent. */
interface Sent {
  /** The objects of the application's that it is known by. */
  readonly sent: readonly object[];
}

/** A call ended that had sent `request`; `inVain` says that the SDK had retried it, without an answer. */
export function remember(request: Sent, outcome: CallOutcome, inVain: boolean): void {
  const gaveUp = inVain && RETRIED.has(outcome);
  if (!gaveUp && !any) return;
  any = true;
  for (const object of request.sent) {
    if (gaveUp) exhausted.set(object, { at: monotonic(), length: lengthOf(object) });
    else exhausted.delete(object);
  }
}

/** Whether one of the objects of `request` was sent by a call whose retries have just been exhausted: the application retries what the SDK has retried. */
export function isNested(request: Sent): boolean {
  if (!any) return false;
  return request.sent.some((object) => {
    const last = exhausted.get(object);
    return last !== undefined && monotonic() - last.at < JUST && last.length === lengthOf(object);
  });
}

/** A conversation that has grown is another request, although it may be the same array. */
function lengthOf(object: object): number | undefined {
  return Array.isArray(object) ? object.length : undefined;
}
