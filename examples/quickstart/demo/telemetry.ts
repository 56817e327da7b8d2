import { type IMetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { WaterfallExporter } from '@spanthropic/waterfall';
import { endpointOf } from './endpoint.ts';
import type { Environment } from './environment.ts';
import { MetricDestination } from './metric-destination.ts';
import type { Output } from './page.ts';
import { TraceDestination } from './trace-destination.ts';

/** Drawings wait for `draw()`, which comes long before. */
const drawAfter = 600_000;

/** Milliseconds between two exports of metrics: a call in flight is to be seen in the backend, too. */
const defaultInterval = 1_000;

/** OpenTelemetry, as an application sets it up, with the exporters of this demo. */
export class Telemetry {
  readonly #ended = new InMemorySpanExporter();
  readonly #here: readonly SpanProcessor[];
  readonly #traces: TraceDestination | undefined;
  readonly #metrics: MetricDestination | undefined;
  /** Without an endpoint none, and so no provider of metrics: what is printed here needs none. */
  readonly #reader: IMetricReader | undefined;
  readonly #sdk: NodeSDK;

  constructor(stream: Output, env: Environment) {
    const [traces, metrics] = [endpointOf('traces', env), endpointOf('metrics', env)];
    const waterfall = new WaterfallExporter({ stream, drawAfter });
    this.#here = [waterfall, this.#ended].map((exporter) => new SimpleSpanProcessor({ exporter }));
    this.#traces = traces === undefined ? undefined : new TraceDestination(traces, env);
    this.#metrics = metrics === undefined ? undefined : new MetricDestination(metrics, env);
    this.#reader = this.#metrics && readerFor(this.#metrics, env);
    this.#sdk = new NodeSDK({
      serviceName: env.OTEL_SERVICE_NAME ?? 'spanthropic-demo',
      spanProcessors: this.#processors(),
      metricReaders: this.#reader === undefined ? [] : [this.#reader],
      // Left out, these would send logs to the OTLP endpoint.
      logRecordProcessors: [],
    });
  }

  start(): void {
    this.#sdk.start();
  }

  /** Draws what has ended since the last time, and gives the exported spans. */
  async draw(): Promise<readonly ReadableSpan[]> {
    // The first spans may still wait for the resource, which is detected meanwhile.
    await Promise.all(this.#here.map((processor) => processor.forceFlush()));
    const spans = this.#ended.getFinishedSpans();
    this.#ended.reset();
    return spans;
  }

  /** Sends on what has not been sent yet. Gives a line for each endpoint, on what was sent there. */
  async close(): Promise<readonly string[]> {
    // Rejects where something could not be sent, which the destinations know better; and that at once,
    // without waiting for the metrics where the traces failed.
    await Promise.allSettled([this.#reader?.shutdown(), this.#sdk.shutdown()]);
    return [this.#traces, this.#metrics].flatMap((each) => each?.report ?? []);
  }

  #processors(): SpanProcessor[] {
    if (this.#traces === undefined) return [...this.#here];
    return [...this.#here, new BatchSpanProcessor({ exporter: this.#traces })];
  }
}

function readerFor(exporter: MetricDestination, env: Environment): IMetricReader {
  const given = Number(env.OTEL_METRIC_EXPORT_INTERVAL);
  const exportIntervalMillis = given > 0 ? given : defaultInterval;
  return new PeriodicExportingMetricReader({ exporter, exportIntervalMillis });
}
