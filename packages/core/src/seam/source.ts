import { guard } from '../guard.ts';

/** What can be relayed: a `Stream` or a `MessageStream` of the SDK, or an async iterable of the same events. */
export type Relayable = AsyncIterable<{ readonly type: string }>;

/** What was read of a stream. */
export type SourceStep =
  | { readonly kind: 'event'; readonly event: object }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** `MessageStream` and `BetaMessageStream`: they read ahead by themselves, and keep a message as it grows (public, all versions). */
interface Helper {
  on(name: 'streamEvent', listener: (event: { readonly type: string }) => void): unknown;
  readonly ended: boolean;
  readonly currentMessage?: { readonly content: readonly unknown[] } | undefined;
}

const END: SourceStep = { kind: 'end' };
const members = (value: unknown): Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>) : {};

const isHelper = (value: unknown): value is Helper =>
  typeof members(value).on === 'function' && typeof members(value).ended === 'boolean';

/** Why `stream` cannot be relayed, in words; undefined where it can. */
export function whyNotRelayable(stream: unknown): string | undefined {
  if (typeof members(stream)[Symbol.asyncIterator] !== 'function') {
    return stream instanceof Promise
      ? 'takes a stream, not a promise of one: await it'
      : 'takes a message stream, or an async iterable of its events';
  }
  // What such a stream has read before it is iterated is lost to its reader.
  return isHelper(stream) && (stream.ended || (stream.currentMessage?.content.length ?? 0) > 0)
    ? 'this stream has begun already: relay it before anything else is awaited'
    : undefined;
}

/** A stream that is being relayed. */
export class Source {
  readonly #steps: AsyncIterator<object>;
  readonly #controller: AbortController | undefined;
  /** Whether the last message that began has ended. */
  whole = false;
  /** As it was when it came: a helper makes its message grow in the event that began it. */
  readonly #begun = new WeakMap<object, string>();

  constructor(stream: Relayable) {
    const { controller } = members(stream);
    this.#controller = controller instanceof AbortController ? controller : undefined;
    if (isHelper(stream)) {
      stream.on('streamEvent', (event) => {
        if (event.type === 'message_start') guard(() => this.#begun.set(event, json(event)));
      });
    }
    this.#steps = stream[Symbol.asyncIterator]();
  }

  /** Whether it was aborted: the SDK ends such a `Stream` quietly. */
  get aborted(): boolean {
    return this.#controller?.signal.aborted === true;
  }

  /** The next event. Never rejects. */
  async next(): Promise<SourceStep> {
    try {
      const { done, value } = await this.#steps.next();
      if (done) return END;
      const { type } = members(value);
      if (type === 'message_start') this.whole = false;
      if (type === 'message_stop') this.whole = true;
      return { kind: 'event', event: value };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  /** An event in JSON, as it came. */
  json(event: object): string {
    return this.#begun.get(event) ?? json(event);
  }

  /** Nobody wants more of it. `close` it, at once, or else have it read to its end: somebody may wait for that. */
  leave(close: boolean): void {
    if (!close) {
      void this.#drain();
      return;
    }
    // A generator that waits would heed its `return()` with its next event only.
    this.#controller?.abort();
    void this.#return();
  }

  async #drain(): Promise<void> {
    let step: SourceStep;
    do step = await this.next();
    while (step.kind === 'event');
  }

  async #return(): Promise<void> {
    try {
      await this.#steps.return?.();
    } catch {
      // What a stream says of its own end, after it was left, is for nobody.
    }
  }
}

const json = (event: object): string => JSON.stringify(event);
