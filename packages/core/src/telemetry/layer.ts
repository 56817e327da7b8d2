import { type Context, type Span, trace } from '@opentelemetry/api';

/** `context` with `span` as its active one. */
export function withSpan(context: Context, span: Span): Context {
  return trace.setSpan(new Layer(context), span);
}

/**
 * A context on top of another. The API's own makes three functions for each, by assignments in its
 * constructor: V8 takes such functions for methods and makes them in its old space, where the span that
 * they know, and all that it knows, would stay until the next full collection.
 */
class Layer implements Context {
  readonly #below: Context;
  readonly #key: symbol | undefined;
  readonly #value: unknown;

  constructor(below: Context, key?: symbol, value?: unknown) {
    this.#below = below;
    this.#key = key;
    this.#value = value;
  }

  getValue(key: symbol): unknown {
    return key === this.#key ? this.#value : this.#below.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new Layer(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return new Layer(this, key, undefined);
  }
}
