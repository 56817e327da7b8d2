import { guard } from '../guard.ts';

/** What is seen of a body that somebody else reads. */
export interface BodyReader {
  /** The reader asks for the next chunk. */
  asked(): void;
  /** A chunk is handed to the reader. */
  chunk(value: unknown): void;
  /** The reader was told that the body is over. */
  ended(): void;
  /** Reading threw. */
  failed(error: unknown): void;
  /** The reader left early. */
  left(): void;
}

interface Reads {
  next?: Read;
  read?: Read;
}
type Read = (...args: unknown[]) => Promise<{ done?: boolean; value?: unknown }>;
type Leave = (...args: unknown[]) => unknown;

/**
 * Follows whoever reads `body`, a `ReadableStream` or an async iterable, without reading, locking or
 * replacing it: by own, non-enumerable properties where reading begins. Node.js's own
 * `response.json()`, `text()` and the rest go through `getReader()` too. False when there is nothing
 * to follow.
 */
export function followBody(body: unknown, reader: BodyReader): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const members = body as Record<PropertyKey, unknown>;
  const iterates = wrapBegin(members, Symbol.asyncIterator, (iterator) => {
    followReads(iterator, 'next', reader);
    followLeave(iterator, 'return', reader);
  });
  const reads = wrapBegin(members, 'getReader', (taken) => {
    followReads(taken, 'read', reader);
    followLeave(taken, 'cancel', reader);
  });
  wrapBegin(members, 'values', (iterator) => {
    followReads(iterator, 'next', reader);
    followLeave(iterator, 'return', reader);
  });
  wrapBegin(members, 'pipeThrough', (piped) => followBody(piped, reader));
  wrapBegin(members, 'tee', (branches) => followBranches(branches, reader));
  followPipe(members, reader);
  followLeave(members, 'cancel', reader);
  return iterates || reads;
}

/** Overrides `target[name]()`, and lets `follow` look at what it returns. */
function wrapBegin(
  target: Record<PropertyKey, unknown>,
  name: PropertyKey,
  follow: (begun: Record<PropertyKey, unknown>) => void,
): boolean {
  const original = target[name];
  if (typeof original !== 'function') return false;
  return define(target, name, function (this: unknown, ...args: unknown[]) {
    const begun = original.apply(this, args);
    guard(() => follow(begun));
    return begun;
  });
}

function followReads(target: Reads, name: keyof Reads, reader: BodyReader): void {
  const original = target[name];
  if (typeof original !== 'function') return;
  const onRead = <T extends { done?: boolean; value?: unknown }>(result: T): T => {
    guard(() => {
      reader.chunk(result.value);
      if (result.done) reader.ended();
    });
    return result;
  };
  const onError = (error: unknown): never => {
    guard(() => reader.failed(error));
    throw error;
  };
  define(target, name, function (this: unknown, ...args: unknown[]) {
    guard(() => reader.asked());
    return original.apply(this, args).then(onRead, onError);
  });
}

function followLeave(target: object, name: string, reader: BodyReader): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') return;
  define(target, name, function (this: unknown, ...args: unknown[]) {
    guard(() => reader.left());
    return (original as Leave).apply(this, args);
  });
}

/** A body that was split is read while either branch is, and left when both are. */
function followBranches(branches: unknown, reader: BodyReader): void {
  if (!Array.isArray(branches)) return;
  let reading = branches.length;
  const left = (): void => {
    if (--reading === 0) reader.left();
  };
  for (const branch of branches) followBody(branch, { ...reader, left });
}

/** `pipeTo()` reads out of sight. Its promise is replaced, never forked: a rejection stays the application's to handle. */
function followPipe(body: { pipeTo?: unknown }, reader: BodyReader): void {
  const original = body.pipeTo;
  if (typeof original !== 'function') return;
  define(body, 'pipeTo', function (this: unknown, ...args: unknown[]) {
    guard(() => reader.asked());
    return original.apply(this, args).then(
      (value: unknown) => {
        guard(() => reader.ended());
        return value;
      },
      (error: unknown) => {
        guard(() => reader.failed(error));
        throw error;
      },
    );
  });
}

function define(target: object, name: PropertyKey, value: unknown): boolean {
  return Reflect.defineProperty(target, name, {
    value,
    enumerable: false,
    writable: true,
    configurable: true,
  });
}
