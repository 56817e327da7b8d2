import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { ok, status, stream } from '@spanthropic/testing';
import { expect, it } from 'vitest';
import { drain, fakeClaude, observedClient, question, script } from '../support/claude.ts';

const fake = fakeClaude();

/** The names of the design in Prometheus, with their types, by way of `@opentelemetry/exporter-prometheus`. */
const NAMES = {
  spanthropic_attempts_total: 'counter',
  spanthropic_attempt_duration: 'histogram',
  spanthropic_attempt_time_to_first_token: 'histogram',
  spanthropic_calls_total: 'counter',
  spanthropic_calls_nested_total: 'counter',
  spanthropic_calls_active: 'gauge',
  spanthropic_calls_sleeping: 'gauge',
  spanthropic_calls_oldest: 'gauge',
  spanthropic_backoff_wake_in: 'gauge',
  spanthropic_streams_open: 'gauge',
  spanthropic_backoff_duration: 'histogram',
  spanthropic_stream_duration: 'histogram',
  spanthropic_stream_stalls_total: 'counter',
  spanthropic_rate_limit_limit: 'gauge',
  spanthropic_rate_limit_remaining: 'gauge',
  spanthropic_rate_limit_reset_in: 'gauge',
  spanthropic_rate_limit_age: 'gauge',
  spanthropic_clients: 'gauge',
  spanthropic_telemetry_errors_total: 'counter',
  spanthropic_telemetry_overflow_total: 'counter',
  gen_ai_client_operation_duration: 'histogram',
  gen_ai_client_operation_time_to_first_chunk: 'histogram',
  gen_ai_client_operation_time_per_output_chunk: 'histogram',
  gen_ai_client_token_usage: 'histogram',
  gen_ai_client_inference_duration: 'histogram',
  gen_ai_client_inference_time_to_first_chunk: 'histogram',
  gen_ai_client_inference_time_per_output_chunk: 'histogram',
  gen_ai_client_inference_operation_input_tokens: 'histogram',
  gen_ai_client_inference_operation_output_tokens: 'histogram',
  gen_ai_client_inference_usage_input_tokens_total: 'counter',
  gen_ai_client_inference_usage_output_tokens_total: 'counter',
  gen_ai_client_inference_usage_cache_read_input_tokens_total: 'counter',
  gen_ai_client_inference_usage_cache_write_input_tokens_total: 'counter',
  gen_ai_client_inference_usage_reasoning_output_tokens_total: 'counter',
};

/** A service that is scraped: its provider, and what a scrape over HTTP returns. */
async function scraped() {
  const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  const server = createServer((request, response) => {
    exporter.getMetricsRequestHandler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    meterProvider: new MeterProvider({ readers: [exporter] }),
    async scrape(): Promise<string> {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      expect(response.status).toBe(200);
      return response.text();
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

it('Prometheus sees every metric, under the names that rules and dashboards use', async () => {
  await using service = await scraped();
  const { meterProvider } = service;
  const { client } = observedClient(fake.api, { meterProvider, semconv: 'both', perChunk: true });
  const retried = script(fake.api, status(429, { retryAfterMs: 1 }), ok());
  await client.messages.create(question, retried.options);
  const { options } = script(fake.api, stream({ firstToken: 60 }));
  await drain(await client.messages.create({ ...question, stream: true }, options));

  const text = await service.scrape();
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
    .map(([, name, type]) => [name, type])
    .filter(([name]) => name !== 'target_info');
  expect(Object.fromEntries(types)).toEqual(NAMES);

  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const attempts = lines.filter((line) => line.startsWith('spanthropic_attempts_total{'));
  expect(attempts).toContain(
    'spanthropic_attempts_total{' +
      'gen_ai_provider_name="anthropic",gen_ai_request_model="claude-opus-5-5",' +
      'server_address="127.0.0.1",spanthropic_method="messages.create",' +
      'spanthropic_attempt_outcome="rate_limited",http_response_status_code="429"} 1',
  );
  expect(attempts.filter((line) => line.includes('"spend_limited"'))).toMatchObject([
    expect.stringMatching(/ 0$/),
  ]);
  // Two samples with the same labels, or a label that stands twice, and Prometheus takes nothing.
  const samples = lines.map((line) => line.slice(0, line.lastIndexOf(' ')));
  expect(new Set(samples).size).toBe(samples.length);
  for (const sample of samples) {
    const labels = [...sample.matchAll(/[{,](\w+)="/g)].map(([, label]) => label);
    expect(new Set(labels).size, sample).toBe(labels.length);
  }
});

it('what an application adds cannot spoil a scrape', async () => {
  await using service = await scraped();
  const { client } = observedClient(fake.api, {
    meterProvider: service.meterProvider,
    name: 'a "name"\\with\nall',
    attributes: () => ({ 'app.a': 'x"y\\z\n', app_a: '2', le: '3', '': '4', '5': '6' }),
  });
  const hostile = 'a "model"} 7\nup 0';
  const { options } = script(fake.api, status(404));
  await client.messages.create({ ...question, model: hostile }, options).catch(() => undefined);
  const text = await service.scrape();
  for (const line of text.split('\n')) {
    expect(line).toMatch(/^$|^# |^[a-z_]+(\{([a-z_]\w*="(\\.|[^"\\])*",?)*\})? [\d.e+-]+$/i);
    expect(line).not.toMatch(/^up/);
  }
  expect(text).toContain('app_a="x\\"y\\\\z\\n"');
});
