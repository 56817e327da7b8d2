import type { StallPhase } from '../stream/phase.ts';
import type { StreamReading } from '../stream/reading.ts';
import type { Attempt } from './attempt.ts';
import type { Backoffs } from './backoff.ts';
import type { CallDescription } from './description.ts';
import { callIdOf } from './id.ts';

/**
 * Where a call is: `preparing` (before its first request), waiting for `headers`, reading a `body` that is
 * no stream, `asleep` between two attempts, or in a phase of its stream; `unread` is a stream that the
 * application has and does not read.
 */
export type CallPhase = 'preparing' | 'asleep' | 'body' | 'unread' | StallPhase;

/** How far a call is. */
export interface Progress {
  /** The same as on its events; absent while the SDK still makes its request. */
  readonly callId: string | undefined;
  readonly method: string | undefined;
  readonly model: string | undefined;
  readonly stream: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** How long it has lasted, milliseconds. */
  readonly age: number;
  /** The last one; 0 before the first. */
  readonly attempt: number;
  readonly phase: CallPhase;
  /** How long somebody has waited for the server by now, milliseconds; undefined while nobody does. */
  readonly waited: number | undefined;
  /** How long its stream has waited for the application by now, milliseconds; undefined while it does not. */
  readonly unreadFor: number | undefined;
  /** How long the sleep still lasts, milliseconds; undefined while it does not sleep, or nobody knows. */
  readonly wakesIn: number | undefined;
  /** Of the last attempt; undefined while that is not answered. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
}

type OfCall = 'callId' | 'method' | 'model' | 'stream' | 'startedAt' | 'age';

/** What is known of the call itself. Times in milliseconds of its clock. */
export function callProgress(
  number: number,
  description: CallDescription | undefined,
  startedAt: number,
  now: number,
): Pick<Progress, OfCall> {
  return {
    callId: description && callIdOf(number),
    method: description?.method,
    model: description?.model,
    stream: description?.stream ?? false,
    startedAt,
    age: now - startedAt,
  };
}

/** What is known of its last attempt, or of the sleep after it. */
export function attemptProgress(
  attempt: Attempt | undefined,
  reading: StreamReading | undefined,
  backoffs: Backoffs,
  now: number,
): Omit<Progress, OfCall> {
  const since = backoffs.asleep ? undefined : attempt?.waitingSince();
  const unread = reading && since === undefined;
  return {
    attempt: attempt?.number ?? 0,
    phase: backoffs.asleep ? 'asleep' : phaseOf(attempt, reading),
    waited: since === undefined ? undefined : now - since,
    unreadFor: unread ? now - reading.arrival.at : undefined,
    wakesIn: backoffs.left(now),
    status: attempt?.head?.status,
    requestId: attempt?.head?.requestId,
  };
}

function phaseOf(attempt: Attempt | undefined, reading: StreamReading | undefined): CallPhase {
  if (attempt === undefined) return 'preparing';
  if (attempt.headersAt === undefined) return 'headers';
  if (reading === undefined) return 'body';
  return reading.arrival.read ? reading.phase : 'unread';
}
