import type { Step } from '../script/step.ts';

/** A request that the server received, and what became of it. All times are the server's clock in milliseconds. */
export interface RecordedRequest {
  /** The id of the scripted call; empty for an unscripted default answer. */
  call: string;
  /** 1-based within its call. */
  attempt: number;
  method: string;
  /** With the query. */
  path: string;
  /** Names in lower case; the values of a repeated header are joined by a comma. */
  headers: Readonly<Record<string, string>>;
  /** Name, value, name, value as they were sent, to count duplicates such as `traceparent`. */
  rawHeaders: readonly string[];
  /** As text. */
  body: string;
  /** What the request got. */
  step: Step;
  /** When the request's headers had arrived. */
  receivedAt: number;
  /** The HTTP status that was sent; absent when none was. */
  status?: number;
  /** The `request-id` that was sent; absent when none was. */
  requestId?: string;
  /** When the response headers were written; absent when none were. */
  headersAt?: number;
  /** Each write of the body, just before it was done. */
  events: RecordedEvent[];
  /** When the server had finished the answer, or reset the connection by itself. */
  endedAt?: number;
  /** When the client went away before that. */
  clientLeftAt?: number;
}

/** One write of a response body. */
export interface RecordedEvent {
  /** The name of the server-sent event; `json` for a whole body, `chunk` for a line of one or for a malformed piece. */
  name: string;
  at: number;
}
