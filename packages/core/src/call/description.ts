import type { CallStart, ObservedEvent } from '../events.ts';

/** What is known of a call when its options are. */
export interface CallDescription extends Omit<CallStart, 'type' | 'nested'> {
  /** The abort signal that the application gave. */
  readonly signal: AbortSignal | undefined;
  /** What aborts the call when the client of the application goes away; it is a part of `signal`. */
  readonly disconnect: AbortSignal | undefined;
  /** The objects of the application's that the request is known by. */
  readonly sent: readonly object[];
  /** An SDK helper reads the stream ahead by itself. */
  readonly readAhead: boolean;
}

/** The event of a call's beginning. */
export function startEvent(
  callId: string,
  time: number,
  description: CallDescription,
  nested: boolean,
): ObservedEvent & CallStart {
  const { method, model, stream, provider, serverAddress, serverPort } = description;
  const { clientName, request } = description;
  return {
    type: 'call.start',
    callId,
    time,
    method,
    model,
    stream,
    provider,
    serverAddress,
    serverPort,
    clientName,
    request,
    nested,
  };
}
