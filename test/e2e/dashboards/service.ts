// A service with three routes, whose metrics go all three ways to Prometheus, and its spans to Jaeger.
import type { AddressInfo } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { claude, claudeErrors, sse } from '@spanthropic/express';
import express, { type Request } from 'express';
import { instrument } from 'spanthropic';

const { PROMETHEUS_OTLP, COLLECTOR_OTLP, PUSH_INTERVAL } = process.env;

const scraped = new PrometheusExporter({ preventServerStart: true });
const pushed = (url: string | undefined): PeriodicExportingMetricReader =>
  new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: `${url}/v1/metrics` }),
    exportIntervalMillis: Number(PUSH_INTERVAL),
    exportTimeoutMillis: Number(PUSH_INTERVAL),
  });
const sdk = new NodeSDK({
  metricReaders: [scraped, pushed(PROMETHEUS_OTLP), pushed(COLLECTOR_OTLP)],
  logRecordProcessors: [],
  instrumentations: [],
});
sdk.start();

const client = instrument(new Anthropic(), { stallAfter: 2_000, perChunk: true });
/** Each request has messages of its own: the same ones again would be a retry on top of the SDK. */
const question = () => ({
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Why is the sky blue?' }],
});
/** The call of the script that the request asks for. */
const played = (req: Request) => ({ headers: { 'x-fake-call': req.get('x-fake-call') ?? '' } });

const app = express();
app.get('/metrics', (req, res) => scraped.getMetricsRequestHandler(req, res));

// What stands before `claude()` has no route.
app.post('/count', async (req, res) => {
  const model = 'claude-haiku-5-5';
  res.json(await client.messages.countTokens({ ...question(), model }, played(req)));
});
app.post('/models/:model', async (req, res) => {
  const { model } = req.params;
  res.json(await client.messages.create({ ...question(), model }, played(req)));
});

app.use(claude(client));
app.post('/chat', async (req, res) => {
  const ask = { ...question(), model: 'claude-opus-5-5', stream: true as const };
  await sse(await req.claude.messages.create(ask, played(req)), res);
});
app.post('/titles', async (req, res) => {
  const ask = { ...question(), model: 'claude-haiku-5-5' };
  res.json(await req.claude.messages.create(ask, played(req)));
});
// Retries on top of the SDK.
app.post('/again', async (req, res) => {
  const ask = { ...question(), model: 'claude-haiku-5-5' };
  const create = () => req.claude.messages.create(ask, played(req));
  res.json(await create().catch(create));
});
app.use(claudeErrors());

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`listens at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
