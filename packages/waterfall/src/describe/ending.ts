import { type KnownAttributes, textOf } from '../model/attributes.ts';
import type { Span } from '../model/span.ts';
import type { Mark } from './description.ts';

/** The outcomes of calls and attempts, in words that follow "attempt" or "call". */
const OUTCOMES: Readonly<Record<string, string>> = {
  rate_limited: 'rate limited',
  spend_limited: 'spend limit reached',
  overloaded: 'overloaded',
  server_error: 'server error',
  timeout: 'timed out',
  connection: 'connection lost',
  rejected: 'rejected',
  client_error: 'client error',
};

const ABORTS: Readonly<Record<string, string>> = {
  signal: 'aborted by its signal',
  closed: 'closed by the application',
  client_disconnected: 'aborted, the client went away',
  abandoned: 'abandoned, its stream was never read to the end',
  shutdown: 'cut short by the shutdown',
};

/** By the outcome where there is one, since an attempt that the SDK retries is a failure whatever its status says. */
export function markOf(span: Span, outcome: string | undefined): Mark | undefined {
  const { attributes, status } = span;
  if (outcome === 'aborted') return 'aborted';
  if (outcome === undefined && textOf(attributes, 'spanthropic.abort.reason')) return 'aborted';
  if (outcome !== undefined && outcome !== 'ok') return 'failed';
  return status === 'error' ? 'failed' : undefined;
}

export function describeOutcome(outcome: string): string {
  return OUTCOMES[outcome] ?? outcome;
}

export function describeAbort(attributes: KnownAttributes): string {
  const reason = textOf(attributes, 'spanthropic.abort.reason');
  return reason === undefined ? 'aborted' : (ABORTS[reason] ?? `aborted: ${reason}`);
}
