import { type Placed, Unordered } from '../unordered.ts';
import type { CallObserver } from './observer.ts';
import type { Progress } from './progress.ts';

/** A call that has begun and not ended. */
export interface OpenCall extends Placed {
  /** The client's seam that observes it. */
  readonly owner: object;
  /** Whether it is between two attempts. */
  readonly asleep: boolean;
  /** Who is told of it. */
  readonly observer: CallObserver;
  /** How far it is. */
  progress(): Progress;
  /** Ends it in telemetry; the call itself goes on. */
  abort(reason: 'shutdown'): void;
}

const open = new Unordered<OpenCall>();

/** A call begins. */
export function callOpened(call: OpenCall): void {
  open.add(call);
}

/** A call has ended. */
export function callEnded(call: OpenCall): void {
  open.remove(call);
}

/** The calls in flight, of all clients. */
export function openCalls(): readonly OpenCall[] {
  return open.snapshot();
}

/** Ends the open calls that `which` picks. */
export function endOpenCalls(which: (call: OpenCall) => boolean): void {
  for (const call of openCalls().filter(which)) call.abort('shutdown');
}
