import type { ServedRequest } from './served-request.ts';

type Chunk = string | { readonly length: number } | null | undefined;
type Write = (...args: unknown[]) => unknown;

/** A request of `node:http` or `node:http2`, as far as it is looked at. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly socket: { readonly readableEnded?: boolean; readonly errored?: Error | null };
}

/** A response of `node:http`, or of `node:http2`, which has a stream. */
export interface NodeResponse {
  readonly writableFinished: boolean;
  readonly errored?: Error | null;
  /** Not in HTTP/2. */
  readonly closed?: boolean;
  readonly stream?: Http2Stream | undefined;
  once(event: 'close', listener: () => void): unknown;
}

interface Http2Stream {
  readonly aborted: boolean;
  readonly rstCode?: number | undefined;
  readonly errored: Error | null;
}

/**
 * Tells `served` of its answer: the first byte of the body, its end, and a client that went away before it,
 * whatever writes it. Goes by the response alone: a request closes as soon as its body was read.
 */
export function watchAnswer(
  served: Pick<ServedRequest<never>, 'firstByte' | 'finished' | 'disconnected'>,
  request: NodeRequest,
  response: NodeResponse,
): void {
  const over = (): void => {
    if (clientLeft(request, response)) served.disconnected();
    else served.finished();
  };
  // The client may have left while something before us was waited for.
  if (response.closed) over();
  else response.once('close', over);
  if (request.method !== 'HEAD') onFirstByte(response, () => served.firstByte());
}

/** Whether an answer that is over was broken off from the other side, not by the application or a time limit of its server. */
function clientLeft({ socket }: NodeRequest, response: NodeResponse): boolean {
  const { stream, writableFinished, errored } = response;
  // HTTP/2 calls a response finished that its client cancelled, and one that was destroyed here has no code.
  if (stream) return stream.aborted && Boolean(stream.rstCode) && !stream.errored;
  if (writableFinished) return false;
  return socket.readableEnded === true || (socket.errored != null && socket.errored !== errored);
}

/** Calls `tell` before the first bytes of the body are written, and takes itself out. */
function onFirstByte(response: object, tell: () => void): void {
  const target = response as Record<'write' | 'end', Write>;
  const restore: (() => void)[] = [];
  for (const name of ['write', 'end'] as const) {
    const before = target[name];
    const own = Object.getOwnPropertyDescriptor(target, name);
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      if (hasBytes(args[0] as Chunk)) {
        for (const put of restore.splice(0)) put();
        tell();
      }
      return Reflect.apply(before, this, args);
    };
    restore.push(() => {
      // Something that was put on top since keeps what it was put on.
      if (target[name] !== watched) return;
      if (own) Object.defineProperty(target, name, own);
      else Reflect.deleteProperty(target, name);
    });
    Object.defineProperty(target, name, { value: watched, writable: true, configurable: true });
  }
}

/** `end()` may have a callback, and no chunk. */
const hasBytes = (chunk: Chunk): boolean => typeof chunk !== 'function' && Boolean(chunk?.length);
