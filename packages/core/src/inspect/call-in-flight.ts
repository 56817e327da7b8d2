import type { CallPhase } from '../call/progress.ts';

/** One call that has begun and not ended. Durations in seconds. */
export interface CallInFlight {
  /** The same as on its events; absent while the SDK still makes its request. */
  readonly callId: string | undefined;
  /** The SDK method: `messages.create`, `models.list`, ... */
  readonly method: string | undefined;
  /** The model that was asked for; absent for methods without one. */
  readonly model: string | undefined;
  /** The `name` that was given to `instrument()`. */
  readonly clientName: string | undefined;
  /** Whether the answer is streamed. */
  readonly stream: boolean;
  /** When its method was called. */
  readonly startedAt: Date;
  /** Since then. */
  readonly age: number;
  /** The last HTTP request of the call; 0 before the first. */
  readonly attempt: number;
  /** Where it is. */
  readonly phase: CallPhase;
  /** How long the application has waited for the server by now; absent while it does not. */
  readonly waited: number | undefined;
  /** How long its stream has waited for the application by now; absent while it does not. */
  readonly unreadFor: number | undefined;
  /** How long the sleep still lasts; absent while the call does not sleep, or nobody knows. */
  readonly wakesIn: number | undefined;
  /** Of the last attempt, which a call that sleeps made before; absent while that has no answer. */
  readonly status: number | undefined;
  /** As above. */
  readonly requestId: string | undefined;
  /** Absent where no span was made. */
  readonly traceId: string | undefined;
}
