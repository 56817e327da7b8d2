import { guard } from '../guard.ts';
import { forget, tellWhenCollected } from '../stream/abandonment.ts';
import { SseDecoder } from '../stream/sse.ts';
import { followBody } from './body.ts';
import { readFailure } from './errors.ts';
import { isStreamed } from './request-options.ts';
import type { Scope } from './scope.ts';

/** The SDK's `{ response, options, controller }` of a call (all versions). */
export interface ResponseProps {
  readonly response: Response;
  readonly options: { readonly stream?: unknown; readonly __binaryResponse?: unknown };
  readonly controller: AbortController;
}

/**
 * Follows a body that the SDK hands over unparsed: `asResponse()`, files, batch results, and the
 * helpers that build one request on another. The call is over when the body is. `parsed` says that
 * the SDK parses it after all, which is followed elsewhere.
 */
export function followRawBody(
  { response, options }: ResponseProps,
  scope: Scope,
  parsed: () => boolean,
): void {
  const { call } = scope;
  if (call.over) return;
  const reading = isStreamed(options) ? call.beginReading() : undefined;
  const content = scope.content?.open ? scope.content : undefined;
  const events =
    reading &&
    new SseDecoder((event) => {
      reading.event(event);
      content?.event(event);
    }, content !== undefined);
  const finish = (step: () => void): void => {
    if (parsed()) return;
    forget(call);
    step();
  };
  const followed = followBody(response.body, {
    asked: () => {
      if (!parsed()) reading?.arrival.asked(call.now());
    },
    chunk: (value) => {
      if (parsed()) return;
      reading?.arrival.handedOver(call.now());
      guard(() => events?.push(value));
    },
    ended: () =>
      finish(() => {
        events?.end();
        if (!reading) call.succeed();
        else call.endReading(reading, reading.complete ? 'completed' : 'truncated');
      }),
    failed: (error) =>
      finish(() => {
        if (!reading) call.fail(readFailure(error));
        else call.endReading(reading, call.aborter ? 'aborted' : 'failed', readFailure(error));
      }),
    left: () =>
      finish(() => {
        if (!reading) call.abort('closed');
        else call.endReading(reading, reading.complete ? 'completed' : 'closed');
      }),
  });
  // What the application may keep is the body alone; one that nobody reads is left to the collector.
  forget(call);
  if (followed) tellWhenCollected(response.body ?? response, call);
  else call.succeed();
}
