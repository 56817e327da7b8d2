import type { ResponseFacts } from '../call/response-facts.ts';
import { mergeUsage, readUsage } from '../call/usage.ts';

type Json = Record<string, unknown>;

/**
 * What a streamed message says of itself, gathered from its events, without its text. The usage of
 * `message_start` holds placeholders for the output; only a `message_delta` knows the output.
 */
export class StreamedMessage {
  #id: string | undefined;
  #model: string | undefined;
  #stopReason: string | undefined;
  #usage: Json | undefined;
  #outputKnown = false;

  /** The message of `message_start`. */
  start(message: unknown): void {
    if (typeof message !== 'object' || message === null) return;
    const { id, model, usage } = message as Json;
    if (typeof id === 'string') this.#id = id;
    if (typeof model === 'string') this.#model = model;
    this.#usage = mergeUsage(undefined, usage);
  }

  /** The `delta` and the `usage` of a `message_delta`. */
  delta(delta: unknown, usage: unknown): void {
    const stopReason = (delta as Json | null | undefined)?.stop_reason;
    if (typeof stopReason === 'string') this.#stopReason = stopReason;
    if (typeof usage === 'object' && usage !== null) this.#outputKnown = true;
    this.#usage = mergeUsage(this.#usage, usage);
  }

  /** Absent before `message_start`. */
  facts(complete: boolean): ResponseFacts | undefined {
    if (this.#usage === undefined && this.#id === undefined) return undefined;
    const usage = readUsage(this.#usage);
    return {
      id: this.#id,
      model: this.#model,
      stopReason: this.#stopReason,
      usage: this.#outputKnown ? usage : { ...usage, output: undefined, thinking: undefined },
      partial: !complete,
    };
  }
}
