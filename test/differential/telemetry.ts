import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  type Context,
  context,
  DiagLogLevel,
  diag,
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

/** One with an HTTP instrumentation: something that writes a trace context onto each request. */
export function withHttpInstrumentation(): Telemetry {
  const { start, count } = working();
  const write = (message: unknown): void => {
    const { request } = message as { request: { addHeader(name: string, value: string): void } };
    request.addHeader('traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
  };
  const startBoth = (): (() => void) => {
    subscribe('undici:request:create', write);
    const stop = start();
    return () => {
      stop();
      unsubscribe('undici:request:create', write);
    };
  };
  return { start: startBoth, count };
}

/** One whose propagator throws, and the logger of its diagnostics too. */
export function withBrokenPropagator(fault: Fault): Telemetry {
  const propagator: TextMapPropagator = {
    inject: () => fault.throw(),
    extract: (from) => from,
    fields: () => fault.throw(),
  };
  const { start, count } = telemetry({ spanProcessors: [new Counter()] }, () => 0, propagator);
  let armed = false;
  const broken = (): void => {
    if (armed) fault.throw();
  };
  const logger = { error: broken, warn: broken, info: broken, debug: broken, verbose: broken };
  const startBoth = (): (() => void) => {
    const stop = start();
    diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
    armed = true;
    return () => {
      armed = false;
      diag.disable();
      stop();
    };
  };
  return { start: startBoth, count };
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
