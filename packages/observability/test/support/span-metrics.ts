import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { labelOf } from '../../../core/reference/prometheus.ts';

interface Collector {
  readonly connectors: Readonly<Record<string, SpanMetrics | null>>;
}

interface SpanMetrics {
  readonly namespace?: string | undefined;
  readonly dimensions: readonly { readonly name: string }[];
}

/** What `spanmetrics` counts by, whatever its dimensions. */
const ALWAYS = ['job', 'service_name', 'span_name', 'span_kind', 'status_code'];
const PARTS = [
  'calls_total',
  'duration_seconds_bucket',
  'duration_seconds_sum',
  'duration_seconds_count',
];

/** The labels of what the shipped collectors make of spans, by the series' names. */
export const SPAN_METRICS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  ['jaeger.yaml', 'collector.yaml'].flatMap((file) => {
    const text = readFileSync(new URL(`../../stack/${file}`, import.meta.url), 'utf8');
    const { connectors }: Collector = parse(text, { merge: true });
    return Object.entries(connectors).flatMap(([name, connector]) =>
      connector && /^spanmetrics\b/.test(name) ? seriesOf(connector) : [],
    );
  }),
);

function seriesOf({
  namespace = 'traces.span.metrics',
  dimensions,
}: SpanMetrics): (readonly [string, ReadonlySet<string>])[] {
  const labels = [...ALWAYS, ...dimensions.map(({ name }) => labelOf(name))];
  return PARTS.map((part) => [
    `${labelOf(namespace)}_${part}`,
    new Set(part.endsWith('_bucket') ? [...labels, 'le'] : labels),
  ]);
}
