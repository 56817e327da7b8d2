import type { ObservedEvent } from '../events.ts';

/** What a call, and the seam on its behalf, tells telemetry. Nothing here ever throws. */
export interface CallObserver {
  /** Whether anybody wants to hear of the call; where nobody does, no event is made. */
  readonly listens: boolean;
  /** Something happened. */
  emit(event: ObservedEvent): void;
  /** The SDK made a span for this call, of unknown make. Before the first event. */
  adopt(span: unknown): void;
  /** The SDK hands a stream to the application. */
  streams(): void;
  /** How the request of the attempt that has just begun leaves; undefined for as it is. */
  depart(init: RequestInit | undefined): Departure | undefined;
  /** A response to `call` is here. */
  answered(call: AnsweredCall, status: number, headers: ResponseHeaders): void;
  /** Who takes what is said in the call; once it has begun, and only where that is captured. */
  readonly content: ContentObserver | undefined;
  /** One content delta was handed over, so many seconds after the one before. Only where it is asked for. */
  readonly chunk: ((gap: number) => void) | undefined;
}

/** Takes what is said in a call: its request, and its answer, whole or in the events of its stream. Nothing here ever throws. */
export interface ContentObserver {
  /** Whether anything can still be written: the SDK ends its own span before a raw body is read. */
  readonly open: boolean;
  /** The body of the request, as the application made it: its messages and system instructions. */
  messages(body: unknown): void;
  /** As above: its tool definitions. */
  tools(body: unknown): void;
  /** The parsed answer. */
  answer(message: unknown): void;
  /** The next event of its stream, parsed. */
  event(event: unknown): void;
}

/** What a response belongs to. */
export interface AnsweredCall {
  readonly method: string;
  readonly model?: string | undefined;
}

/** What response headers can be asked. */
export interface ResponseHeaders {
  get(name: string): string | null;
  has(name: string): boolean;
}

/** How the request of one attempt leaves. */
export interface Departure {
  /** Sends it, in the context of its attempt, and with its trace context if it has one. */
  send<T>(send: (init: RequestInit | undefined) => T): T;
  /** It has left, or will not. */
  done(): void;
}
