import {
  type Attributes,
  type Context,
  type HrTime,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';

/** A span to be made, with its children; times are seconds after the trace's begin. */
export interface Sketch {
  name: string;
  from: number;
  to: number;
  scope?: string;
  kind?: SpanKind;
  failed?: boolean;
  attributes?: Attributes;
  events?: { name: string; at: number; attributes?: Attributes }[];
  children?: Sketch[];
}

/** 2026-11-20 03:12:07 UTC. */
const BEGIN = 1_795_144_327;

export function time(seconds: number): HrTime {
  const nanoseconds = Math.round(seconds * 1e9);
  return [BEGIN + Math.floor(nanoseconds / 1e9), nanoseconds % 1e9];
}

interface Open {
  span: Span;
  sketch: Sketch;
}

/** Makes the spans with a real tracer, and ends them all. */
export function play(provider: TracerProvider, sketch: Sketch, context?: Context): void {
  begin(provider, sketch, context).endUntil(Number.MAX_VALUE);
}

/** Makes the spans with a real tracer; they end by the order of their ends, children before their parents. */
export function begin(
  provider: TracerProvider,
  sketch: Sketch,
  context: Context = ROOT_CONTEXT,
): { endUntil(seconds: number): void } {
  const open: Open[] = [];
  start(provider, sketch, context, open);
  open.reverse().sort((a, b) => a.sketch.to - b.sketch.to);
  return {
    endUntil(seconds) {
      while (open[0] !== undefined && open[0].sketch.to <= seconds) {
        const { span, sketch } = open.shift() as Open;
        span.end(time(sketch.to));
      }
    },
  };
}

function start(provider: TracerProvider, sketch: Sketch, context: Context, open: Open[]): void {
  const { name, from, kind = SpanKind.INTERNAL, scope = 'spanthropic', attributes = {} } = sketch;
  const tracer = provider.getTracer(scope);
  const span = tracer.startSpan(name, { kind, startTime: time(from), attributes }, context);
  if (sketch.failed) span.setStatus({ code: SpanStatusCode.ERROR });
  for (const event of sketch.events ?? []) {
    span.addEvent(event.name, event.attributes ?? {}, time(event.at));
  }
  open.push({ span, sketch });
  const below = trace.setSpan(context, span);
  for (const child of sketch.children ?? []) start(provider, child, below, open);
}
