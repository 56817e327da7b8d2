export { drawTrace } from './draw/draw-trace.ts';
export type { OutputStream } from './exporter/output-stream.ts';
export { WaterfallExporter, type WaterfallExportResult } from './exporter/waterfall-exporter.ts';
export type { DrawOptions } from './options/draw-options.ts';
export type { WaterfallOptions } from './options/exporter-options.ts';
export type { HrTime } from './read/nanoseconds.ts';
export type { OtelSpan } from './read/otel.ts';
