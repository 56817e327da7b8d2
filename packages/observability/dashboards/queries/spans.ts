// What the collector counts of spans (its `spanmetrics`), before any sampling: the only series that have
// exemplars, since the metrics of OpenTelemetry JS have none.

const buckets = (namespace: string, ...matchers: string[]): string =>
  `${namespace}_duration_seconds_bucket{${['job=~"$job"', ...matchers].join(', ')}}`;

const within = (share: number, series: string): string =>
  `histogram_quantile(${share}, sum by (le) (rate(${series}[$__rate_interval])))`;

/**
 * Of all spans. Where traces are sampled, the traces of most of them are gone, and the collector counts
 * those that were kept once more, with exemplars: they are only asked for to have these found, too.
 */
const quantile = (share: number, ...matchers: string[]): string =>
  `${within(share, buckets('traces_span_metrics', ...matchers))} or ${within(share, buckets('traces_kept_span_metrics', ...matchers))}`;

export const calls = (share: number): string =>
  quantile(share, 'gen_ai_operation_name="chat"', 'gen_ai_request_model=~"$model"');
export const limitedAttempts: string = quantile(
  0.95,
  'spanthropic_attempt_outcome=~"rate_limited|spend_limited"',
);
