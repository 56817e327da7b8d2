import * as sdk3 from '@opentelemetry/sdk-trace';
import * as sdk2 from '@opentelemetry/sdk-trace-base';
import type { WaterfallExporter } from '../../src/index.ts';

export type Provider = sdk2.BasicTracerProvider | sdk3.TracerProvider;

/** Ids that are the same in each run. */
class CountedIds {
  #traces = 0;
  #spans = 0;
  generateTraceId = (): string =>
    `4bf92f3577b34da6${(++this.#traces).toString(16).padStart(16, '0')}`;
  generateSpanId = (): string => (++this.#spans).toString(16).padStart(16, '0');
}

/** Each exports every span as it ends. */
export const sdks = {
  '3.x': (exporter: WaterfallExporter): Provider =>
    new sdk3.TracerProvider({
      spanProcessors: [new sdk3.SimpleSpanProcessor({ exporter })],
      idGenerator: new CountedIds(),
    }),
  '2.x': (exporter: WaterfallExporter): Provider =>
    new sdk2.BasicTracerProvider({
      spanProcessors: [new sdk2.SimpleSpanProcessor(exporter)],
      idGenerator: new CountedIds(),
    }),
};

/** Each exports its spans in batches, on a timer or when it is flushed. */
export const batching = {
  '3.x': (exporter: WaterfallExporter, options: { maxExportBatchSize?: number } = {}): Provider =>
    new sdk3.TracerProvider({
      spanProcessors: [new sdk3.BatchSpanProcessor({ exporter, ...options })],
      idGenerator: new CountedIds(),
    }),
  '2.x': (exporter: WaterfallExporter): Provider =>
    new sdk2.BasicTracerProvider({
      spanProcessors: [new sdk2.BatchSpanProcessor(exporter)],
      idGenerator: new CountedIds(),
    }),
};
