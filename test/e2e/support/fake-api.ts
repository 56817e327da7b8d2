import {
  creditBalanceTooLow,
  type FakeClaude,
  hang,
  ok,
  spendLimitReached,
  startFakeClaude,
  status,
} from '@spanthropic/testing';

/**
 * The fake API with a script for each cause of trouble, for any number of calls. An application is switched
 * from one to another by `app.play('limited')`, or between several: `app.play('limited', 'healthy')`.
 *
 * @param backoff what failing answers ask the SDK to wait, milliseconds. The real ones leave most pauses to the
 * SDK (half a second and more), which would be out of proportion where everything else runs faster than real time.
 */
export async function startApi({ backoff = 25 } = {}): Promise<FakeClaude> {
  const always = { times: 'forever' as const, retryAfterMs: backoff };
  return await startFakeClaude({
    healthy: [ok({ times: 'forever' })],
    limited: [status(429, always)],
    spent: [spendLimitReached(always)],
    overloaded: [status(529, always)],
    unauthorized: [status(401, { times: 'forever' })],
    poor: [creditBalanceTooLow({ times: 'forever' })],
    broken: [status(500, always)],
    hanging: [hang({ times: 'forever' })],
  });
}
