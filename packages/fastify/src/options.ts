import type { Attributes } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import { type ClaudeClient, instrument } from 'spanthropic';
import {
  checkOptions,
  checkProblems,
  type OptionRule,
  type ProblemOverrides,
  type RequestSummary,
} from 'spanthropic/request';
import type { GivenClient } from './register.ts';

/** `config: { claude }` of a route. */
export interface ClaudeRouteOptions {
  /** Over what the plugin was told. @default as the plugin was told */
  readonly abortOnDisconnect?: boolean | ((request: FastifyRequest) => boolean) | undefined;
  /** Added to what the plugin's own say. */
  readonly attributes?: ((request: FastifyRequest) => Attributes) | undefined;
}

export interface ClaudeErrorsOptions {
  /** By code: what is different about an answer, or a function that says it. */
  readonly problems?: ProblemOverrides | undefined;
}

export interface ClaudeOptions {
  /** Is instrumented, if it is not yet. */
  readonly client: GivenClient;
  /** Added to the spans and metrics of the calls of a request, of any instrumented client: few distinct values. */
  readonly attributes?: ((request: FastifyRequest) => Attributes) | undefined;
  /** Requests to be left alone: their `request.claude` is the client itself. A route says so by `config: { claude: false }`. */
  readonly skip?: ((request: FastifyRequest) => boolean) | undefined;
  /**
   * Whether calls of `request.claude` are aborted when the client of the application goes away. A function is asked
   * when `request.claude` is first used. @default true
   */
  readonly abortOnDisconnect?: boolean | ((request: FastifyRequest) => boolean) | undefined;
  /** Told once for each request, when its answer is over or its client gone, and its calls have ended; a second later at most. */
  readonly onSummary?: ((summary: RequestSummary, request: FastifyRequest) => void) | undefined;
  /** Whether answers say in a `Server-Timing` header what the calls took that were made before it. @default true */
  readonly serverTiming?: boolean | undefined;
  /** How errors of the SDK are answered; `false` leaves them to the application. @default by the table of core */
  readonly errors?: false | ClaudeErrorsOptions | undefined;
}

/** The options of one registration. */
export interface Settings extends Omit<ClaudeOptions, 'client'> {
  /** Instrumented. */
  readonly client: ClaudeClient;
}

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ROUTE_RULES: Record<keyof ClaudeRouteOptions, OptionRule> = {
  abortOnDisconnect: {
    takes: 'a boolean, or a function that receives a request',
    fits: (value) => isBoolean(value) || isFunction(value),
  },
  attributes: { takes: 'a function that receives a request', fits: isFunction },
};

const RULES: Record<keyof ClaudeOptions, OptionRule> = {
  ...ROUTE_RULES,
  client: { takes: 'a client of @anthropic-ai/sdk', fits: isObject },
  skip: { takes: 'a function that receives a request', fits: isFunction },
  onSummary: { takes: 'a function that receives a summary and its request', fits: isFunction },
  serverTiming: { takes: 'a boolean', fits: isBoolean },
  errors: { takes: 'false or an object', fits: (value) => value === false || isObject(value) },
};

/** What Fastify itself takes from whoever registers a plugin. */
const FASTIFYS = ['prefix', 'logLevel', 'logSerializers'];

/**
 * What `claude` was registered with, the client instrumented.
 * @throws {TypeError} naming the option that is wrong, and what it takes.
 */
export function resolveOptions(options: ClaudeOptions): Settings {
  const own = Object.entries(options).filter(([name]) => !FASTIFYS.includes(name));
  checkOptions('claude', Object.fromEntries(own), RULES);
  if (options.client === undefined) {
    throw new TypeError("claude(): option 'client' is missing: a client of @anthropic-ai/sdk");
  }
  if (options.errors) checkErrorOptions('claude', options.errors, 'errors.');
  return { ...options, client: instrument<ClaudeClient>(options.client) };
}

/** @throws {TypeError} naming the option that is wrong, and what it takes. */
export function checkErrorOptions(
  where: string,
  options: ClaudeErrorsOptions | undefined,
  prefix = '',
): void {
  const problems = { takes: 'an object by code', fits: isObject };
  checkOptions(where, options, { problems }, prefix);
  checkProblems(where, options?.problems);
}

/** @throws {TypeError} naming what is wrong about the `config.claude` of a route, and what it takes. */
export function checkRouteOptions(config: unknown): void {
  if (config === false) return;
  const rule = { takes: 'false or an object', fits: isObject };
  checkOptions('claude', { 'config.claude': config }, { 'config.claude': rule });
  checkOptions('claude', config, ROUTE_RULES, 'config.claude.');
}
