/** How often a counter counts, for each minute. For counters that begin at 0: their first count is seen. */
export const perMinute = (series: string, by: readonly string[] = []): string =>
  `${sumBy(by)} (rate(${series}[$__rate_interval])) * 60`;

/**
 * How much came in the time range that is looked at. A series that is younger than the range counts from
 * nothing: those of histograms begin with their first value, which `increase` alone would leave out. An
 * hour before the range is looked at, lest a gap in scraping be taken for a beginning.
 */
export const inRange = (series: string, by: readonly string[] = []): string =>
  `${sumBy(by)} ((${series} unless last_over_time(${series}[1h] offset $__range)) or increase(${series}[$__range]))`;

/** Within which time `quantile` of what a histogram recorded lay. */
export const quantile = (
  share: number,
  buckets: string,
  by: readonly string[] = [],
  window = '$__rate_interval',
): string => `histogram_quantile(${share}, ${sumBy(['le', ...by])} (rate(${buckets}[${window}])))`;

/** `part` of `whole`, where there is a whole. */
export const share = (part: string, whole: string): string => `${part} / (${whole} > 0)`;

export const sumBy = (labels: readonly string[]): string =>
  labels.length === 0 ? 'sum' : `sum by (${labels.join(', ')})`;
