// Tokens are the GenAI conventions' alone to count, and these have two names for them. Which one a service
// writes is its own choice (`semconv`), so both are read; where it writes both, the first one counts.

import { sumBy } from './rates.ts';
import { ofCalls, ofSeconds } from './series.ts';

const rate = (series: string): string => `rate(${series}[$__rate_interval])`;

/** Tokens of one type in each second, by instance and `labels`. */
const tokens = (type: 'input' | 'output', labels: readonly string[]): string => {
  const by = sumBy(['job', 'instance', ...labels]);
  const byDefault = ofCalls('gen_ai_client_token_usage_sum', `gen_ai_token_type="${type}"`);
  const newest = ofCalls(`gen_ai_client_inference_usage_${type}_tokens_total`);
  return `(${by} (${rate(byDefault)}) or ${by} (${rate(newest)}))`;
};

export const inputPerMinute: string = `sum ${tokens('input', [])} * 60`;
export const outputPerMinute: string = `sum ${tokens('output', [])} * 60`;

const NO_ROUTE = '(no route)';
/** Calls outside of a route under a name of their own, lest they stand in the legend without one. */
export const named = (byRoute: string): string =>
  `label_replace(${byRoute}, "http_route", "${NO_ROUTE}", "http_route", "")`;

export const inputByRoute: string = named(
  `sum by (http_route) ${tokens('input', ['http_route'])} * 60`,
);

/** Output tokens for each second that streams were read. */
export const pace: string = `sum by (gen_ai_request_model) ${tokens('output', ['gen_ai_request_model'])} / (sum by (gen_ai_request_model) (${rate(ofSeconds('spanthropic_stream_duration', 'sum'))}) > 0)`;

/** How long one content delta of a stream is waited for; only with `perChunk`. */
export const chunkGap = (share: number): string => {
  const by = sumBy(['job', 'instance', 'le']);
  const gaps = (name: string): string =>
    `${by} (${rate(ofSeconds(`gen_ai_client_${name}_time_per_output_chunk`, 'bucket'))})`;
  return `histogram_quantile(${share}, sum by (le) (${gaps('operation')} or ${gaps('inference')}))`;
};
