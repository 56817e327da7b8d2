import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallEvent } from '../src/events.ts';
import { type Interface, readInterfaces } from './interfaces.ts';
import {
  ABORT_REASONS,
  BACKOFF_SOURCES,
  OUTCOMES,
  RETRY_REASONS,
  STALL_PHASES,
  STREAM_ENDS,
  type Vocabulary,
} from './vocabularies.ts';

const interfaces = [
  'events.ts',
  'stream/summary.ts',
  'call/response-facts.ts',
  'call/usage.ts',
].flatMap((file) =>
  readInterfaces(readFileSync(join(import.meta.dirname, '../src', file), 'utf8')),
);

function find(name: string): Interface {
  const found = interfaces.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no interface ${name}`);
  return found;
}

/** What one type of event says. */
export interface ListedEvent {
  readonly type: CallEvent['type'];
  readonly interface: Interface;
}

/** The events of `onEvent`, in the order of the source. */
export const EVENTS: readonly ListedEvent[] = interfaces.flatMap((each) => {
  const type = each.fields.find(({ name }) => name === 'type')?.type;
  const fields = each.fields.filter(({ name }) => name !== 'type');
  // The name of an interface is text here: that a quoted type is one of the union's is for the test to see.
  return type?.startsWith("'")
    ? [{ type: type.slice(1, -1) as CallEvent['type'], interface: { ...each, fields } }]
    : [];
});

/** What every event has. */
export const EVERY_EVENT: Readonly<Record<'callId' | 'time' | 'traceId' | 'spanId', string>> = {
  callId: 'string: the same for all events of one call, unique in this process',
  time: 'number: milliseconds since the epoch, with sub-millisecond digits',
  traceId: 'string, absent where there is no span: 32 hexadecimal digits',
  spanId:
    'string, absent where there is no span: 16 hexadecimal digits, of the attempt, the backoff or the call that the event is about',
};

/** What stands in fields of events. */
export const PARTS: readonly Interface[] = [
  'RequestSettings',
  'StreamSummary',
  'ResponseFacts',
  'Usage',
].map(find);

/** The values of the types that fields have. */
export const VALUES_OF_TYPE: ReadonlyMap<string, Vocabulary> = new Map([
  ['AttemptOutcome', OUTCOMES],
  ['CallOutcome', OUTCOMES],
  ['AbortReason', ABORT_REASONS],
  ['StreamEnd', STREAM_ENDS],
  ["StreamSummary['end']", STREAM_ENDS],
  ['StallPhase', STALL_PHASES],
  ['BackoffSource', BACKOFF_SOURCES],
  ['RetryReason', RETRY_REASONS],
]);
