import type { CallEvent } from 'spanthropic';

/** What the calls came to, by the events of `onEvent`. */
export class Tally {
  /** Calls that were answered, and calls that failed for good. */
  answered = 0;
  failed = 0;
  attempts = 0;
  /** Attempts that the API refused with status 429. */
  refused = 0;
  /** Seconds in backoff, of all calls together. */
  asleep = 0;

  add(event: CallEvent): void {
    switch (event.type) {
      case 'attempt.end':
        this.attempts++;
        if (event.status === 429) this.refused++;
        break;
      case 'backoff.end':
        this.asleep += event.actual;
        break;
      case 'call.end':
        if (event.outcome === 'ok') this.answered++;
        else this.failed++;
        break;
    }
  }
}
