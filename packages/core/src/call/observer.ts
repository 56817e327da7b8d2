import type { ObservedEvent } from '../events.ts';

/** Receives the events of a call. Never throws. */
export interface CallObserver {
  emit(event: ObservedEvent): void;
}
