import type { FastifyRequest } from 'fastify';
import type { ClaudeClient } from 'spanthropic';
import { guard, type Problem, type RequestOptions, ServedRequest } from 'spanthropic/request';
import type { AnyRequest } from './any-server.ts';
import { type ClaudeRouteOptions, checkRouteOptions, type Settings } from './options.ts';

/** What the package knows of one request. */
export interface Scope {
  readonly served: ServedRequest<ClaudeClient>;
  /** What is answered for the error that its handling ended with. */
  problem?: Problem | undefined;
  /** Whether the answer says how long the calls took. */
  timed?: boolean | undefined;
}

/** By request, not in the asynchronous context: that is lost where a client goes away. `false` for one that is left alone. */
const scopes = new WeakMap<AnyRequest, Scope | false>();

/** What is known of `request`; undefined where it is left alone, or the plugin has not seen it. */
export function scopeOf(request: AnyRequest): Scope | undefined {
  return scopes.get(request) || undefined;
}

/**
 * The scope of `request`, made when it is first asked for; undefined for a request that is left alone.
 * @throws {TypeError} for a route whose `config.claude` is wrong: one that stood there before the plugin.
 */
export function openScope(request: FastifyRequest, settings: Settings): Scope | undefined {
  const known = scopes.get(request);
  if (known !== undefined) return known || undefined;
  const { config } = request.routeOptions;
  const { claude = {} } = config ?? {};
  checkRouteOptions(claude);
  const { skip } = settings;
  const leftAlone = claude === false || (skip && guard(() => skip(request), 'hooks')) === true;
  const scope = !leftAlone && {
    served: new ServedRequest(requestOptions(request, settings, claude)),
  };
  scopes.set(request, scope);
  return scope || undefined;
}

function requestOptions(
  request: FastifyRequest,
  { client, attributes, onSummary, ...settings }: Settings,
  own: ClaudeRouteOptions,
): RequestOptions<ClaudeClient> {
  // As it is now: a handler that calls `callNotFound()` leaves its route.
  const { url: route } = request.routeOptions;
  const asked = own.abortOnDisconnect ?? settings.abortOnDisconnect ?? true;
  let abort: boolean | undefined;
  return {
    client,
    route: () => route,
    // Settled when it first matters, which is in the handler.
    get abortOnDisconnect() {
      abort ??= typeof asked === 'boolean' ? asked : guard(() => asked(request), 'hooks');
      return abort ?? true;
    },
    attributes: () => ({ ...attributes?.(request), ...own.attributes?.(request) }),
    onSummary: onSummary && ((summary) => onSummary(summary, request)),
  };
}
