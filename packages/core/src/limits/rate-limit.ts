/** All that a rate limit may count. */
export const RATE_LIMIT_TYPES = [
  'requests',
  'tokens',
  'input_tokens',
  'output_tokens',
  'priority_input_tokens',
  'priority_output_tokens',
  'fast_input_tokens',
  'fast_output_tokens',
] as const;

/** What a rate limit counts: one of the families of the API's headers. */
export type RateLimitType = (typeof RATE_LIMIT_TYPES)[number];

/** One rate limit of the API, as the newest response that spoke of it left it. */
export interface RateLimit {
  /** What it counts. `tokens` is the most restrictive of the token limits in force. */
  readonly type: RateLimitType;
  /** The `name` that was given to `instrument()`. */
  readonly clientName: string | undefined;
  /** Whose limit it is: `messages.create`, `messages.count_tokens`, or a resource such as `batches`. */
  readonly method: string;
  /** The model that was asked for; absent for methods without one. */
  readonly model: string | undefined;
  /** The most there can be; absent when the response did not say. */
  readonly limit: number | undefined;
  /**
   * What was left; the limit again once `reset` has passed. Absent when the response did not say. Tokens
   * are rounded to thousands by the API.
   */
  readonly remaining: number | undefined;
  /** `remaining / limit`, 0 to 1; absent where either is. */
  readonly headroom: number | undefined;
  /** When it is whole again, by this machine's clock; absent when the response did not say. */
  readonly reset: Date | undefined;
  /** When the response came. Older readings say less: others use the same limit. */
  readonly receivedAt: Date;
}
