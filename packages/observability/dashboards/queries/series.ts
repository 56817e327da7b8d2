// Which series a query reads. The variables of the dashboards stand for `.*` under "All", so that series
// without the label stay: methods without a model, calls outside of a route.

const CALLS = 'job=~"$job", gen_ai_request_model=~"$model", http_route=~"$route"';
const LIMITS = 'job=~"$job", gen_ai_request_model=~"$model"';
const PROCESSES = 'job=~"$job"';

/** A metric of calls, by job, model and route. */
export const ofCalls = (metric: string, ...matchers: string[]): string =>
  `${metric}{${[CALLS, ...matchers].join(', ')}}`;

/** A metric of rate limits, which know no route. */
export const ofLimits = (metric: string): string => `${metric}{${LIMITS}}`;

/** A metric of the process, which knows neither model nor route. */
export const ofProcesses = (metric: string, ...matchers: string[]): string =>
  `${metric}{${[PROCESSES, ...matchers].join(', ')}}`;

/**
 * A series of a histogram in seconds: the exporter that is scraped leaves the unit out of its name, all
 * other ways into Prometheus have it there. `part` is `bucket`, `sum` or `count`.
 */
export const ofSeconds = (
  histogram: string,
  part: 'bucket' | 'sum' | 'count',
  ...matchers: string[]
): string => `{${[`__name__=~"${histogram}(_seconds)?_${part}"`, CALLS, ...matchers].join(', ')}}`;
