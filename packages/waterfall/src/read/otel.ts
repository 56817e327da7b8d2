import type { KnownAttributes } from '../model/attributes.ts';
import type { Span, SpanEvent, SpanStatus } from '../model/span.ts';
import { cleanShort } from './clean.ts';
import { isKnownEvent, keepKnown, serviceName } from './known.ts';
import { fromHrTime, type HrTime } from './nanoseconds.ts';

/**
 * A finished span of OpenTelemetry's SDK, by its shape: `ReadableSpan` of 2.x and of 3.x both fit, so that neither has
 * to be installed.
 */
export interface OtelSpan {
  readonly name: string;
  /** `SpanKind` of `@opentelemetry/api`: 1 is SERVER, 4 is CONSUMER. */
  readonly kind: number;
  /** Ids in hexadecimal. */
  readonly spanContext: () => { readonly traceId: string; readonly spanId: string };
  /** The parent; absent on a root. */
  readonly parentSpanContext?:
    | { readonly spanId: string; readonly isRemote?: boolean | undefined }
    | undefined;
  /** The parent's id in SDK versions before 2.0, which have no `parentSpanContext`. */
  readonly parentSpanId?: string | undefined;
  /** `[seconds, nanoseconds]` since the Unix epoch. */
  readonly startTime: HrTime;
  /** `[seconds, nanoseconds]` since the Unix epoch; before the start while the span is open. */
  readonly endTime: HrTime;
  /** `code` is 0 for unset, 1 for OK and 2 for Error. */
  readonly status: { readonly code: number };
  /** Read only by the names of Spanthropic, and a few of the GenAI and HTTP conventions. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** First tokens and stalls are drawn, other events are not looked at. */
  readonly events: readonly {
    readonly name: string;
    readonly time: HrTime;
    readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  }[];
  /** Where the span comes from: the SDK's own call span is known by its scope. */
  readonly instrumentationScope?: { readonly name: string } | undefined;
  /** Only `service.name` is read. */
  readonly resource?: { readonly attributes: Readonly<Record<string, unknown>> } | undefined;
}

/** By `SpanStatusCode` of `@opentelemetry/api`. */
const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];
const KIND_SERVER = 1;
const KIND_CONSUMER = 4;

/** Copies what is drawn, so that nothing of the application's span is held while its trace is waited for. */
export function readOtelSpan(span: OtelSpan): Span {
  const { traceId, spanId } = span.spanContext();
  const parentId = span.parentSpanContext?.spanId ?? span.parentSpanId;
  const start = fromHrTime(span.startTime);
  const end = fromHrTime(span.endTime);
  return {
    traceId: cleanShort(traceId),
    id: spanId,
    parentId: parentId || undefined,
    remoteParent: parentId ? isRemote(span) : undefined,
    name: cleanShort(span.name),
    scope: span.instrumentationScope?.name ?? '',
    service: serviceName(span.resource?.attributes['service.name']),
    start,
    end: end < start ? undefined : end,
    status: STATUSES[span.status.code] ?? 'unset',
    attributes: readAttributes(span.attributes),
    events: span.events.flatMap(readEvent),
  };
}

/**
 * A parent that was read from a message by hand often lacks `isRemote`. What serves or consumes begins a piece of work
 * of its own in any case.
 */
function isRemote(span: OtelSpan): boolean {
  if (span.parentSpanContext?.isRemote === true) return true;
  return span.kind === KIND_SERVER || span.kind === KIND_CONSUMER;
}

function readEvent(event: OtelSpan['events'][number]): SpanEvent[] {
  if (!isKnownEvent(event.name)) return [];
  return [
    {
      name: event.name,
      at: fromHrTime(event.time),
      attributes: readAttributes(event.attributes ?? {}),
    },
  ];
}

function readAttributes(attributes: Readonly<Record<string, unknown>>): KnownAttributes {
  const known: KnownAttributes = {};
  for (const name of Object.keys(attributes)) {
    keepKnown(known, name, () => attributes[name]);
  }
  return known;
}
