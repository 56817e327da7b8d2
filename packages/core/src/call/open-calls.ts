/** A call that has begun and not ended. */
export interface OpenCall {
  /** The client's seam that observes it. */
  readonly owner: object;
  /** Whether it is between two attempts. */
  readonly asleep: boolean;
  /** Where it stands among the open ones; theirs to set. */
  place: number;
  /** Ends it in telemetry; the call itself goes on. */
  abort(reason: 'shutdown'): void;
}

// A list in no order, as each call knows its place: a set would have to hash each of them.
const open: OpenCall[] = [];

/** A call begins. */
export function callOpened(call: OpenCall): void {
  call.place = open.push(call) - 1;
}

/** A call has ended: the last one takes its place. */
export function callEnded(call: OpenCall): void {
  const last = open.pop();
  if (last === undefined || last === call) return;
  open[call.place] = last;
  last.place = call.place;
}

/** Ends the open calls that `which` picks. */
export function endOpenCalls(which: (call: OpenCall) => boolean): void {
  for (const call of open.filter(which)) call.abort('shutdown');
}
