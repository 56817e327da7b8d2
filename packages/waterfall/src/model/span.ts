import type { KnownAttributes } from './attributes.ts';

/** The span events that are drawn on a bar. */
export type KnownEvent = 'spanthropic.first_token' | 'spanthropic.stall';

export type SpanStatus = 'unset' | 'ok' | 'error';

export interface SpanEvent {
  readonly name: KnownEvent;
  /** Nanoseconds since the Unix epoch. */
  readonly at: bigint;
  readonly attributes: KnownAttributes;
}

/**
 * A span as the rest of the package sees it, whichever source it came from. Its strings hold nothing that could act on
 * a terminal, and of its attributes only the known ones are left: the readers see to both.
 */
export interface Span {
  readonly traceId: string;
  readonly id: string;
  readonly parentId: string | undefined;
  /** Whether the parent lives in another process; undefined where the source does not say. */
  readonly remoteParent: boolean | undefined;
  readonly name: string;
  /** Name of the instrumentation scope. */
  readonly scope: string;
  /** `service.name` of the resource, undefined when it has none or the SDK made one up. */
  readonly service: string | undefined;
  /** Nanoseconds since the Unix epoch. */
  readonly start: bigint;
  /** Nanoseconds since the Unix epoch, undefined while the span is open. */
  readonly end: bigint | undefined;
  readonly status: SpanStatus;
  readonly attributes: KnownAttributes;
  readonly events: readonly SpanEvent[];
}
