import type { KnownAttributes } from '../model/attributes.ts';
import type { Span, SpanEvent, SpanStatus } from '../model/span.ts';
import { cleanShort } from './clean.ts';
import { isKnownEvent, keepKnown, serviceName } from './known.ts';
import { fromInt64 } from './nanoseconds.ts';

type Json = Readonly<Record<string, unknown>>;

// `Span.flags` of OTLP: two bits say whether the parent is remote, and whether that is known at all.
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/**
 * Reads the spans of one JSON value: an `ExportTraceServiceRequest` or `TracesData`, one in Jaeger's envelope
 * (`{ "result": ... }`), or an array of these. Undefined when it is none of them.
 */
export function readOtlpJson(value: unknown): Span[] | undefined {
  if (Array.isArray(value)) return readArray(value);
  if (!isObject(value)) return undefined;
  if (isObject(value.result)) return readOtlpJson(value.result);
  if (!Array.isArray(value.resourceSpans)) return isOtherSignal(value) ? [] : undefined;
  return objects(value.resourceSpans).flatMap(readResourceSpans);
}

function readArray(values: readonly unknown[]): Span[] | undefined {
  const read = values.map(readOtlpJson);
  const spans = read.flatMap((some) => some ?? []);
  return read.includes(undefined) || read.length === 0 ? undefined : spans;
}

/** The collector's file exporter writes metrics and logs into the same file. */
function isOtherSignal(value: Json): boolean {
  return Array.isArray(value.resourceMetrics) || Array.isArray(value.resourceLogs);
}

function readResourceSpans(resourceSpans: Json): Span[] {
  const resource = isObject(resourceSpans.resource) ? resourceSpans.resource : {};
  const attribute = objects(resource.attributes).find((each) => each.key === 'service.name');
  const service = serviceName(plainValue(attribute?.value));
  return objects(resourceSpans.scopeSpans).flatMap((scopeSpans) => {
    const name = isObject(scopeSpans.scope) ? scopeSpans.scope.name : undefined;
    const scope = typeof name === 'string' ? name : '';
    return objects(scopeSpans.spans).flatMap((span) => readSpan(span, scope, service));
  });
}

function readSpan(span: Json, scope: string, service: string | undefined): Span[] {
  const traceId = readId(span.traceId);
  const id = readId(span.spanId);
  const start = fromInt64(span.startTimeUnixNano);
  if (traceId === undefined || id === undefined || start === undefined) return [];
  const parentId = readId(span.parentSpanId);
  const end = fromInt64(span.endTimeUnixNano);
  return [
    {
      traceId,
      id,
      parentId,
      remoteParent: parentId === undefined ? undefined : isRemote(span.flags),
      name: typeof span.name === 'string' ? cleanShort(span.name) : '',
      scope,
      service,
      start,
      end: end === undefined || end < start ? undefined : end,
      status: readStatus(span.status),
      attributes: readAttributes(span.attributes),
      events: objects(span.events).flatMap(readEvent),
    },
  ];
}

function readEvent(event: Json): SpanEvent[] {
  const at = fromInt64(event.timeUnixNano);
  if (!isKnownEvent(event.name) || at === undefined) return [];
  return [{ name: event.name, at, attributes: readAttributes(event.attributes) }];
}

/** OTLP's JSON has hexadecimal ids, in either case. A root's parent id may be there, and empty or all zeros. */
function readId(value: unknown): string | undefined {
  if (typeof value !== 'string' || /^0*$/.test(value)) return undefined;
  return cleanShort(/^[0-9a-f]+$/i.test(value) ? value.toLowerCase() : value);
}

function isRemote(flags: unknown): boolean | undefined {
  if (typeof flags !== 'number' || (flags & HAS_IS_REMOTE) === 0) return undefined;
  return (flags & IS_REMOTE) !== 0;
}

/** Enumerations are numbers by OTLP's rules; ProtoJSON in general writes their names. */
function readStatus(status: unknown): SpanStatus {
  const code = isObject(status) ? status.code : undefined;
  if (code === 2 || code === 'STATUS_CODE_ERROR') return 'error';
  return code === 1 || code === 'STATUS_CODE_OK' ? 'ok' : 'unset';
}

function readAttributes(list: unknown): KnownAttributes {
  const known: KnownAttributes = {};
  for (const { key, value } of objects(list)) keepKnown(known, key, () => plainValue(value));
  return known;
}

/** Lists and maps are left out: no attribute that is drawn has one. */
function plainValue(value: unknown): unknown {
  if (!isObject(value)) return undefined;
  const { stringValue, boolValue, intValue, doubleValue } = value;
  if (intValue !== undefined) return Number(intValue);
  return stringValue ?? boolValue ?? doubleValue;
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
