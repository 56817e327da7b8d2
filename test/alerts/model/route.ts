import { prometheusNames } from '../../../packages/core/reference/prometheus.ts';
import type { Metric } from '../../../packages/core/src/metrics/metric.ts';

/** A way into Prometheus, and what it makes of metrics. */
export interface Route {
  /** Of a histogram, without `_bucket`, `_sum`, `_count`. */
  readonly nameOf: (metric: Metric) => string;
  /** How an upper bound is written. */
  readonly bound: (bound: number) => string;
  /** Labels of every series besides `job` and `instance`; a release of ours changes them. */
  readonly labels: (release: string) => Readonly<Record<string, string>>;
  /** Pulled: what fails or vanishes is marked as gone at once, and `up` tells of it. */
  readonly pulled: boolean;
}

export type RouteName = 'scrape' | 'otlp' | 'collector';

const withPoint = (bound: number): string => (Number.isInteger(bound) ? `${bound}.0` : `${bound}`);

export const ROUTES: Readonly<Record<RouteName, Route>> = {
  scrape: {
    nameOf: (metric) => prometheusNames(metric).scraped,
    bound: String,
    labels: (release) => ({ otel_scope_name: 'spanthropic', otel_scope_version: release }),
    pulled: true,
  },
  otlp: {
    nameOf: (metric) => prometheusNames(metric).escaped,
    bound: withPoint,
    labels: () => ({}),
    pulled: false,
  },
  collector: {
    nameOf: (metric) => prometheusNames(metric).escaped,
    bound: String,
    labels: (release) => ({
      otel_scope_name: 'spanthropic',
      otel_scope_schema_url: '',
      otel_scope_version: release,
    }),
    pulled: true,
  },
};
