import { guard, report } from '../guard.ts';
import { forget, tellWhenCollected } from '../stream/abandonment.ts';
import type { StreamReading } from '../stream/reading.ts';
import type { StreamEnd } from '../stream/summary.ts';
import { followBody } from './body.ts';
import { tellBeforeLeaving } from './content.ts';
import { readFailure } from './errors.ts';
import type { ResponseProps } from './raw-body.ts';
import { nativeSpanOf } from './request-options.ts';
import { runInScope, type Scope } from './scope.ts';

type Step = (...args: unknown[]) => Promise<IteratorResult<object>>;
type Iterator = { next: Step; return?: Step; throw?: Step };

/** The SDK's `Stream`, as far as it is needed (all versions). `iterator` is TypeScript-private. */
export interface SdkStream {
  iterator: () => Iterator;
  readonly controller: AbortController;
}

/** Whether a parsed value is a `Stream` of the SDK. */
export function isSdkStream(value: unknown): value is SdkStream {
  if (typeof value !== 'object' || value === null) return false;
  const { iterator, controller } = value as Partial<SdkStream>;
  return typeof iterator === 'function' && typeof controller?.signal?.aborted === 'boolean';
}

/**
 * Follows the reading of `stream`. Its `iterator` is replaced rather than `Symbol.asyncIterator`: both
 * `tee()` and `toReadableStream()` go through it in all versions. Nothing here holds the stream: one
 * that is dropped unread, or half-way, is collected, and that ends the call.
 */
export function followStream(
  stream: SdkStream,
  scope: Scope,
  props: ResponseProps | undefined,
): void {
  const { call } = scope;
  if (call.over) return;
  const reading = call.beginReading();
  followArrival(props?.response.body, scope, reading);
  const unread = endOnAbort(stream.controller.signal, scope);
  tellWhenCollected(stream, call);
  const onLeave = (): void => {
    call.endReading(reading, reading.complete ? 'completed' : 'closed');
  };
  if (scope.content && nativeSpanOf(props?.options)) tellBeforeLeaving(stream, onLeave);
  const original = stream.iterator;
  let begun = false;
  const iterator = function (this: SdkStream): Iterator {
    const steps = original.call(this);
    if (begun) return steps;
    begun = true;
    guard(() => {
      unread.cancel();
      endOnDisconnect(stream.controller.signal, scope, reading);
      // From here on the iterator is what reads: an application may keep it and drop the stream.
      forget(call);
      tellWhenCollected(steps, call);
      followIterator(steps, scope, reading, stream.controller.signal, onLeave);
    });
    return steps;
  };
  // Not written in the assignment, as in promise.ts.
  stream.iterator = iterator;
}

/** The clock of the stream is its chunks: one reading for each of them, however many events it holds. */
function followArrival(body: unknown, { call }: Scope, { arrival }: StreamReading): void {
  const ignore = (): void => {};
  followBody(body, {
    asked: () => arrival.asked(call.now()),
    chunk: () => arrival.handedOver(call.now()),
    ended: ignore,
    failed: ignore,
    left: ignore,
  });
}

/** Nobody reads yet, so nobody would learn of an abort. The listener holds the call, never the stream. */
function endOnAbort(signal: AbortSignal, { call }: Scope): { cancel(): void } {
  const onAbort = (): void => {
    guard(() => call.abort(call.aborter ?? 'closed'));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return { cancel: () => signal.removeEventListener('abort', onAbort) };
}

/** A reader that waits for a client that is gone may never come back for the next event, nor leave. */
function endOnDisconnect(signal: AbortSignal, { call }: Scope, reading: StreamReading): void {
  const onAbort = (): void => {
    guard(() => {
      if (call.aborter === 'client_disconnected') call.endReading(reading, endOf(reading, signal));
    });
  };
  signal.addEventListener('abort', onAbort, { once: true });
}

/** Observes the generator in place: what the application iterates stays the SDK's own object. */
function followIterator(
  steps: Iterator,
  scope: Scope,
  reading: StreamReading,
  signal: AbortSignal,
  onLeave: () => void,
): void {
  const { call, content } = scope;
  const onItem = (result: IteratorResult<object>): IteratorResult<object> => {
    try {
      if (!result.done) {
        reading.event(result.value);
        content?.event(result.value);
      } else call.endReading(reading, endOf(reading, signal));
    } catch (problem) {
      report(problem);
    }
    return result;
  };
  const onError = (error: unknown): never => {
    guard(() => call.endReading(reading, 'failed', readFailure(error)));
    throw error;
  };
  const { next } = steps;
  override(steps, 'next', (...args) => {
    // A middleware may send another request while the application reads: it has to find its call.
    const step = scope.late
      ? runInScope(scope, () => next.apply(steps, args))
      : next.apply(steps, args);
    return step.then(onItem, onError);
  });
  for (const name of ['return', 'throw'] as const) {
    const original = steps[name];
    if (original === undefined) continue;
    override(steps, name, (...args) => {
      guard(onLeave);
      return original.apply(steps, args);
    });
  }
}

/** The SDK ends a stream that was aborted quietly, like one that is over. */
function endOf(reading: StreamReading, signal: AbortSignal): StreamEnd {
  if (reading.complete && !signal.aborted) return 'completed';
  if (reading.finished) return 'completed';
  return signal.aborted ? 'aborted' : 'truncated';
}

function override(steps: Iterator, name: keyof Iterator, step: Step): void {
  Object.defineProperty(steps, name, {
    value: step,
    enumerable: false,
    writable: true,
    configurable: true,
  });
}
