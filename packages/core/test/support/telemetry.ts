import { type Attributes, context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  type ReadableSpan,
  type Span,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect } from 'vitest';

/** Keeps every span, and knows which of them have not ended. */
class Recorder implements SpanProcessor {
  /** Names by id: an instrumentation may rename its span. */
  readonly open = new Map<string, string>();
  readonly ended: ReadableSpan[] = [];

  onStart(span: Span): void {
    this.open.set(span.spanContext().spanId, span.name);
  }

  onEnd(span: ReadableSpan): void {
    this.open.delete(span.spanContext().spanId);
    this.ended.push(span);
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** The spans that a test caused, by what they are. */
export interface Spans {
  readonly all: readonly ReadableSpan[];
  readonly calls: readonly ReadableSpan[];
  readonly attempts: readonly ReadableSpan[];
  readonly backoffs: readonly ReadableSpan[];
}

let recorder = new Recorder();
let rejected: unknown[] = [];

/** The spans that have ended so far. */
export function spans(): Spans {
  const all = recorder.ended;
  const named = (name: string): ReadableSpan[] => all.filter((span) => span.name === name);
  return {
    all,
    attempts: named('claude.attempt'),
    backoffs: named('claude.backoff'),
    calls: all.filter((span) => span.kind === 2),
  };
}

/** The attributes of a span that has to be there. */
export function attributesOf(span: ReadableSpan | undefined): Attributes {
  if (span === undefined) throw new Error('no such span');
  return span.attributes;
}

/** Seconds that a span lasted. */
export function lengthOf(span: ReadableSpan): number {
  return span.duration[0] + span.duration[1] / 1e9;
}

/** Milliseconds since the epoch. */
export function millis([seconds, nanos]: readonly [number, number]): number {
  return seconds * 1000 + nanos / 1e6;
}

/** Registers a provider as an application does. */
export function registerTelemetry(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [recorder] }));
}

/** Takes back what {@link registerTelemetry} did. */
export function removeTelemetry(): void {
  context.disable();
  propagation.disable();
  trace.disable();
}

const onRejection = (reason: unknown): number => rejected.push(reason);

/**
 * Records spans during each test, and holds after each that every span that was started has ended
 * and that nothing was rejected unhandled.
 */
export function recordSpans({ registered = true } = {}): void {
  beforeEach(() => {
    recorder = new Recorder();
    rejected = [];
    process.on('unhandledRejection', onRejection);
    if (registered) registerTelemetry();
  });

  afterEach(async () => {
    // Unhandled rejections are announced after the microtasks of a turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onRejection);
    removeTelemetry();
    expect([...recorder.open.values()], 'spans that never ended').toEqual([]);
    expect(rejected, 'unhandled rejections').toEqual([]);
  });
}
