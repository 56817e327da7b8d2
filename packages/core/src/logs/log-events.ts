import type { CallEvent } from '../events.ts';
import { guard, report } from '../guard.ts';
import { CallRecord } from './call-record.ts';
import { backoffFields, callFields, stallFields } from './fields.ts';
import { type LogOptions, resolveLogOptions } from './log-options.ts';
import { type FieldLogger, type WriteLine, writerOf } from './logger.ts';
import { backoffSentence, callSentence, stallSentence } from './sentences.ts';

/** How many calls in progress are remembered. The oldest is forgotten first; its line then says less. */
const REMEMBERED = 10_000;

/** Seconds that a timer can last. The SDK's sleep is over at once where more is asked. */
const LONGEST = (2 ** 31 - 1) / 1000;

/**
 * An `onEvent` that writes one structured line for each call that failed or was retried, when it ends:
 * all its attempts with their outcomes and request ids, all its waits, and its trace. `error` for a call
 * that failed, `warn` for one that succeeded after all, and for one that the application aborted after
 * retries, which may be why. A call that succeeded at once, or was aborted at once, writes nothing.
 *
 * What may not end before somebody looks has a line, `warn`, while it lasts: a long backoff, and a
 * stall (see the options); the end of such a call has its line too, also when it went well.
 *
 * The fields have the names that they have in the events, `type` included (`call.end`, `backoff.start`,
 * `stall`), and `eachAttempt`, `eachBackoff`, `eachStall` the latest 40 of each. Durations are in
 * seconds. Never content, keys or headers. One function may serve several clients.
 *
 * @param logger pino, or another that takes fields and a message in this order (Fastify's `log`,
 * bunyan). A `Console` is known and gets each line as JSON. winston's order is the other one: wrap it.
 * @throws {TypeError} for a logger without `warn()` and `error()`, and for a wrong option; never later.
 */
export function logEvents(logger: FieldLogger, options?: LogOptions): (event: CallEvent) => void {
  const { longBackoff, stalls } = resolveLogOptions(logger, options);
  const write = writerOf(logger);
  const records = new Map<string, CallRecord>();

  const lineOf = (event: CallEvent): Parameters<WriteLine> | undefined => {
    const record = recordOf(records, event.callId);
    record.add(event);
    switch (event.type) {
      case 'backoff.start': {
        const { planned = 0 } = event;
        if (planned <= longBackoff || planned > LONGEST) return undefined;
        return ['warn', backoffFields(event, record), backoffSentence(event, record)];
      }
      case 'stall':
        if (!stalls) return undefined;
        return ['warn', stallFields(event, record), stallSentence(event, record)];
      case 'call.end': {
        records.delete(event.callId);
        const { outcome, retried } = event;
        const failed = outcome !== 'ok' && outcome !== 'aborted';
        const stalled = stalls && record.stallCount > 0;
        if (!failed && !retried && !stalled) return undefined;
        const level = failed ? 'error' : 'warn';
        return [level, callFields(event, record), callSentence(event, record)];
      }
    }
    return undefined;
  };
  return (event) => {
    const line = lineOf(event);
    // Guarded here too: an application may call this from a hook of its own.
    const written = line && guard(() => write(...line), 'hooks');
    if (written instanceof Promise) written.catch((problem) => report(problem, 'hooks'));
  };
}

function recordOf(records: Map<string, CallRecord>, callId: string): CallRecord {
  const known = records.get(callId);
  if (known) return known;
  for (const oldest of records.keys()) {
    if (records.size < REMEMBERED) break;
    records.delete(oldest);
  }
  const record = new CallRecord();
  records.set(callId, record);
  return record;
}
