import type {
  AttemptEnd,
  BackoffEnd,
  BackoffStart,
  CallEvent,
  CallStart,
  Stall,
} from '../events.ts';

/** How many attempts, backoffs and stalls of a call are kept, the latest: collectors cut a line at 16 KB. */
const KEPT = 40;

/** A backoff, from what was planned to what passed. */
export interface LoggedBackoff {
  readonly start: BackoffStart;
  end: BackoffEnd | undefined;
}

/** What is known of a call in progress. Its start is absent when it was not seen. */
export class CallRecord {
  start: CallStart | undefined;
  /** Also where the call has no span of its own: that of its attempts. */
  traceId: string | undefined;
  timeToFirstToken: number | undefined;
  stallCount = 0;
  readonly attempts: AttemptEnd[] = [];
  readonly backoffs: LoggedBackoff[] = [];
  readonly stalls: Stall[] = [];

  /** Takes in what happened. */
  add(event: CallEvent): void {
    this.traceId ??= event.traceId;
    switch (event.type) {
      case 'call.start':
        this.start = event;
        return;
      case 'first_token':
        this.timeToFirstToken = event.timeToFirstToken;
        return;
      case 'stall':
        this.stallCount++;
        keep(this.stalls, event);
        return;
      case 'attempt.end':
        keep(this.attempts, event);
        return;
      case 'backoff.start':
        keep(this.backoffs, { start: event, end: undefined });
        return;
      case 'backoff.end': {
        const last = this.backoffs.at(-1);
        if (last) last.end = event;
        return;
      }
    }
  }
}

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > KEPT) list.shift();
}
