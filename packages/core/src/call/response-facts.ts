import type { Usage } from './usage.ts';

/** What an inference response says of itself. */
export interface ResponseFacts {
  /** `msg_...`. */
  readonly id?: string | undefined;
  /** The model that answered. */
  readonly model?: string | undefined;
  /** As the API words it. */
  readonly stopReason?: string | undefined;
  /** Its tokens. */
  readonly usage?: Usage | undefined;
  /** The stream ended early, so the output tokens are those of the last `message_delta`, if any. */
  readonly partial: boolean;
  /** The result of `messages.count_tokens`, which is no usage. */
  readonly countedTokens?: number | undefined;
}

/** Reads them; asked only where somebody listens. */
export type ReadFacts = () => ResponseFacts | undefined;
