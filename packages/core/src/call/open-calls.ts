/** A call that has begun and not ended. */
export interface OpenCall {
  /** The client's seam that observes it. */
  readonly owner: object;
  /** Whether it is between two attempts. */
  readonly asleep: boolean;
  /** Ends it in telemetry; the call itself goes on. */
  abort(reason: 'shutdown'): void;
}

const open = new Set<OpenCall>();

/** A call begins. */
export function callOpened(call: OpenCall): void {
  open.add(call);
}

/** A call has ended. */
export function callEnded(call: OpenCall): void {
  open.delete(call);
}

/** Ends the open calls that `which` picks. */
export function endOpenCalls(which: (call: OpenCall) => boolean): void {
  for (const call of [...open]) if (which(call)) call.abort('shutdown');
}
