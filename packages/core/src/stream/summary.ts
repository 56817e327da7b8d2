/** How reading one SSE body ended. */
export type StreamEnd =
  /** `message_stop` was read, or, for streams of other events, the end of the body. */
  | 'completed'
  /** Reading threw: an `error` event, a broken connection, bytes that do not parse. */
  | 'failed'
  /** The body ended without `message_stop`. */
  | 'truncated'
  /** The request's signal or the stream's controller was aborted. */
  | 'aborted'
  /** The application left early: `break`, `return()`, `cancel()`. */
  | 'closed'
  /** The application dropped the stream without closing it. */
  | 'abandoned';

/** What was seen of one stream. Durations in seconds. */
export interface StreamSummary {
  /** How reading it ended. */
  readonly end: StreamEnd;
  /** Response headers to end of stream. */
  readonly duration: number;
  /** Events handed to the reader; pings are not among them where the SDK parses. */
  readonly events: number;
  /** Waits of `stallAfter` and longer. */
  readonly stalls: number;
  /** From the attempt's start; absent when none came or the reader was late for it. */
  readonly timeToFirstToken?: number | undefined;
  /** As above, for the first text. */
  readonly timeToFirstText?: number | undefined;
  /** The longest wait of the reader for the next bytes. */
  readonly maxGap?: number | undefined;
  /** The application waited for the stream. */
  readonly serverWait?: number | undefined;
  /** The stream waited for the application; absent where an SDK helper reads ahead by itself. */
  readonly appWait?: number | undefined;
}
