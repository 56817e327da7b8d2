/** The parts of an OTLP `ExportTraceServiceRequest` in JSON that the tests read. */
export interface ExportRequest {
  /** Of another signal a request has none. */
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string };
      readonly spans: readonly SentSpan[];
    }[];
  }[];
}

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

/** One of these is there; 64-bit integers may be text. */
interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: readonly AnyValue[] };
}

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly KeyValue[];
  readonly events?: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes?: readonly KeyValue[];
  }[];
  readonly status?: { readonly code?: number };
}

type Attributes = Readonly<Record<string, unknown>>;

const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const statuses = ['UNSET', 'OK', 'ERROR'] as const;

/** A span as it arrived. Ids are hexadecimal, times nanoseconds since the epoch. */
export interface ArrivedSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: (typeof kinds)[number] | undefined;
  readonly scope: string;
  readonly service: unknown;
  readonly start: bigint;
  readonly end: bigint;
  readonly status: (typeof statuses)[number] | undefined;
  readonly attributes: Attributes;
  readonly events: readonly {
    readonly name: string;
    readonly at: bigint;
    readonly attributes: Attributes;
  }[];
}

/** All spans of a request, in the order in which they were sent. */
export function spansOf({ resourceSpans = [] }: ExportRequest): ArrivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = attributesOf(resource.attributes)['service.name'];
    return scopeSpans.flatMap(({ scope, spans }) => {
      return spans.map((span) => arrived(span, scope.name, service));
    });
  });
}

function arrived(span: SentSpan, scope: string, service: unknown): ArrivedSpan {
  return {
    traceId: span.traceId,
    id: span.spanId,
    parentId: span.parentSpanId || undefined,
    name: span.name,
    kind: kinds[span.kind],
    scope,
    service,
    start: BigInt(span.startTimeUnixNano),
    end: BigInt(span.endTimeUnixNano),
    status: statuses[span.status?.code ?? 0],
    attributes: attributesOf(span.attributes),
    events: (span.events ?? []).map(({ name, timeUnixNano, attributes }) => {
      return { name, at: BigInt(timeUnixNano), attributes: attributesOf(attributes) };
    }),
  };
}

function attributesOf(list: readonly KeyValue[] = []): Attributes {
  return Object.fromEntries(list.map(({ key, value }) => [key, plain(value)]));
}

function plain({ stringValue, boolValue, intValue, doubleValue, arrayValue }: AnyValue): unknown {
  if (intValue !== undefined) return Number(intValue);
  return stringValue ?? boolValue ?? doubleValue ?? arrayValue?.values.map(plain);
}
