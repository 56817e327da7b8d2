import type { Metric } from '../src/metrics/metric.ts';

/** The names of one metric in Prometheus, by the way that it takes there. A histogram has `_bucket`, `_sum` and `_count` behind them. */
export interface PrometheusNames {
  /** Scraped from `@opentelemetry/exporter-prometheus`, which knows no units. */
  readonly scraped: string;
  /** By OTLP, or by the collector's exporter: `UnderscoreEscapingWithSuffixes`, the default. */
  readonly escaped: string;
  /** The same with `NoUTF8EscapingWithSuffixes`. */
  readonly unescaped: string;
}

/** UCUM in Prometheus's words, as far as telemetry here and in the examples has it. Others stay as they are. */
const UNITS = new Map([
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['By', 'bytes'],
]);

/** How `metric` is called on each route, by the rules of the exporter and of Prometheus's own translator. */
export function prometheusNames({
  name,
  kind,
  unit,
}: Pick<Metric, 'name' | 'kind' | 'unit'>): PrometheusNames {
  const total = kind === 'counter' ? '_total' : '';
  const unitSuffix = suffixOf(kind, unit);
  const words = name.split(/[^A-Za-z0-9:]+/).filter((word) => word !== '');
  const suffixes = words.includes(unitSuffix) ? [] : [unitSuffix];
  const bare = total === '' ? words : words.filter((word) => word !== 'total');
  return {
    scraped: withEnd(name.replace(/[^A-Za-z0-9]+/g, '_'), total),
    escaped: withEnd([...bare, ...suffixes].filter((word) => word !== '').join('_'), total),
    unescaped: withEnd(withEnd(name, unitSuffix === '' ? '' : `_${unitSuffix}`), total),
  };
}

/** How an attribute is called as a label, on every route that escapes names. */
export const labelOf = (attribute: string): string => attribute.replace(/[^A-Za-z0-9]+/g, '_');

/** An annotation in braces is no unit; a bare 1 is a ratio where it is a gauge's. */
function suffixOf(kind: Metric['kind'], unit: string): string {
  if (unit === '1') return kind === 'gauge' ? 'ratio' : '';
  return unit.startsWith('{') ? '' : (UNITS.get(unit) ?? unit);
}

const withEnd = (name: string, end: string): string => (name.endsWith(end) ? name : name + end);
