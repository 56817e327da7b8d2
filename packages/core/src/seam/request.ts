import { context, type Span } from '@opentelemetry/api';
import { Call } from '../call/call.ts';
import { guard } from '../guard.ts';
import type { Settings } from '../options.ts';
import { CallTrace } from '../telemetry/call-trace.ts';
import { currentTracer } from '../telemetry/tracing.ts';
import { type ClaudeClient, hasMiddleware } from './client.ts';
import { readFailure } from './errors.ts';
import type { Overrides } from './overrides.ts';
import { followPromise } from './promise.ts';
import { nativeSpanOf, readOptions } from './request-options.ts';
import { runInScope, type Scope } from './scope.ts';
import { statusClassOf } from './status-class.ts';

/**
 * Observes every call: `request()`, in which all methods of all resources end, and
 * `requestAPIList()`, which lists and their later pages use instead. Neither is made asynchronous:
 * what they throw at once is thrown at once.
 */
export function observeCalls(overrides: Overrides, settings: Settings): void {
  const errorClass = statusClassOf(overrides.client);
  const open = (): Scope | undefined => openScope(settings, errorClass);

  overrides.add(
    'request',
    'calls',
    (original) =>
      function request(this: ClaudeClient, ...args: unknown[]) {
        return observe(this, open(), args[0], () => original.apply(this, args));
      },
  );
  overrides.add(
    'requestAPIList',
    'lists',
    (original) =>
      function requestAPIList(this: ClaudeClient, ...args: unknown[]) {
        return observe(this, open(), args[1], () => original.apply(this, args));
      },
  );
}

/** Undefined while there is nobody to tell: neither a tracer provider nor `onEvent`. */
function openScope(settings: Settings, errorClass: Scope['errorClass']): Scope | undefined {
  return guard(() => {
    const tracer = currentTracer(settings.tracerProvider);
    if (tracer === undefined && settings.onEvent === undefined) return undefined;
    const trace = new CallTrace(settings, tracer, context.active());
    const call = new Call(trace, settings.stallAfter);
    return { call, trace, settings, errorClass, late: false };
  });
}

function observe(
  client: ClaudeClient,
  scope: Scope | undefined,
  options: unknown,
  send: () => unknown,
): unknown {
  if (scope === undefined) return send();
  const known = (settled: unknown): void => {
    guard(() => {
      scope.trace.adopt(nativeSpanOf(settled) as Span | undefined);
      scope.late = hasMiddleware(client, settled);
      scope.call.describe(readOptions(client, settled, scope.settings.name));
    });
  };
  // Asked before the SDK asks, so that the call is described before its first attempt. A rejection is the SDK's to report.
  if (options instanceof Promise) options.then(known, () => known(undefined));
  else known(options);
  let promise: unknown;
  try {
    promise = runInScope(scope, send);
  } catch (error) {
    guard(() => scope.call.fail(readFailure(error)));
    throw error;
  }
  guard(() => followPromise(promise, scope));
  return promise;
}
