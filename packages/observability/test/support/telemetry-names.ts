import { type AttributeConstant, nameOf } from '../../../core/reference/attribute.ts';
import { ATTRIBUTES } from '../../../core/reference/attributes.ts';
import { placed } from '../../../core/reference/cells.ts';
import { ALL_METRICS, attributesOfMetric } from '../../../core/reference/metrics.ts';
import { labelOf, prometheusNames } from '../../../core/reference/prometheus.ts';
import type { Metric } from '../../../core/src/metrics/metric.ts';

/** What Prometheus itself gives each series, on every route. */
const TARGET_LABELS = ['job', 'instance'];

/**
 * The labels of every series that our instrumentation leaves in Prometheus, by its name there: those of
 * histograms with `_bucket`, `_sum`, `_count`, and, where routes differ, under either name. Labels that
 * only some routes or releases have (`otel_scope_*`, promoted resource attributes) are not among them.
 */
export const LABELS_OF_SERIES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  ALL_METRICS.flatMap((metric) => {
    const labels = [
      ...TARGET_LABELS,
      ...placed(attributesOfMetric(metric)).map(([constant]) => labelOf(nameOf(constant))),
    ];
    // The OTLP receiver and the collector's exporter translate alike; `exporter-prometheus` knows no units.
    const { scraped, escaped } = prometheusNames(metric);
    return [...new Set([scraped, escaped])].flatMap((name) => seriesOf(name, metric.kind, labels));
  }),
);

function seriesOf(
  name: string,
  kind: Metric['kind'],
  labels: readonly string[],
): (readonly [string, ReadonlySet<string>])[] {
  if (kind !== 'histogram') return [[name, new Set(labels)]];
  return [
    [`${name}_bucket`, new Set([...labels, 'le'])],
    [`${name}_sum`, new Set(labels)],
    [`${name}_count`, new Set(labels)],
  ];
}

/** What Prometheus has of every target, however it is fed; `up` of scraped ones. */
export const SERIES_OF_TARGETS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  ['up', 'target_info'].map((name) => [name, new Set(TARGET_LABELS)]),
);

/** The values that a label can have, of labels with a closed set of them. */
export const VALUES_OF_LABELS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.keys(ATTRIBUTES).flatMap((constant) => {
    const { type, values } = ATTRIBUTES[constant as AttributeConstant];
    const label = labelOf(nameOf(constant as AttributeConstant));
    if (type === 'boolean') return [[label, new Set(['true', 'false'])]];
    if (values === undefined || values.besides !== undefined) return [];
    return [[label, new Set(Object.keys(values.values))]];
  }),
);
