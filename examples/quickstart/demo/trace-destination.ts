import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { patienceFor, reasonOf } from './endpoint.ts';
import type { Environment } from './environment.ts';

type ExportCallback = Parameters<SpanExporter['export']>[1];

/** A backend that the spans are sent on to, and what became of them. */
export class TraceDestination implements SpanExporter {
  readonly #endpoint: string;
  readonly #exporter: SpanExporter;
  readonly #traces = new Set<string>();
  #delivered = 0;
  #lost = 0;
  #reason = '';

  constructor(endpoint: string, env: Environment) {
    this.#endpoint = endpoint;
    this.#exporter = new OTLPTraceExporter(patienceFor('traces', env));
  }

  export(spans: ReadableSpan[], callback: ExportCallback): void {
    this.#exporter.export(spans, (result) => {
      if (result.code === 0) {
        this.#delivered += spans.length;
        for (const span of spans) this.#traces.add(span.spanContext().traceId);
      } else {
        this.#lost += spans.length;
        this.#reason = reasonOf(result.error);
      }
      callback(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  /** In one line, once all is flushed. */
  get report(): string {
    const all = this.#delivered + this.#lost;
    if (this.#lost > 0) {
      const which = this.#delivered === 0 ? 'The spans' : `${this.#lost} of the ${all} spans`;
      return `${which} did not reach ${this.#endpoint} (${this.#reason}); they are drawn above all the same.`;
    }
    return `The same ${this.#traces.size} traces, ${all} spans, went to ${this.#endpoint}.`;
  }
}
