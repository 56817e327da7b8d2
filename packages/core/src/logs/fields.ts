import type { BackoffStart, CallEnd, CallEvent, EventIdentity, Stall } from '../events.ts';
import type { CallRecord } from './call-record.ts';

type Event<Type> = Type & EventIdentity & Pick<CallEvent, 'callId' | 'time'>;

/** The fields of a line, under the names that they have in the events. Durations in seconds. */
type Fields = Readonly<Record<string, unknown>>;

/** The line of a call that has ended. */
export function callFields(end: Event<CallEnd>, record: CallRecord): Fields {
  const { attempts, backoffs, stalls } = record;
  return {
    type: end.type,
    ...identity(end, record),
    outcome: end.outcome,
    errorType: end.errorType,
    errorClass: end.errorClass,
    abortReason: end.abortReason,
    streamEnd: end.streamEnd,
    attempts: end.attempts,
    retried: end.retried,
    nested: record.start?.nested,
    backoffTotal: rounded(end.backoffTotal),
    duration: rounded(end.duration),
    timeToFirstToken: rounded(record.timeToFirstToken),
    stalls: record.stallCount,
    requestIds: attempts.flatMap(({ requestId }) => (requestId === undefined ? [] : [requestId])),
    eachAttempt: attempts.map((attempt) => ({
      attempt: attempt.attempt,
      outcome: attempt.outcome,
      status: attempt.status,
      errorType: attempt.errorType,
      errorClass: attempt.errorClass,
      abortReason: attempt.abortReason,
      duration: rounded(attempt.duration),
      requestId: attempt.requestId,
    })),
    eachBackoff: backoffs.map(({ start, end: wake }) => ({
      attempt: start.attempt,
      planned: rounded(start.planned),
      actual: rounded(wake?.actual),
      source: start.source,
      reason: start.reason,
    })),
    eachStall: stalls.map(({ attempt, phase, silence }) => {
      return { attempt, phase, silence: rounded(silence) };
    }),
  };
}

/** The line of a backoff that begins. */
export function backoffFields(start: Event<BackoffStart>, record: CallRecord): Fields {
  return {
    type: start.type,
    ...identity(start, record),
    attempt: start.attempt,
    planned: rounded(start.planned),
    until: new Date(start.time + (start.planned ?? 0) * 1000).toISOString(),
    source: start.source,
    reason: start.reason,
    outcome: start.outcome,
    status: start.status,
    errorType: start.errorType,
    requestId: start.requestId,
  };
}

/** The line of a stream that is silent. */
export function stallFields(stall: Event<Stall>, record: CallRecord): Fields {
  return {
    type: stall.type,
    ...identity(stall, record),
    attempt: stall.attempt,
    phase: stall.phase,
    silence: rounded(stall.silence),
  };
}

/** Which call it is. */
function identity({ callId, traceId, spanId }: Event<unknown>, record: CallRecord): Fields {
  const { start } = record;
  return {
    callId,
    traceId: traceId ?? record.traceId,
    spanId,
    clientName: start?.clientName,
    method: start?.method,
    model: start?.model,
    stream: start?.stream,
    provider: start?.provider,
    serverAddress: start?.serverAddress,
  };
}

/** To the microsecond: the digits that follow are the clock's noise. */
function rounded(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1e6) / 1e6;
}
