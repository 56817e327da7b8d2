/** What an error says of itself, read by its shape. */
export interface Failure {
  /**
   * `response`: the API answered with an error status. `event`: an error inside a stream. `timeout`
   * and `connection`: no answer, or a broken one. `unreadable`: the answer cannot be parsed, or
   * something that is no answer at all threw.
   */
  readonly nature: 'response' | 'event' | 'timeout' | 'connection' | 'unreadable';
  /** Name of the error's class. */
  readonly errorClass?: string | undefined;
  readonly status?: number | undefined;
  /** The API's error type. */
  readonly errorType?: string | undefined;
  /** The API's error code, finer than its type. */
  readonly errorCode?: string | undefined;
}
