import { describe, expect, it } from 'vitest';
import { labelOf, prometheusNames } from '../reference/prometheus.ts';
import type { Metric } from '../src/metrics/metric.ts';

type Row = [
  metric: Pick<Metric, 'name' | 'kind' | 'unit'>,
  scraped: string,
  escaped: string,
  unescaped: string,
];
const row = (
  name: string,
  unit: string,
  kind: Metric['kind'],
  ...[scraped, escaped, unescaped]: [string, string, string]
): Row => [{ name, kind, unit }, scraped, escaped, unescaped];

// What the exporter and Prometheus's translator were seen to make of these.
const rows: Row[] = [
  row(
    'gen_ai.client.operation.duration',
    's',
    'histogram',
    'gen_ai_client_operation_duration',
    'gen_ai_client_operation_duration_seconds',
    'gen_ai.client.operation.duration_seconds',
  ),
  row(
    'gen_ai.client.inference.time_to_first_chunk',
    's',
    'histogram',
    'gen_ai_client_inference_time_to_first_chunk',
    'gen_ai_client_inference_time_to_first_chunk_seconds',
    'gen_ai.client.inference.time_to_first_chunk_seconds',
  ),
  row(
    'gen_ai.client.token.usage',
    '{token}',
    'histogram',
    'gen_ai_client_token_usage',
    'gen_ai_client_token_usage',
    'gen_ai.client.token.usage',
  ),
  row(
    'gen_ai.client.inference.usage.input_tokens',
    '{token}',
    'counter',
    'gen_ai_client_inference_usage_input_tokens_total',
    'gen_ai_client_inference_usage_input_tokens_total',
    'gen_ai.client.inference.usage.input_tokens_total',
  ),
  row('x.retries', '{retry}', 'counter', 'x_retries_total', 'x_retries_total', 'x.retries_total'),
  row('x.retries', '1', 'counter', 'x_retries_total', 'x_retries_total', 'x.retries_total'),
  row(
    'x.backoff',
    'ms',
    'counter',
    'x_backoff_total',
    'x_backoff_milliseconds_total',
    'x.backoff_milliseconds_total',
  ),
  row('x.remaining', '{request}', 'gauge', 'x_remaining', 'x_remaining', 'x.remaining'),
  row('x.open', '{stream}', 'up-down counter', 'x_open', 'x_open', 'x.open'),
  row('x.reset', 's', 'gauge', 'x_reset', 'x_reset_seconds', 'x.reset_seconds'),
  row('x.utilization', '1', 'gauge', 'x_utilization', 'x_utilization_ratio', 'x.utilization_ratio'),
  row('x.cost', '{USD}', 'counter', 'x_cost_total', 'x_cost_total', 'x.cost_total'),
  row('x.cost', 'USD', 'counter', 'x_cost_total', 'x_cost_USD_total', 'x.cost_USD_total'),
  row('x.size', 'By', 'counter', 'x_size_total', 'x_size_bytes_total', 'x.size_bytes_total'),
  row(
    'x.total.tokens',
    '{token}',
    'counter',
    'x_total_tokens_total',
    'x_tokens_total',
    'x.total.tokens_total',
  ),
];

describe('the names of a metric in Prometheus', () => {
  it.each(rows)('are told by the way that it takes there: $name in $unit', (metric, ...names) => {
    const [scraped, escaped, unescaped] = names;
    expect(prometheusNames(metric)).toEqual({ scraped, escaped, unescaped });
  });

  it('has attributes as labels without dots', () => {
    expect(labelOf('gen_ai.request.model')).toBe('gen_ai_request_model');
  });
});
