import type { FastifyReply, FastifyRequest } from 'fastify';
import { scopeOf } from './scope.ts';

const NAME = 'server-timing';

/** Adds what the calls of `request` took so far to the `Server-Timing` of its answer. */
export function addServerTiming(request: FastifyRequest, reply: FastifyReply): void {
  const scope = scopeOf(request);
  // An answer that a hook fails is sent a second time.
  if (scope === undefined || scope.timed || reply.raw.headersSent) return;
  const own = scope.served.serverTiming();
  if (own === undefined) return;
  scope.timed = true;
  const others = reply.getHeader(NAME);
  reply.header(NAME, others === undefined ? own : `${[others].flat().join(', ')}, ${own}`);
}
