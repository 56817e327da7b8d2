import type { Metric } from '../src/metrics/metric.ts';
import { nameOf } from './attribute.ts';
import { ATTRIBUTES } from './attributes.ts';
import { meaningOf, placed, typeOf } from './cells.ts';
import { blocks, code, table } from './markdown.ts';
import {
  ALL_METRICS,
  DEFAULT_METRICS,
  LATEST_METRICS,
  type ListedMetric,
  OWN_ATTRIBUTES,
  OWN_METRICS,
  SHARED,
} from './metrics.ts';
import { labelOf, prometheusNames } from './prometheus.ts';
import type { Placements } from './spans.ts';

/** The metrics, their buckets, and their names in Prometheus. */
export const metricsPart = (): string =>
  blocks(
    '## Metrics',
    'Of every call, sampled or not, failed or not; of a stream when it ends, however it ends. Counters and gauges are read from numbers of our own at collection, histograms recorded when the thing ends. At most 50 model names of each client name are told apart, and 100 sets of what `attributes(call)` returns: all beyond are `_OTHER`.',
    'A series is there since the first of its kind: since the start of the first call with such attributes, for example, and with `models: [...]` since `instrument()`. Counters begin at 0, for each value that alerts look at.',
    '### Metrics of calls',
    'Each has its own attributes, these, and what `attributes(call)` returns:',
    sharedTable('call'),
    metricTable(OWN_METRICS.filter(({ group }) => group === 'call')),
    '### Metrics of rate limits',
    'What the newest response said, error or not, read at collection; nothing where a gateway strips the headers. Each has these attributes:',
    sharedTable('rate limit'),
    metricTable(OWN_METRICS.filter(({ group }) => group === 'rate limit')),
    '### Metrics of the process',
    metricTable(OWN_METRICS.filter(({ group }) => group === 'process')),
    '### Metrics of the GenAI conventions',
    'Of `messages.create`. Each has its own attributes, these, and what `attributes(call)` returns:',
    sharedTable('inference'),
    "Under the names that dashboards read, unless `semconv` is `'latest'`:",
    metricTable(DEFAULT_METRICS),
    "Under the newest names, with `semconv` `'latest'` or `'both'`:",
    metricTable(LATEST_METRICS),
    '### Attributes of single metrics',
    ownAttributes(),
    '### Buckets',
    'Upper bounds, as advice that a view of yours overrides.',
    ...bucketLists(),
    '### Names in Prometheus',
    'A histogram is three, with `_bucket`, `_sum` and `_count` behind the name. Only the histograms in seconds differ between the first two routes. As labels, attributes have `_` for `.` on the first two and stay as they are on the third.',
    table(
      [
        'metric',
        '`@opentelemetry/exporter-prometheus`',
        'OTLP, or the collector: `UnderscoreEscapingWithSuffixes` (default)',
        '`NoUTF8EscapingWithSuffixes`',
      ],
      ALL_METRICS.map((metric) => {
        const { scraped, escaped, unescaped } = prometheusNames(metric);
        return [metric.name, scraped, escaped, unescaped].map(code);
      }),
    ),
  );

const sharedTable = (group: Metric['group']): string => labelTable(SHARED[group]);

const labelTable = (placements: Placements): string =>
  table(
    ['attribute', 'label', 'type', 'there when', 'meaning'],
    placed(placements).map(([constant, when]) => {
      const name = nameOf(constant);
      const attribute = ATTRIBUTES[constant];
      return [code(name), code(labelOf(name)), typeOf(attribute), when, meaningOf(attribute)];
    }),
  );

/** A metric and its own attributes. */
const metricTable = (metrics: readonly ListedMetric[]): string =>
  table(
    ['metric', 'instrument', 'unit', 'own attributes', 'since', 'meaning'],
    metrics.map(({ name, kind, unit, description, attributes, group, since }) => {
      const shared = new Set(placed(SHARED[group]).map(([constant]) => nameOf(constant)));
      const own = attributes.filter((attribute) => !shared.has(attribute)).map(code);
      return [code(name), kind, code(unit), own.join(', ') || 'none', since, description];
    }),
  );

function ownAttributes(): string {
  const shared = new Set(Object.values(SHARED).flatMap((group) => Object.keys(group)));
  const names = new Set(ALL_METRICS.flatMap(({ attributes }) => attributes));
  const own = Object.keys(ATTRIBUTES)
    .map((constant) => constant as keyof typeof ATTRIBUTES)
    .filter((constant) => names.has(nameOf(constant)) && !shared.has(constant))
    .map((constant) => [constant, OWN_ATTRIBUTES[constant] ?? 'always'] as const);
  return labelTable(Object.fromEntries(own));
}

function bucketLists(): string[] {
  const names = new Map<string, string[]>();
  for (const { name, unit, buckets = [] } of ALL_METRICS.filter(
    ({ kind }) => kind === 'histogram',
  )) {
    const bounds = `${buckets.join(', ')} (${code(unit)})`;
    names.set(bounds, [...(names.get(bounds) ?? []), code(name)]);
  }
  return [...names].map(([bounds, histograms]) => `${bounds}: ${histograms.join(', ')}.`);
}
