import {
  creditBalanceTooLow,
  type FakeClaude,
  hang,
  ok,
  spendLimitReached,
  startFakeClaude,
  status,
} from '@spanthropic/testing';

/** What answers say of limits that are far away, however long the traffic goes on. */
const PLENTY = Object.fromEntries(
  ['requests', 'tokens', 'input-tokens', 'output-tokens'].flatMap((limit) => [
    [`anthropic-ratelimit-${limit}-limit`, '1000000'],
    [`anthropic-ratelimit-${limit}-remaining`, '900000'],
  ]),
);

/**
 * The fake API with a script for each cause of trouble, for any number of calls. An application is switched
 * from one to another by `app.play('limited')`, or between several: `app.play('limited', 'healthy')`.
 *
 * @param backoff what failing answers ask the SDK to wait, milliseconds. The real ones leave most pauses to the
 * SDK (half a second and more), which would be out of proportion where everything else runs faster than real time.
 */
export async function startApi({ backoff = 25 } = {}): Promise<FakeClaude> {
  const always = { times: 'forever' as const, headers: PLENTY };
  const retried = { ...always, retryAfterMs: backoff };
  return await startFakeClaude({
    healthy: [ok(always)],
    limited: [status(429, { times: 'forever', retryAfterMs: backoff })],
    spent: [spendLimitReached(retried)],
    overloaded: [status(529, retried)],
    unauthorized: [status(401, always)],
    poor: [creditBalanceTooLow(always)],
    broken: [status(500, retried)],
    hanging: [hang({ times: 'forever' })],
  });
}
