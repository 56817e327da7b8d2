import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { labelOf } from '../../../core/reference/prometheus.ts';

interface Collector {
  readonly connectors: {
    readonly spanmetrics: { readonly dimensions: readonly { readonly name: string }[] };
  };
}

const { connectors }: Collector = parse(
  readFileSync(new URL('../../stack/jaeger.yaml', import.meta.url), 'utf8'),
);

/** What `spanmetrics` counts by, whatever its dimensions. */
const ALWAYS = ['job', 'service_name', 'span_name', 'span_kind', 'status_code'];

/** The labels of what the stack's Jaeger makes of spans, by the series' names. */
export const SPAN_METRICS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  ['calls_total', 'duration_seconds_bucket', 'duration_seconds_sum', 'duration_seconds_count'].map(
    (name) => [
      `traces_span_metrics_${name}`,
      new Set([
        ...ALWAYS,
        ...connectors.spanmetrics.dimensions.map((dimension) => labelOf(dimension.name)),
        ...(name.endsWith('_bucket') ? ['le'] : []),
      ]),
    ],
  ),
);
