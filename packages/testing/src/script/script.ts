import type { Step } from './step.ts';

/** What each call gets: steps by the id of the call, or a list of calls that may be chosen by what a request looks like. */
export type Script = Readonly<Record<string, readonly Step[]>> | readonly ScriptedCall[];

/** The steps of one call, one for each of its attempts. */
export interface ScriptedCall {
  /** Chosen by the request header `x-fake-call`. The id `default` takes every request that nothing else fits. */
  id: string;
  /** Chooses the call for requests without that header. Default: none fits. */
  match?: RequestMatch;
  steps: readonly Step[];
}

/** What a request must look like; everything that is given must fit, and an empty one fits all. */
export interface RequestMatch {
  /** The HTTP method, in any case. */
  method?: string;
  /** The path, without its query unless there is one here: `/v1/messages`, `/v1/messages?beta=true`. */
  path?: string;
  /** The `model` of the request's JSON body. */
  model?: string;
  /** A part of the request's body. */
  bodyIncludes?: string;
  /**
   * Headers with these values, names in any case; null for one that is not there. The SDK counts its retries
   * in `x-stainless-retry-count`, so that `{ 'x-stainless-retry-count': '0' }` takes the first attempt of any call.
   */
  headers?: Readonly<Record<string, string | null>>;
}

/** The header that names the call of a request. */
export const callHeader = 'x-fake-call';
