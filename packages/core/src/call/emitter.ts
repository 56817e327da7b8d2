import type { ObservedEvent } from '../events.ts';
import { type CallDescription, startEvent } from './description.ts';
import type { CallObserver } from './observer.ts';

type Writable<Event> = { -readonly [Field in keyof Event]: Event[Field] };
type Untimed<Event> = Event extends unknown ? Omit<Event, 'callId' | 'time'> : never;

/** Tells the observer of one call what happens. Times in milliseconds since the epoch. */
export class Emitter {
  readonly #callId: string;
  readonly #observer: CallObserver;
  #begun = false;
  #ended = false;

  constructor(callId: string, observer: CallObserver) {
    this.#callId = callId;
    this.#observer = observer;
  }

  /** The call begins: nothing is told before it is known what it is. */
  begin(time: number, description: CallDescription, nested: boolean): void {
    const start = startEvent(this.#callId, time, description, nested);
    this.#begun = true;
    this.#observer.emit(start);
  }

  /** Tells what happened. The end is the last thing to be told: whoever hears an event may have ended the call. */
  emit(time: number, untimed: Untimed<ObservedEvent>): void {
    if (!this.#begun || this.#ended) return;
    this.#ended = untimed.type === 'call.end';
    // Completed in place: the object was made for this, and copying it is measurable.
    const event = untimed as Writable<ObservedEvent>;
    event.callId = this.#callId;
    event.time = time;
    this.#observer.emit(event);
  }
}
