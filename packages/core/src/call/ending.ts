import type { StreamEnd } from '../stream/summary.ts';
import type { Failure } from './failure.ts';
import {
  type AbortReason,
  type AttemptOutcome,
  type CallOutcome,
  errorTypeOfStatus,
  outcomeOfErrorType,
  outcomeOfStatus,
} from './outcome.ts';

/** How an attempt or a call ended, and why. */
export interface Ending<Outcome extends CallOutcome = CallOutcome> {
  readonly outcome: Outcome;
  readonly errorType?: string | undefined;
  readonly errorClass?: string | undefined;
  readonly abortReason?: AbortReason | undefined;
}

/** The good end. */
export const ended: Ending<'ok'> = { outcome: 'ok' };

/** An end that the application brought about: no error. */
export function abortedBy(abortReason: AbortReason, errorClass?: string): Ending<'aborted'> {
  return { outcome: 'aborted', abortReason, errorClass };
}

/** The ending of an attempt of which only status and headers are known. */
export function endingOfStatus(status: number, errorClass?: string): Ending<AttemptOutcome> {
  const outcome = outcomeOfStatus(status);
  if (outcome === 'ok') return ended;
  return { outcome, errorType: errorTypeOfStatus(status), errorClass };
}

/**
 * The ending of an attempt whose call ended so. What came whole is as good as its status: that it
 * cannot be parsed, or that the call then went on, is no failure of the attempt that brought it.
 */
export function endingOfAttempt(
  ending: Ending,
  status: number | undefined,
): Ending<AttemptOutcome> {
  const { outcome } = ending;
  if (outcome !== 'ok' && outcome !== 'client_error') return { ...ending, outcome };
  return status === undefined ? abortedBy('closed') : endingOfStatus(status);
}

/** The ending of a stream whose reading did not throw. */
export function endingOfReading(end: StreamEnd, aborter: AbortReason | undefined): Ending {
  switch (end) {
    case 'completed':
      return ended;
    case 'closed':
    case 'abandoned':
      return abortedBy(end);
    case 'aborted':
      return abortedBy(aborter ?? 'closed');
    default:
      // `api_error` is what the SDK's own span says of a stream that ends before `message_stop`.
      return { outcome: 'connection', errorType: 'api_error' };
  }
}

/** The ending of a call that threw `failure` after its attempt `last`; `aborter` is who had aborted it. */
export function endingAfter(
  last: { readonly outcome: AttemptOutcome | undefined } | undefined,
  failure: Failure,
  aborter?: AbortReason,
): Ending {
  if (aborter && failure.nature !== 'response') return abortedBy(aborter, failure.errorClass);
  const ending = endingOfFailure(failure);
  const outcome = last?.outcome;
  // What is thrown after an attempt that failed by itself is that attempt's failure, whatever wrapped it.
  if (ending.outcome !== 'client_error' || outcome === undefined || outcome === 'ok') return ending;
  return { ...ending, outcome };
}

/** The ending of a stream that was read up to `end`, after its attempt `last`; `failure` is what reading threw. */
export function endingOfStream(
  last: { readonly outcome: AttemptOutcome | undefined } | undefined,
  end: StreamEnd,
  failure: Failure | undefined,
  aborter: AbortReason | undefined,
): Ending {
  return failure ? endingAfter(last, failure, aborter) : endingOfReading(end, aborter);
}

/** The ending that a failure stands for by itself. */
export function endingOfFailure(failure: Failure): Ending {
  const { errorClass } = failure;
  switch (failure.nature) {
    case 'response': {
      const status = failure.status ?? 500;
      const outcome = outcomeOfStatus(status, failure.errorCode);
      return { outcome, errorType: failure.errorType ?? errorTypeOfStatus(status), errorClass };
    }
    case 'event': {
      const errorType = failure.errorType ?? 'api_error';
      return { outcome: outcomeOfErrorType(errorType), errorType, errorClass };
    }
    case 'timeout':
      return { outcome: 'timeout', errorType: 'client_timeout_error', errorClass };
    case 'connection':
      return { outcome: 'connection', errorType: 'connection_error', errorClass };
    case 'unreadable':
      return { outcome: 'client_error', errorType: 'client_error', errorClass };
  }
}
