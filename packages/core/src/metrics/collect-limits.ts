import type { RateLimits } from '../limits/rate-limits.ts';
import * as names from '../semconv.ts';
import { METRICS } from './catalog.ts';
import type { Observe } from './collect.ts';

/** Tells the rate limits as they stand: a header that was absent has no series. */
export function collectLimits(limits: RateLimits, observe: Observe): void {
  const now = Date.now();
  for (const { type, clientName, method, model, limit, remaining, reset, receivedAt } of limits.at(
    now,
  )) {
    const attributes = {
      ...(model !== undefined && { [names.ATTR_REQUEST_MODEL]: model }),
      [names.ATTR_METHOD]: method,
      ...(clientName !== undefined && { [names.ATTR_CLIENT_NAME]: clientName }),
      [names.ATTR_RATE_LIMIT_TYPE]: type,
    };
    if (limit !== undefined) observe(METRICS.limit, limit, attributes);
    if (remaining !== undefined) observe(METRICS.remaining, remaining, attributes);
    if (reset !== undefined) {
      observe(METRICS.resetIn, Math.max(0, reset.getTime() - now) / 1000, attributes);
    }
    // The clock of a call may be ahead of the system's by a few milliseconds.
    observe(METRICS.age, Math.max(0, now - receivedAt.getTime()) / 1000, attributes);
  }
}
