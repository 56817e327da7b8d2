import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { WaterfallExporter } from '@spanthropic/waterfall';
import { Destination, endpointOf } from './destination.ts';
import type { Output } from './page.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Drawings wait for `draw()`, which comes long before. */
const drawAfter = 600_000;

/** OpenTelemetry, as an application sets it up, with the exporters of this demo. */
export class Telemetry {
  readonly #ended = new InMemorySpanExporter();
  readonly #here: readonly SpanProcessor[];
  readonly #destination: Destination | undefined;
  readonly #sdk: NodeSDK;

  constructor(stream: Output, env: Environment) {
    const endpoint = endpointOf(env);
    const waterfall = new WaterfallExporter({ stream, drawAfter });
    this.#here = [waterfall, this.#ended].map((exporter) => new SimpleSpanProcessor({ exporter }));
    this.#destination = endpoint === undefined ? undefined : new Destination(endpoint, env);
    this.#sdk = new NodeSDK({
      serviceName: env.OTEL_SERVICE_NAME ?? 'spanthropic-demo',
      spanProcessors: this.#processors(),
      // Traces only: left out, these would send metrics and logs to the OTLP endpoint.
      metricReaders: [],
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

  /** Sends on what has not been sent yet. Gives a line on what was sent where, when there is an endpoint. */
  async close(): Promise<string | undefined> {
    // Rejects where a span could not be sent, which the destination knows better.
    await this.#sdk.shutdown().catch(() => undefined);
    return this.#destination?.report;
  }

  #processors(): SpanProcessor[] {
    if (this.#destination === undefined) return [...this.#here];
    return [...this.#here, new BatchSpanProcessor({ exporter: this.#destination })];
  }
}
