import { type Attributes, type AttributeValue, SpanKind } from '@opentelemetry/api';
import { DataPointType, type Histogram, type MetricData } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** What an application adds itself, and no reference lists. */
export const ADDED = { 'app.feature': 'search' };

/** What was seen of attributes in one place: all values of each name. */
export type Seen = ReadonlyMap<string, readonly AttributeValue[]>;

/** A metric as it came out; its attributes are in the sightings. */
export interface SeenMetric {
  readonly kind: 'counter' | 'up-down counter' | 'gauge' | 'histogram';
  readonly unit: string;
  readonly description: string;
  readonly buckets: readonly number[] | undefined;
}

/** Gathers what came out of calls, and where. */
export class Sightings {
  readonly metrics = new Map<string, SeenMetric>();
  readonly #places = new Map<string, Map<string, AttributeValue[]>>();

  /** What was seen of attributes at `place`: a kind of span, an event on spans, or a metric. */
  at(place: string): Seen {
    return this.#places.get(place) ?? new Map();
  }

  /** All places where anything was seen. */
  get places(): string[] {
    return [...this.#places.keys()];
  }

  /** All values that an attribute had anywhere. */
  valuesOf(name: string): Set<unknown> {
    const values = [...this.#places.values()].flatMap((seen) => seen.get(name) ?? []);
    return new Set(values.flat());
  }

  /** A span of ours. */
  own(span: ReadableSpan): void {
    this.#see(span.kind === SpanKind.CLIENT ? 'own call' : span.name, span.attributes);
    this.#events(span);
  }

  /** A span of an HTTP instrumentation, which writes nothing by itself. */
  server(span: ReadableSpan): void {
    this.#see('SERVER', span.attributes);
  }

  /** A span of the SDK's, which writes `native` by itself: the rest is ours. */
  adopted(span: ReadableSpan, native: ReadonlySet<string>): void {
    const ours = Object.entries(span.attributes).filter(([name]) => !native.has(name));
    this.#see('adopted call', Object.fromEntries(ours));
    this.#events(span);
  }

  /** A metric, where it counts: a series that is still at zero was caused by no call. */
  metric(metric: MetricData): void {
    const { name, unit, description } = metric.descriptor;
    const points = metric.dataPoints.filter(({ value }) =>
      typeof value === 'number' ? value !== 0 : value.count > 0,
    );
    if (points.length === 0) return;
    const buckets =
      metric.dataPointType === DataPointType.HISTOGRAM
        ? (points[0]?.value as Histogram | undefined)?.buckets.boundaries
        : undefined;
    this.metrics.set(name, { kind: kindOf(metric), unit, description, buckets });
    for (const { attributes } of points) this.#see(name, attributes);
  }

  #events({ events }: ReadableSpan): void {
    for (const { name, attributes } of events) {
      // The SDK has no event of its own but what OpenTelemetry calls `exception`.
      if (name !== 'exception') this.#see(name, attributes ?? {});
    }
  }

  #see(place: string, attributes: Attributes): void {
    const seen = this.#places.get(place) ?? new Map<string, AttributeValue[]>();
    this.#places.set(place, seen);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === undefined || name in ADDED) continue;
      seen.set(name, [...(seen.get(name) ?? []), value]);
    }
  }
}

function kindOf(metric: MetricData): SeenMetric['kind'] {
  switch (metric.dataPointType) {
    case DataPointType.SUM:
      return metric.isMonotonic ? 'counter' : 'up-down counter';
    case DataPointType.GAUGE:
      return 'gauge';
    default:
      return 'histogram';
  }
}
