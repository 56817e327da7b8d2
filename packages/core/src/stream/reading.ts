import type { ResponseFacts } from '../call/response-facts.ts';
import { Arrival } from './arrival.ts';
import { StreamedMessage } from './message.ts';
import { phaseOfBlock, type StallPhase } from './phase.ts';
import type { StreamEnd, StreamSummary } from './summary.ts';

/** Where and how a stream is read. Times in milliseconds of the call's clock. */
export interface ReadingOptions {
  readonly startedAt: number;
  readonly headersAt: number;
  /** A stream of message events, which ends with `message_stop`. */
  readonly ofMessage: boolean;
  /** An SDK helper reads ahead by itself: the application's own pace is not visible. */
  readonly readAhead: boolean;
  readonly onFirstToken: (at: number) => void;
  /** Where each content delta after the first is to be told, seconds after the one before. */
  readonly onChunk: ((gap: number) => void) | undefined;
}

interface StreamEvent {
  readonly type?: unknown;
  readonly message?: unknown;
  readonly content_block?: { readonly type?: unknown } | null;
  readonly delta?: { readonly type?: unknown } | null;
  readonly usage?: unknown;
}

/**
 * Follows the reading of one stream: {@link Arrival} sees its chunks, `event` its events. Holds
 * nothing of the response, so that an abandoned one can be collected.
 */
export class StreamReading {
  readonly arrival: Arrival;
  phase: StallPhase = 'first_token';
  events = 0;
  stalls = 0;
  finished = false;
  readonly #options: ReadingOptions;
  readonly #message = new StreamedMessage();
  #tokenSeen = false;
  #textSeen = false;
  #firstToken: number | undefined;
  #firstText: number | undefined;
  #lastChunk: number | undefined;

  constructor(options: ReadingOptions) {
    this.#options = options;
    this.arrival = new Arrival(options.headersAt);
  }

  /** One event is handed to the reader. Runs for each of thousands: an integer, and a look at the type. */
  event(event: StreamEvent): void {
    this.events++;
    switch (event.type) {
      case 'content_block_delta':
        if (!this.#textSeen) this.#token(event.delta?.type);
        if (this.#options.onChunk) this.#chunk(this.#options.onChunk);
        return;
      case 'content_block_start':
        this.phase = this.#tokenSeen ? phaseOfBlock(event.content_block?.type) : this.phase;
        return;
      case 'message_start':
        this.#message.start(event.message);
        return;
      case 'message_delta':
        this.#message.delta(event.delta, event.usage);
        return;
      case 'message_stop':
        this.finished = true;
        return;
    }
  }

  #chunk(tell: (gap: number) => void): void {
    const { at } = this.arrival;
    if (this.#lastChunk !== undefined) tell((at - this.#lastChunk) / 1000);
    this.#lastChunk = at;
  }

  #token(deltaType: unknown): void {
    const { prompt, at } = this.arrival;
    const isText = deltaType === 'text_delta';
    if (!this.#tokenSeen) {
      this.#tokenSeen = true;
      if (prompt) {
        this.#firstToken = at;
        this.#options.onFirstToken(at);
      }
      this.phase = deltaType === 'thinking_delta' ? 'thinking' : isText ? 'text' : 'tool_input';
    }
    if (isText) {
      this.#textSeen = true;
      if (prompt) this.#firstText = at;
    }
  }

  /** Whether the end of the body, now, is the end of the message. */
  get complete(): boolean {
    return this.finished || !this.#options.ofMessage;
  }

  /** What the message said of itself so far. */
  facts(): ResponseFacts | undefined {
    return this.#message.facts(this.finished);
  }

  /** The summary of a stream that ended so at `now`. */
  summary(end: StreamEnd, now: number): StreamSummary {
    const { startedAt, headersAt, readAhead } = this.#options;
    const { arrival } = this;
    const seconds = (from: number, to: number | undefined): number | undefined =>
      to === undefined ? undefined : (to - from) / 1000;
    return {
      end,
      duration: (now - headersAt) / 1000,
      events: this.events,
      stalls: this.stalls,
      timeToFirstToken: seconds(startedAt, this.#firstToken),
      timeToFirstText: seconds(startedAt, this.#firstText),
      maxGap: arrival.read ? arrival.maxGap / 1000 : undefined,
      serverWait: arrival.read ? arrival.serverWait / 1000 : undefined,
      appWait: arrival.read && !readAhead ? arrival.appWait / 1000 : undefined,
    };
  }
}
