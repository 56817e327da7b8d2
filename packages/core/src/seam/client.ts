import { guard } from '../guard.ts';
import { destinationOf } from './server.ts';

/**
 * What the package needs of a client, by its shape: `import` and `require` give the SDK's types
 * different identities, so no class of the SDK is named. `fetch` is needed too, and is private in
 * the SDK's types.
 */
export interface ClaudeClient {
  readonly baseURL: string;
  readonly maxRetries: number;
  // biome-ignore lint/suspicious/noExplicitAny: each copy of the SDK's types has option types of its own
  request(options: any, remainingRetries?: number | null): any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  requestAPIList(Page: any, options: any): any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  withOptions(options: any): any;
}

/** A client as it is at run time: any of these may be absent in an older or newer SDK. */
export type Members = Record<PropertyKey, unknown>;

/** Whether `value` has what the seam cannot do without. */
export function isClient(value: unknown): value is ClaudeClient {
  return missingMember(value) === undefined;
}

/** @throws {TypeError} when `value` is not a client of the SDK. */
export function checkClient(value: unknown): void {
  const missing = missingMember(value);
  if (missing === undefined) return;
  throw new TypeError(
    `instrument(): takes a client of @anthropic-ai/sdk, and this has no ${missing}() method`,
  );
}

function missingMember(value: unknown): string | undefined {
  const members = (typeof value === 'object' && value !== null ? value : {}) as Members;
  return ['request', 'withOptions'].find((member) => typeof members[member] !== 'function');
}

/** Whether the SDK makes call spans of its own for this client (since 0.134, on unless turned off). */
export function hasNativeSpans(client: ClaudeClient): boolean {
  const { openTelemetry } = client as { openTelemetry?: { traces?: { enabled?: unknown } } };
  return openTelemetry?.traces?.enabled === true;
}

/** `gen_ai.provider.name` of the platform that the client calls. Known since 0.134. */
export function providerName(client: ClaudeClient): string {
  const { _genAIProviderName: name } = client as { _genAIProviderName?: unknown };
  return typeof name === 'string' ? name : 'anthropic';
}

/** Whether a middleware may send requests after the response is there: client's (since 0.101), backend's (0.103), the request's own. */
export function hasMiddleware(client: ClaudeClient, options: unknown): boolean {
  const { middleware, backendMiddleware } = client as unknown as Members;
  const own = (options as { middleware?: unknown } | undefined)?.middleware;
  const backend: unknown =
    typeof backendMiddleware === 'function' ? backendMiddleware.call(client) : undefined;
  return [middleware, backend, own].some((list) => Array.isArray(list) && list.length > 0);
}

/** The version of the SDK that made `client`, by the user agent that it sends (TypeScript-private, all versions). */
function sdkVersion(client: ClaudeClient): string {
  const { getUserAgent } = client as unknown as Members;
  const agent: unknown =
    typeof getUserAgent === 'function' ? guard(() => getUserAgent.call(client)) : undefined;
  return /\/JS (\d[\w.+-]*)/.exec(String(agent))?.[1] ?? 'unknown';
}

/** A client, as far as telemetry has to know it before its first call. */
export interface ClientFacts {
  readonly sdkVersion: string;
  /** `gen_ai.provider.name`. */
  readonly provider: string;
  /** Host of the base URL. */
  readonly serverAddress: string | undefined;
}

export function factsOf(client: ClaudeClient): ClientFacts {
  return {
    sdkVersion: sdkVersion(client),
    provider: guard(() => providerName(client)) ?? 'anthropic',
    serverAddress: guard(() => destinationOf(client.baseURL).serverAddress),
  };
}
