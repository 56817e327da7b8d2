// A service under steady traffic: an instrumented client, and OpenTelemetry as OTEL_* variables say. It is told what
// to do over its channel (../support/app.ts), and ends with it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { instrument, shutdown } from 'spanthropic';
import type { Order, Settings, Told } from '../support/app-messages.ts';
import { Tally } from '../support/tally.ts';

const settings: Settings = JSON.parse(process.env.E2E_APP ?? '{}');

const exporter = new PrometheusExporter({ preventServerStart: true });
const sdk = new NodeSDK(settings.scraped ? { metricReaders: [exporter] } : {});
sdk.start();

const TURN = 'x-turn';

/** Each attempt, also of a call that began before, takes what is played now. */
function played(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('x-fake-call', inTurn(playing.scripts, Number(headers.get(TURN))));
  return fetch(input, { ...init, headers });
}

const inTurn = (values: readonly string[], turn: number): string =>
  values[turn % values.length] ?? '';

const anthropic = new Anthropic({
  fetch: played,
  openTelemetry: false,
  timeout: 1000 * settings.timeoutSeconds,
  maxRetries: settings.maxRetries,
});
const client = instrument(anthropic, {
  models: settings.models,
  ...(settings.promptBytes > 0 && { captureContent: { maxBytes: 2 * settings.promptBytes } }),
});
const prompt = 'Why is the sky blue?'.padEnd(settings.promptBytes, '?');

const tally = new Tally();
let calls = 0;
/** What is played, and how many of its calls are in flight. */
let playing = { scripts: settings.scripts, active: 0 };

async function call(): Promise<void> {
  const number = calls++;
  const question = {
    model: inTurn(settings.models, number),
    max_tokens: 1024,
    messages: [{ role: 'user' as const, content: prompt }],
  };
  const options = { headers: { [TURN]: String(number) } };
  if (number % 100 < settings.streamedPercent) {
    for await (const _ of await client.messages.create({ ...question, stream: true }, options));
  } else {
    await client.messages.create(question, options);
  }
}

async function counted(): Promise<void> {
  const played = playing;
  if (played.active >= settings.mostActive) return;
  played.active += 1;
  const began = performance.now();
  const result = await call().then(
    () => 'ok',
    (error) => (error instanceof Anthropic.APIError ? `${error.status}` : String(error)),
  );
  tally.add(result, performance.now() - began);
  played.active -= 1;
}
const traffic = setInterval(counted, 1000 / settings.callsPerSecond);

const tell = (told: Told): void => void process.send?.(told);
process.on('message', (order: Order) => {
  if ('play' in order) playing = { scripts: order.play, active: 0 };
  if ('report' in order) {
    globalThis.gc?.();
    tell({ report: tally.take(process.memoryUsage()) });
  }
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', async () => {
  clearInterval(traffic);
  shutdown();
  await sdk.shutdown().catch((error) => console.error('Not all telemetry was sent:', error));
  process.exit();
});

const server = createServer((request, response) =>
  exporter.getMetricsRequestHandler(request, response),
);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  tell({ ready: `127.0.0.1:${port}` });
});
