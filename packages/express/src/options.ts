import type { Attributes } from '@opentelemetry/api';
import type { Request } from 'express';
import type { OptionRule, RequestSummary } from 'spanthropic/request';

/** What {@link claudeRoute} takes. */
export interface ClaudeRouteOptions {
  /** Over what {@link claude} was told. @default as `claude()` was told */
  readonly abortOnDisconnect?: boolean | ((req: Request) => boolean) | undefined;
  /** Added to what those of {@link claude} say. */
  readonly attributes?: ((req: Request) => Attributes) | undefined;
}

/** What {@link claude} takes. */
export interface ClaudeOptions {
  /** Added to the spans and metrics of the calls of a request, of any instrumented client: few distinct values. */
  readonly attributes?: ((req: Request) => Attributes) | undefined;
  /** Requests to be left alone: their `req.claude` is the client itself. */
  readonly skip?: ((req: Request) => boolean) | undefined;
  /**
   * Whether calls of `req.claude` are aborted when the client of the application goes away. A function is asked
   * when `req.claude` is first used. @default true
   */
  readonly abortOnDisconnect?: boolean | ((req: Request) => boolean) | undefined;
  /** Told once for each request, when its answer is over or its client gone, and its calls have ended; a second later at most. */
  readonly onSummary?: ((summary: RequestSummary, req: Request) => void) | undefined;
  /** Whether answers say in a `Server-Timing` header what the calls took that were made before it. @default true */
  readonly serverTiming?: boolean | undefined;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

export const ROUTE_RULES: Record<keyof ClaudeRouteOptions, OptionRule> = {
  abortOnDisconnect: {
    takes: 'a boolean, or a function that receives a request',
    fits: (value) => isBoolean(value) || isFunction(value),
  },
  attributes: { takes: 'a function that receives a request', fits: isFunction },
};

export const RULES: Record<keyof ClaudeOptions, OptionRule> = {
  ...ROUTE_RULES,
  skip: { takes: 'a function that receives a request', fits: isFunction },
  onSummary: { takes: 'a function that receives a summary and its request', fits: isFunction },
  serverTiming: { takes: 'a boolean', fits: isBoolean },
};
