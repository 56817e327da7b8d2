import {
  type Context,
  context,
  propagation,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
  TracerProvider,
  type TracerProviderOptions,
} from '@opentelemetry/sdk-trace';

/** An OpenTelemetry set-up as an application has it, with a record that shows that it was used. */
export interface Telemetry {
  /** Registers it globally. What it returns takes that back. */
  start(): () => void;
  /** How many spans were recorded, or, where something in it throws, how often it did. */
  readonly count: () => number;
}

/** An application without OpenTelemetry. */
export function none(): Telemetry {
  return { start: () => () => {}, count: () => 0 };
}

/** One that works. */
export function working(): Telemetry {
  const counter = new Counter();
  return telemetry({ spanProcessors: [counter] }, () => counter.spans);
}

/** One whose processor throws for each span that starts. */
export function processorThatThrowsAtStart(): Telemetry {
  const fault = new Fault('processor at start');
  const processor = new Counter();
  processor.onStart = () => fault.throw();
  return telemetry({ spanProcessors: [processor] }, () => fault.count);
}

/** One whose processor throws for each span that ends. */
export function processorThatThrowsAtEnd(): Telemetry {
  const fault = new Fault('processor at end');
  const processor = new Counter();
  processor.onEnd = () => fault.throw();
  return telemetry({ spanProcessors: [processor] }, () => fault.count);
}

/** One whose exporter throws. */
export function exporterThatThrows(): Telemetry {
  const fault = new Fault('exporter');
  const exporter: SpanExporter = { export: () => fault.throw(), shutdown: async () => {} };
  return telemetry({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }, () => fault.count);
}

/** One whose sampler throws. */
export function samplerThatThrows(): Telemetry {
  const fault = new Fault('sampler');
  const sampler: Sampler = { shouldSample: () => fault.throw(), toString: () => 'throws' };
  return telemetry({ sampler }, () => fault.count);
}

/** One whose propagator throws. */
export function propagatorThatThrows(): Telemetry {
  const fault = new Fault('propagator');
  const broken: TextMapPropagator = {
    inject: () => fault.throw(),
    extract: (from) => from,
    fields: () => fault.throw(),
  };
  return telemetry({ spanProcessors: [new Counter()] }, () => fault.count, broken);
}

/** Throws, and counts. */
export class Fault {
  count = 0;
  readonly #message: string;

  constructor(what: string) {
    this.#message = `telemetry is broken: ${what}`;
  }

  throw(): never {
    this.count += 1;
    throw new Error(this.#message);
  }
}

class Counter implements SpanProcessor {
  spans = 0;

  onStart(): void {}

  onEnd(_span: ReadableSpan): void {
    this.spans += 1;
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

function telemetry(
  options: TracerProviderOptions,
  count: () => number,
  propagator: TextMapPropagator = traceContext,
): Telemetry {
  const provider = new TracerProvider(options);
  const start = (): (() => void) => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(propagator);
    trace.setGlobalTracerProvider(provider);
    return () => {
      trace.disable();
      propagation.disable();
      context.disable();
    };
  };
  return { start, count };
}

/** The headers of W3C Trace Context. */
const traceContext: TextMapPropagator = {
  inject(from: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(from);
    if (!span) return;
    setter.set(carrier, 'traceparent', `00-${span.traceId}-${span.spanId}-0${span.traceFlags}`);
  },
  extract: (from) => from,
  fields: () => ['traceparent', 'tracestate'],
};
