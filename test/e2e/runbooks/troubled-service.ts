import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  creditBalanceTooLow,
  hang,
  ok,
  type Step,
  spendLimitReached,
  startFakeClaude,
  status,
  stream,
} from '@spanthropic/testing';
import { instrument } from 'spanthropic';

/** Where a service is scraped. */
export interface ScrapePage extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly reader: PrometheusExporter;
}

/** A page of metrics, for a service that comes later. */
export async function startScrapePage(): Promise<ScrapePage> {
  const reader = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  const server = createServer((request, response) => {
    reader.getMetricsRequestHandler(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    reader,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Each trouble has a model of its own, so that a share by model is that of one trouble. */
export const MODELS = [
  'claude-limited',
  'claude-spent',
  'claude-refused',
  'claude-overloaded',
  'claude-failing',
  'claude-streaming',
  'claude-hanging',
  'claude-asleep',
];

/** A service that everything happens to. */
export interface TroubledService extends AsyncDisposable {
  /** Every trouble once, and what goes well; how many attempts have been made since the start. */
  suffer(): Promise<number>;
  /** One call that hangs, one that streams for ever, one that sleeps for ten minutes. */
  hang(): void;
}

/** Starts it; what it measures goes to `page`, and by OTLP to `otlp`, twice a second, as the job `pushed`. */
export async function startTroubledService(
  page: ScrapePage,
  otlp: string,
): Promise<TroubledService> {
  const exporter = new OTLPMetricExporter({ url: `${otlp}/v1/metrics` });
  const sdk = new NodeSDK({
    serviceName: 'pushed',
    metricReaders: [
      page.reader,
      new PeriodicExportingMetricReader({
        exporter,
        exportIntervalMillis: 500,
        exportTimeoutMillis: 400,
      }),
    ],
    spanProcessors: [],
    logRecordProcessors: [],
  });
  sdk.start();
  const fake = await startFakeClaude();
  const client = instrument(
    new Anthropic({ baseURL: fake.url, apiKey: 'sk-test', logLevel: 'off', openTelemetry: false }),
    { models: MODELS, stallAfter: 100 },
  );
  const leave = new AbortController();
  let calls = 0;

  async function call(model: string, ...steps: Step[]): Promise<void> {
    const headers = fake.play(`call-${++calls}`, steps);
    const params = {
      model,
      max_tokens: 10,
      messages: [{ role: 'user' as const, content: 'Hi' }],
    };
    const options = { headers, signal: leave.signal };
    try {
      for await (const _ of await client.messages.create({ ...params, stream: true }, options));
    } catch {
      // What became of it is in the metrics.
    }
  }

  return {
    async suffer() {
      const soon = { retryAfterMs: 10 };
      const low = {
        'anthropic-ratelimit-requests-remaining': '200', // of 4000
        'anthropic-ratelimit-requests-reset': new Date(Date.now() + 3_600_000).toISOString(),
      };
      await call('claude-limited', status(429, { ...soon, times: 3 }));
      await call('claude-limited', status(429, soon), ok({ headers: low }));
      await Promise.all([
        call('claude-spent', status(429, { ...soon, times: 2 }), spendLimitReached()),
        call('claude-refused', status(401)),
        call('claude-refused', status(402)),
        call('claude-refused', creditBalanceTooLow()),
        call('claude-overloaded', status(529, { ...soon, times: 3 })),
        call('claude-overloaded', stream({ end: 'error' })),
        call('claude-overloaded', status(529, soon), ok()),
        call('claude-overloaded', ok()),
        call('claude-failing', status(500, { ...soon, times: 3 })),
        call('claude-failing', stream({ end: 'reset' })),
        call('claude-failing', ok()),
        call('claude-failing', ok()),
        call('claude-streaming', stream({ firstToken: 50, stall: { at: 4, ms: 300 } })),
        call('claude-streaming', stream({ firstToken: 50 })),
      ]);
      return fake.requests.length;
    },
    hang() {
      void call('claude-hanging', hang());
      void call('claude-hanging', stream({ end: 'never' }));
      void call('claude-asleep', status(429, { retryAfter: 600 }), ok());
    },
    async [Symbol.asyncDispose]() {
      leave.abort();
      await fake.close();
      await sdk.shutdown();
    },
  };
}
