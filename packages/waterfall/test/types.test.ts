import * as sdk3 from '@opentelemetry/sdk-trace';
import * as sdk2 from '@opentelemetry/sdk-trace-base';
import { expectTypeOf, test } from 'vitest';
import {
  type drawTrace,
  type OtelSpan,
  type OutputStream,
  WaterfallExporter,
  type WaterfallOptions,
} from '../src/index.ts';

test('the exporter is a SpanExporter of OpenTelemetry 2.x and 3.x', () => {
  expectTypeOf<WaterfallExporter>().toExtend<sdk3.SpanExporter>();
  expectTypeOf<WaterfallExporter>().toExtend<sdk2.SpanExporter>();
  const exporter = new WaterfallExporter();
  new sdk3.SimpleSpanProcessor({ exporter });
  new sdk3.BatchSpanProcessor({ exporter });
  new sdk2.SimpleSpanProcessor(exporter);
  new sdk2.BatchSpanProcessor(exporter);
});

test('the spans of both can be drawn', () => {
  expectTypeOf<sdk3.ReadableSpan>().toExtend<OtelSpan>();
  expectTypeOf<sdk2.ReadableSpan>().toExtend<OtelSpan>();
  expectTypeOf<sdk3.ReadableSpan[]>().toExtend<Parameters<typeof drawTrace>[0]>();
});

test('the streams of Node.js are output streams', () => {
  expectTypeOf<typeof process.stderr>().toExtend<OutputStream>();
  expectTypeOf<NodeJS.WritableStream>().toExtend<OutputStream>();
  expectTypeOf<import('node:fs').WriteStream>().toExtend<OutputStream>();
});

test('an unknown option does not compile', () => {
  expectTypeOf<{ colour: boolean }>().not.toExtend<WaterfallOptions>();
});
