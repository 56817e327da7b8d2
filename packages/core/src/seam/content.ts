import type { ContentObserver } from '../call/observer.ts';
import { guard } from '../guard.ts';
import type { ClaudeClient } from './client.ts';
import { isReadAhead, isStreamed, nativeSpanOf } from './request-options.ts';

/**
 * Hands over what is said in a request, but for what the SDK writes on its own span; who takes the
 * answer, where the SDK does not write that.
 */
export function handRequest(
  content: ContentObserver | undefined,
  client: ClaudeClient,
  options: unknown,
): ContentObserver | undefined {
  if (content === undefined) return undefined;
  const { body } = options as { body?: unknown };
  const written = nativeSpanOf(options) !== undefined && hasContentMode(client);
  if (!written) content.messages(body);
  content.tools(body);
  // The SDK assembles no stream that the application reads by itself.
  const answerWritten = written && (!isStreamed(options) || isReadAhead(options));
  return answerWritten ? undefined : content;
}

/** Whether the SDK's own spans have content (since 0.134), which is all but tool definitions. */
function hasContentMode(client: ClaudeClient): boolean {
  const { openTelemetry } = client as { openTelemetry?: { traces?: { contentMode?: unknown } } };
  return openTelemetry?.traces?.contentMode === 'content';
}

type Leave = (...args: unknown[]) => unknown;
type Iterate = (this: unknown) => Partial<Record<'return' | 'throw', Leave>>;

/**
 * Calls `onLeave` when the application leaves `stream`, before the SDK ends its own span for that: in
 * an iteration (since 0.134) which it puts on the stream after this. So an accessor waits for it, and
 * gives way to a property as the SDK would have made it, whose iterators tell.
 */
export function tellBeforeLeaving(stream: object, onLeave: () => void): void {
  const iterate: unknown = Reflect.get(stream, Symbol.asyncIterator);
  Object.defineProperty(stream, Symbol.asyncIterator, {
    configurable: true,
    enumerable: false,
    get: () => iterate,
    set(this: object, made: unknown) {
      const value = typeof made === 'function' ? observed(made as Iterate, onLeave) : made;
      const descriptor = { configurable: true, enumerable: true, writable: true, value };
      Object.defineProperty(this, Symbol.asyncIterator, descriptor);
    },
  });
}

function observed(iterate: Iterate, onLeave: () => void): Iterate {
  return function (this: unknown) {
    const iterator = iterate.call(this);
    for (const name of ['return', 'throw'] as const) {
      const leave = iterator[name];
      if (typeof leave === 'function') iterator[name] = toldBefore(iterator, leave, onLeave);
    }
    return iterator;
  };
}

function toldBefore(iterator: object, leave: Leave, onLeave: () => void): Leave {
  const told: Leave = (...args) => {
    guard(onLeave);
    return leave.apply(iterator, args);
  };
  // Its name and its length: all that an application may look at.
  return Object.defineProperties(told, Object.getOwnPropertyDescriptors(leave));
}
