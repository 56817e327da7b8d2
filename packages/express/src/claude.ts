import type { Request, RequestHandler, Response } from 'express';
import onHeaders from 'on-headers';
import { type ClaudeClient, instrument } from 'spanthropic';
import { checkOptions, guard, watchAnswer } from 'spanthropic/request';
import { type ClaudeOptions, RULES } from './options.ts';
import type { GivenClient } from './register.ts';
import { Scope, scopeOf } from './scope.ts';

const TWICE =
  'claude() stands twice in the way of a request: the second does nothing (@spanthropic/express)';

/**
 * Gives each request a `req.claude`, the client whose calls belong to it: they carry its route and attributes, end
 * with it, and are summed up on the SERVER span. Stands before the routes, beside other middleware in any order.
 * Calls of other instrumented clients belong to the request too, but are never aborted.
 *
 * A client that is not instrumented is instrumented.
 *
 * @throws {TypeError} for something that is no client, or a wrong option, naming it.
 */
export function claude(client: GivenClient, options: ClaudeOptions = {}): RequestHandler {
  checkOptions('claude', options, RULES);
  const { skip, serverTiming = true } = options;
  const instrumented: ClaudeClient = instrument(client);
  let warned = false;

  return function claude(req, res, next) {
    if (scopeOf(req)) {
      if (!warned) process.emitWarning(TWICE, { code: 'SPANTHROPIC_REGISTERED_TWICE' });
      warned = true;
      next();
    } else if (skip && guard(() => skip(req), 'hooks')) {
      give(req, () => instrumented);
      next();
    } else {
      const scope = new Scope(req, instrumented, options);
      give(req, () => scope.claude);
      watchAnswer(scope, req, res);
      if (serverTiming) onHeaders(res, () => putServerTiming(res, scope));
      scope.served.run(next);
    }
  };
}

/** Not enumerable: what prints requests would make the client, and print its key. */
function give(req: Request, client: () => ClaudeClient): void {
  Object.defineProperty(req, 'claude', { configurable: true, get: client });
}

/** Beside what the application says there itself. */
function putServerTiming(res: Response, { served }: Scope): void {
  guard(() => {
    const ours = served.serverTiming();
    if (ours === undefined) return;
    const theirs = res.getHeader('server-timing');
    res.setHeader('server-timing', theirs === undefined ? ours : `${theirs}, ${ours}`);
  }, 'hooks');
}
