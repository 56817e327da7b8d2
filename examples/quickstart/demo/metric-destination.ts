import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { patienceFor, reasonOf } from './endpoint.ts';
import type { Environment } from './environment.ts';

type ExportCallback = Parameters<PushMetricExporter['export']>[1];

type Failure = Error & { readonly code?: unknown };

const tracesAlone =
  'a backend for traces alone takes none: OTEL_METRICS_EXPORTER=none sends it none';

/** A backend that the metrics are sent to, and what became of them. */
export class MetricDestination extends OTLPMetricExporter {
  readonly #endpoint: string;
  readonly #names = new Set<string>();
  #deliveries = 0;
  /** Why the last delivery failed, if it did. */
  #failure: Failure | undefined;

  constructor(endpoint: string, env: Environment) {
    super(patienceFor('metrics', env));
    this.#endpoint = endpoint;
  }

  override export(metrics: ResourceMetrics, callback: ExportCallback): void {
    super.export(metrics, (result) => {
      if (result.code === 0) {
        this.#deliveries += 1;
        this.#failure = undefined;
        for (const name of namesOf(metrics)) this.#names.add(name);
      } else this.#failure = result.error ?? new Error('no reason given');
      callback(result);
    });
  }

  /** In one line, once all is flushed. What an export missed the next one has: the last one decides. */
  get report(): string {
    if (this.#failure !== undefined) {
      // An HTTP status: somebody is there.
      const alone = typeof this.#failure.code === 'number' ? `; ${tracesAlone}` : '';
      return `The metrics did not reach ${this.#endpoint} (${reasonOf(this.#failure)})${alone}.`;
    }
    const times = this.#deliveries === 1 ? 'once' : `${this.#deliveries} times`;
    return `${this.#names.size} metrics of the same calls went to ${this.#endpoint}, ${times}.`;
  }
}

function namesOf({ scopeMetrics }: ResourceMetrics): string[] {
  return scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name));
}
