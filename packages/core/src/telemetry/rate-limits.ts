import { guard } from '../guard.ts';
import type { RateLimit } from '../limits/rate-limit.ts';
import type { ClaudeClient } from '../seam/client.ts';
import { telemetryOf } from './instrumented.ts';

/**
 * The rate limits of a client as the newest responses left them, errors included: to shed load before a
 * 429. Of all clients of its `name`, as limits belong to a key and not to an object. Needs no
 * telemetry provider.
 *
 *     const low = rateLimits(client).some(({ headroom = 1 }) => headroom < 0.1);
 *
 * Empty before the first response, where a gateway strips the headers, and for a client that is not
 * instrumented. Never throws. A reading is as old as its `receivedAt`, and whoever shares the key has
 * used the limit since; once `reset` has passed, `remaining` is the limit.
 */
export function rateLimits(client: ClaudeClient): readonly RateLimit[] {
  return guard(() => telemetryOf(client)?.limits.at(Date.now()), 'rate_limits') ?? [];
}
