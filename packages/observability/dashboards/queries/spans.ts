// What the collector counts of spans (its `spanmetrics`), before any sampling: the only series that have
// exemplars, since the metrics of OpenTelemetry JS have none.

const buckets = (...matchers: string[]): string =>
  `traces_span_metrics_duration_seconds_bucket{${['job=~"$job"', ...matchers].join(', ')}}`;

const quantile = (share: number, series: string): string =>
  `histogram_quantile(${share}, sum by (le) (rate(${series}[$__rate_interval])))`;

const CALLS = buckets('gen_ai_operation_name="chat"', 'gen_ai_request_model=~"$model"');
const LIMITED = buckets('spanthropic_attempt_outcome=~"rate_limited|spend_limited"');

export const calls = (share: number): string => quantile(share, CALLS);
export const limitedAttempts: string = quantile(0.95, LIMITED);
