import { guard } from '../guard.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import * as names from '../semconv.ts';
import { METRICS } from './catalog.ts';
import type { Observe } from './collect.ts';

/** Tells the rate limits as they stand: a header that was absent has no series. */
export function collectLimits(all: readonly RateLimits[], observe: Observe): void {
  const now = Date.now();
  const standing = all.flatMap((limits) => guard(() => limits.at(now), 'rate_limits') ?? []);
  // Of those that are the same limit, met by clients with this provider and with the global one, the newest is told last, and stays.
  standing.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
  for (const { type, clientName, method, model, ...limit } of standing) {
    const attributes = {
      ...(model !== undefined && { [names.ATTR_REQUEST_MODEL]: model }),
      [names.ATTR_METHOD]: method,
      ...(clientName !== undefined && { [names.ATTR_CLIENT_NAME]: clientName }),
      [names.ATTR_RATE_LIMIT_TYPE]: type,
    };
    if (limit.limit !== undefined) observe(METRICS.limit, limit.limit, attributes);
    if (limit.remaining !== undefined) observe(METRICS.remaining, limit.remaining, attributes);
    if (limit.reset !== undefined) {
      observe(METRICS.resetIn, Math.max(0, limit.reset.getTime() - now) / 1000, attributes);
    }
    // The clock of a call may be ahead of the system's by a few milliseconds.
    observe(METRICS.age, Math.max(0, now - limit.receivedAt.getTime()) / 1000, attributes);
  }
}
