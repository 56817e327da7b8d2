import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, SpanKind, trace } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ok, startFakeClaude, stream } from '@spanthropic/testing';
import { vi } from 'vitest';
import { type CallEvent, type InstrumentOptions, instrument } from '../../src/index.ts';
import { ServedRequest } from '../../src/request/index.ts';
import { bareClient, drain, question, script } from './claude.ts';
import {
  abandonedCall,
  everyKindOfCall,
  everyKindOfTrouble,
  type Surroundings,
  shutDownCall,
} from './every-kind-of-call.ts';
import { ADDED, Sightings } from './sightings.ts';
import { registerTelemetry, removeTelemetry, spans } from './telemetry.ts';

/** What came out of calls of every kind. */
export interface Emitted {
  /** What is ours. */
  readonly seen: Sightings;
  readonly spans: readonly ReadableSpan[];
  /** The attributes that the SDK writes on its own call spans by itself. */
  readonly sdkWrites: ReadonlySet<string>;
  readonly events: readonly CallEvent[];
  /** What Prometheus was given. */
  readonly scraped: string;
}

/** The clock of the process, which may be set back. It is taken when it is first imported. */
const clock = vi.hoisted(() => {
  const now = performance.now.bind(performance);
  const ahead = { milliseconds: 0 };
  performance.now = () => now() + ahead.milliseconds;
  return ahead;
});

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/**
 * Makes calls of every kind, all over HTTP to the fake API: with the SDK's own spans and without us,
 * for what the SDK writes by itself; with both; and with our spans alone.
 */
export async function emitted(): Promise<Emitted> {
  registerTelemetry();
  await using api = await startFakeClaude();
  const watch = new Watch();
  const client =
    (native: boolean): Surroundings['client'] =>
    (options, clientOptions) => {
      const openTelemetry = native && { traces: true };
      const made = bareClient(api, { openTelemetry, ...clientOptions });
      return instrument(made, { ...watch.settings, ...options });
    };
  const read = (): Promise<void> => watch.read();
  const own = { api, read, client: client(false) };
  const untouched: Surroundings = {
    api,
    read: async () => {},
    client: (_, options) => bareClient(api, { openTelemetry: { traces: true }, ...options }),
  };

  await all(untouched);
  const native = spans().all.filter(isNative);
  const sdkWrites = new Set(native.flatMap(({ attributes }) => Object.keys(attributes)));
  await served(own, async () => {
    await all(own);
    await all({ ...own, client: client(true) });

    await abandonedCall(own, () => watch.count('abandoned'));
    await shutDownCall(own);
    for (const trouble of Object.values(everyKindOfTrouble)) await trouble(own);
    await clockStepsBack(own);
    await watch.read();
  });

  const { seen } = watch;
  const ours = spans().all.filter((span) => !native.includes(span));
  for (const span of ours) {
    if (span.kind === SpanKind.SERVER) seen.server(span);
    else if (isNative(span)) seen.adopted(span, sdkWrites);
    else seen.own(span);
  }
  const scraped = await watch.scrape();
  removeTelemetry();
  return { seen, spans: ours, sdkWrites, events: watch.events, scraped };
}

/** Makes `calls` for an HTTP request that an adapter serves, whose client then goes away in the midst of a stream. */
async function served(own: Surroundings, calls: () => Promise<void>): Promise<void> {
  const server = trace.getTracer('http').startSpan('POST /chat', { kind: SpanKind.SERVER });
  await context.with(trace.setSpan(context.active(), server), async () => {
    const request = new ServedRequest({
      client: own.client(),
      route: () => '/chat',
      abortOnDisconnect: true,
    });
    await request.run(calls);
    const endless = script(own.api, stream({ end: 'never', after: 4, firstToken: 20 })).options;
    const answer = await request.claude.messages.create({ ...question, stream: true }, endless);
    for await (const { type } of answer) {
      if (type !== 'content_block_delta') continue;
      request.firstByte();
      request.disconnected();
    }
  });
  server.end();
}

/** The names of all metrics of a call and a stream. */
export async function metricsOfCalls(options: InstrumentOptions): Promise<string[]> {
  await using api = await startFakeClaude();
  const reader = new Reader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  const client = instrument(bareClient(api), { ...options, meterProvider });
  await client.messages.create(question, script(api, ok()).options);
  const paced = script(api, stream({ firstToken: 20, pace: 5 })).options;
  await drain(await client.messages.create({ ...question, stream: true }, paced));
  const { resourceMetrics } = await reader.collect();
  const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  return metrics
    .filter(({ dataPoints }) => dataPoints.length > 0)
    .map(({ descriptor }) => descriptor.name);
}

const all = (where: Surroundings): Promise<unknown> =>
  Promise.all(Object.values(everyKindOfCall).map((call) => call(where)));

const isNative = ({ instrumentationScope }: ReadableSpan): boolean =>
  instrumentationScope.name !== 'spanthropic';

async function clockStepsBack({ api, client }: Surroundings): Promise<void> {
  const onEvent = ({ type }: CallEvent): void => {
    if (type === 'attempt.start') clock.milliseconds = -60_000;
  };
  await client({ onEvent }).messages.create(question, script(api, ok()).options);
  clock.milliseconds = 0;
}

/** Sees the metrics and the events. */
class Watch {
  readonly seen = new Sightings();
  readonly events: CallEvent[] = [];
  readonly settings: InstrumentOptions;
  readonly #reader = new Reader();
  readonly #exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  });
  readonly #reads: Promise<void>[] = [];

  constructor() {
    this.settings = {
      name: 'primary',
      meterProvider: new MeterProvider({ readers: [this.#reader, this.#exporter] }),
      semconv: 'both',
      perChunk: true,
      attributes: () => ADDED,
      onEvent: (event) => this.#happened(event),
    };
  }

  /** How many calls were aborted for that reason. */
  count(abortReason: string): number {
    return this.events.filter(
      (event) => event.type === 'call.end' && event.abortReason === abortReason,
    ).length;
  }

  /** Reads the metrics, now. */
  async read(): Promise<void> {
    const { resourceMetrics } = await this.#reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    for (const metric of metrics) this.seen.metric(metric);
  }

  async scrape(): Promise<string> {
    await Promise.all(this.#reads);
    await using server = createServer((request, response) => {
      this.#exporter.getMetricsRequestHandler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, {
      headers: { connection: 'close' },
    });
    return answer.text();
  }

  /** While a call sleeps, and while it streams, is when the gauges have something to say. */
  #happened(event: CallEvent): void {
    this.events.push(event);
    if (event.type === 'backoff.start' || event.type === 'first_token')
      this.#reads.push(this.read());
  }
}
