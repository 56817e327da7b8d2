import type { RequestHandler } from 'express';
import { checkOptions } from 'spanthropic/request';
import { type ClaudeRouteOptions, ROUTE_RULES } from './options.ts';
import { scopeOf } from './scope.ts';

/**
 * What is different about a route, or about all of a router. Stands before the handlers:
 *
 *     app.post('/reports', claudeRoute({ abortOnDisconnect: false }), writeReport);
 *
 * @throws {TypeError} for a wrong option, naming it.
 */
export function claudeRoute(options: ClaudeRouteOptions): RequestHandler {
  checkOptions('claudeRoute', options, ROUTE_RULES);

  return function claudeRoute(req, _res, next) {
    scopeOf(req)?.enter(options);
    next();
  };
}
