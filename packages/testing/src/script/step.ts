import type { Content } from '../message/content.ts';
import type { Usage } from '../message/usage.ts';

/** What one attempt gets. Plain data that JSON can hold; `kind` says which step it is. */
export type Step =
  | OkStep
  | MessageStep
  | StreamStep
  | StatusStep
  | JsonStep
  | JsonlStep
  | MalformedStep
  | ResetStep
  | HangStep;

/** Fields of every step. */
export interface StepOptions {
  /** For how many attempts in a row the step is played. `Infinity` is `'forever'` in JSON. Default: 1. */
  times?: number | 'forever';
  /** Milliseconds between the request's arrival and the first thing that the step does. Default: 0. */
  delay?: number;
}

/** Fields of every step that answers. */
export interface AnswerOptions extends StepOptions {
  /** Headers to add to those of the API, or to replace them by; null leaves one out. */
  headers?: Readonly<Record<string, string | null>>;
  /** Compresses the body; a stream is flushed after each event. Default: false. */
  gzip?: boolean;
}

/** What a message holds. */
export interface MessageContent {
  /** The blocks. Default: one text block with `text`. */
  content?: readonly Content[];
  /** The short form of `content: [text('...')]`. Default: a greeting. */
  text?: string;
  /** Default: `tool_use` after a tool call, `stop_sequence` with a `stopSequence`, else `end_turn`. */
  stopReason?: string;
  /** The stop sequence that was met. Default: none. */
  stopSequence?: string;
  /** Default: estimated from the texts; cache tokens 0, tier and speed `standard`. */
  usage?: Partial<Usage>;
  /** Default: the request's model. */
  model?: string;
}

/** How fast a stream comes. */
export interface StreamPace {
  /** Milliseconds between `content_block_start` and the first delta of the stream. Default: `pace`. */
  firstToken?: number;
  /** Milliseconds before each event after the first delta. Default: 0. */
  pace?: number;
  /** Into how many deltas each text, thinking and tool input is cut. Default: 4. */
  deltas?: number;
  /**
   * How many pings follow the first `content_block_start`, or one every `{ every }`
   * milliseconds from then on. Pings do not count in `stall.at` and `after`. Default: 1.
   */
  pings?: number | { readonly every: number };
}

/** A wait in the middle of a stream. */
export interface Stall {
  /** The index of the event to wait before: 0 is `message_start`, 2 is the first delta. Pings do not count. */
  at: number;
  /** How long, in milliseconds, on top of `pace` or `firstToken`. */
  ms: number;
  /** Whether pings come meanwhile: at the interval `pings.every`, or else four. Default: false. */
  pings?: boolean;
}

/** How a stream ends. */
export type StreamEnding =
  /** With `message_stop`. */
  | 'complete'
  /** The connection is reset, 20 ms or more after the last event, so that this one arrives. */
  | 'reset'
  /** The body ends properly, but without `message_stop`. */
  | 'truncated'
  /** With an `error` event. */
  | 'error'
  /** With an event whose data is not JSON. */
  | 'malformed_json'
  /** With lines that are no server-sent events. */
  | 'malformed_sse'
  /** Not at all: nothing more comes until the client goes away. */
  | 'never';

/** The route's proper answer: for messages JSON, or a stream where the request says `stream: true`. */
export interface OkStep extends AnswerOptions, MessageContent, StreamPace {
  kind: 'ok';
}

/** A message in JSON, whatever the request asked for. */
export interface MessageStep extends AnswerOptions, MessageContent {
  kind: 'message';
}

/** A message as a stream, whatever the request asked for. */
export interface StreamStep extends AnswerOptions, MessageContent, StreamPace {
  kind: 'stream';
  /** Default: none. */
  stall?: Stall;
  /** Default: `complete`. */
  end?: StreamEnding;
  /** How many events, pings not counted, come before an `end` other than `complete`. Default: 3, up to the first delta. */
  after?: number;
  /** The error of `end: 'error'`. Default: `overloaded_error`, `Overloaded`. */
  error?: { readonly type: string; readonly message?: string };
}

/** An HTTP status with an error body in the API's form. */
export interface StatusStep extends AnswerOptions {
  kind: 'status';
  /** The HTTP status, 200 to 599. */
  code: number;
  /** The error's type. Default: the API's for this status. */
  type?: string;
  /** The error's message. Default: one that the API has for this status. */
  message?: string;
  /** `error.details.error_code`. Default: none. */
  errorCode?: string;
  /** `retry-after`: seconds, or any text such as an HTTP date. Default: none. */
  retryAfter?: number | string;
  /** `retry-after-ms`, in milliseconds. Default: none. */
  retryAfterMs?: number;
  /** `retry-after` as the HTTP date of so many milliseconds from now, rounded up to the whole second. Default: none. */
  retryAfterDate?: number;
  /** `x-should-retry`. Default: none. */
  shouldRetry?: boolean;
  /** Replaces the body: a string is sent as it is, as `text/plain`; anything else as JSON. */
  body?: unknown;
}

/** Any JSON. */
export interface JsonStep extends AnswerOptions {
  kind: 'json';
  body: unknown;
  /** Default: 200. */
  status?: number;
}

/** JSON lines, as the results of a batch; each line is a write of its own. */
export interface JsonlStep extends AnswerOptions {
  kind: 'jsonl';
  lines: readonly unknown[];
  /** Milliseconds before each line but the first. Default: 0. */
  pace?: number;
}

/** 200 with a JSON content type and a body that does not parse. */
export interface MalformedStep extends AnswerOptions {
  kind: 'malformed';
}

/** The connection is reset before any header. */
export interface ResetStep extends StepOptions {
  kind: 'reset';
}

/** No answer; the request ends when the client goes away. */
export interface HangStep extends StepOptions {
  kind: 'hang';
}
