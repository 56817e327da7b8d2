import type { BackoffStart, CallEnd, Stall } from '../events.ts';
import { inWords } from '../in-words.ts';
import type { StallPhase } from '../stream/phase.ts';
import type { CallRecord } from './call-record.ts';

/** How a call ended, as a sentence: `Claude messages.create failed: overloaded (529 overloaded_error) after 3 attempts in 4.2 s (1.5 s asleep)`. */
export function callSentence(end: CallEnd, record: CallRecord): string {
  const trouble = [
    ...(end.backoffTotal > 0 ? [`${inWords(end.backoffTotal)} asleep`] : []),
    ...(record.stallCount > 0 ? [`stalled ${times(record.stallCount)}`] : []),
  ];
  const aside = trouble.length > 0 ? ` (${trouble.join(', ')})` : '';
  return `${subject(record)} ${verdict(end, record)}${tries(end)} in ${inWords(end.duration)}${aside}`;
}

/** That a call goes to sleep, and why. */
export function backoffSentence(start: BackoffStart, record: CallRecord): string {
  const { planned, source, attempt, outcome } = start;
  const length = planned === undefined ? '' : ` for ${inWords(planned)}`;
  const by = source === 'default' ? 'by default' : `by ${source}`;
  const why = outcome === undefined ? '' : `: ${cause(outcome, start.status, start.errorType)}`;
  return `${subject(record)} sleeps${length} ${by} after attempt ${attempt}${why}`;
}

const AWAITED: Record<StallPhase, string> = {
  headers: 'the response',
  first_token: 'the first token',
  thinking: 'more thinking',
  text: 'more text',
  tool_input: 'more tool input',
};

/** That a stream is silent, and what was to come. */
export function stallSentence({ phase, silence, attempt }: Stall, record: CallRecord): string {
  const waited = `${inWords(silence)} of waiting for ${AWAITED[phase]}`;
  return `${subject(record)} stalls: ${waited}, attempt ${attempt}`;
}

const subject = ({ start }: CallRecord): string => `Claude ${start?.method ?? 'call'}`;

function verdict({ outcome, errorType, abortReason }: CallEnd, { attempts }: CallRecord): string {
  if (outcome === 'ok') return 'succeeded';
  if (outcome === 'aborted') return abortReason ? `aborted (${abortReason})` : 'aborted';
  return `failed: ${cause(outcome, attempts.at(-1)?.status, errorType)}`;
}

/** An outcome, and in whose words: `rejected (400 invalid_request_error)`. A success status is no cause. */
function cause(outcome: string, status: number | undefined, errorType: string | undefined): string {
  const code = status === undefined || status < 300 ? undefined : String(status);
  const words = [code, errorType === code ? undefined : errorType];
  const said = words.filter((word) => word !== undefined && word !== outcome);
  return said.length > 0 ? `${outcome} (${said.join(' ')})` : outcome;
}

/** None may have been sent, or seen. */
function tries({ attempts }: CallEnd): string {
  return attempts === 0 ? '' : ` after ${attempts} attempt${attempts === 1 ? '' : 's'}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
