import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { DemoError } from './demo-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type ExportCallback = Parameters<SpanExporter['export']>[1];

/** Long enough for a backend that is there, short enough to wait for at the end of a demo. */
const timeoutMillis = 3_000;

/**
 * The address that OpenTelemetry's environment variables give for traces, if they give one.
 *
 * @throws {DemoError} for one that is no URL
 */
export function endpointOf(env: Environment): string | undefined {
  const ofTraces = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?.trim();
  const ofAll = env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim();
  const endpoint = ofTraces || (ofAll ? `${ofAll.replace(/\/$/, '')}/v1/traces` : undefined);
  if (endpoint === undefined || URL.canParse(endpoint)) return endpoint;
  // The exporter would silently take its default instead.
  throw new DemoError(`The OTLP endpoint in the environment is not a URL: ${ofTraces || ofAll}`);
}

/** A backend that the spans are sent on to, and what became of them. */
export class Destination implements SpanExporter {
  readonly #endpoint: string;
  readonly #exporter: SpanExporter;
  readonly #traces = new Set<string>();
  #delivered = 0;
  #lost = 0;
  #reason = '';

  constructor(endpoint: string, env: Environment) {
    const given = env.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT ?? env.OTEL_EXPORTER_OTLP_TIMEOUT;
    this.#endpoint = endpoint;
    this.#exporter = new OTLPTraceExporter(given === undefined ? { timeoutMillis } : {});
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

/** The error of a connection that was tried at several addresses has a code and no message. */
function reasonOf(error: (Error & { code?: unknown }) | undefined): string {
  return error?.message || String(error?.code ?? 'no reason given');
}
