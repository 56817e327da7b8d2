import { guard, warnOnce } from '../guard.ts';
import { factsOf, type Members } from './client.ts';
import type { Overrides } from './overrides.ts';
import { requestedDelay } from './retry-after.ts';

/** What a timer can take; no version sleeps for longer. */
const LONGEST = 2 ** 31 - 1;

/** Before 0.79 the SDK obeyed no wait of a minute or more, and took its own default instead. */
const TOO_LONG_BEFORE_079 = 60_000;

/**
 * Limits how long the SDK may sleep for a response that asks it to. `shouldRetry(response[, options])`
 * (TypeScript-private, all versions; asynchronous) is the SDK's own question; where it would be
 * yes and the wait too long, the answer is no, and the SDK fails the call as it does after its last
 * attempt. The waits that the SDK chooses by itself, of 8 seconds at most, are not touched.
 */
export function limitBackoff(overrides: Overrides, maxBackoff: number): void {
  const { client } = overrides;
  if (typeof (client as unknown as Members).shouldRetry !== 'function') {
    warnOnce('this @anthropic-ai/sdk has no shouldRetry(): maxBackoff has no effect');
    return;
  }
  const before079 = isBefore079(factsOf(client).sdkVersion);
  const obeyed = (delay: number): boolean =>
    before079 ? delay < TOO_LONG_BEFORE_079 : delay <= LONGEST;
  const tooLong = (response: unknown): boolean =>
    guard(() => {
      const delay = requestedDelay((response as Response).headers)?.delay ?? 0;
      return delay > maxBackoff && obeyed(delay);
    }) ?? false;

  overrides.add(
    'shouldRetry',
    'long backoffs',
    (original) =>
      function shouldRetry(this: unknown, ...args: unknown[]) {
        const answer = original.apply(this, args);
        if (!tooLong(args[0])) return answer;
        // Asked all the same: the SDK renews its credentials in answering.
        return answer instanceof Promise ? answer.then(() => false) : false;
      },
  );
}

function isBefore079(sdkVersion: string): boolean {
  const minor = /^0\.(\d+)\./.exec(sdkVersion)?.[1];
  return minor !== undefined && Number(minor) < 79;
}
