// An application full of secrets, which plays every scenario and writes what its hooks and its waterfall
// got into a directory. What `diag` says goes where a console goes.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { context, DiagConsoleLogger, DiagLogLevel, diag, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { WaterfallExporter } from '@spanthropic/waterfall';
import { type App, makeApp, type Spans, type Told } from './app.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios/all.ts';
import { leak } from './scenarios/leak.ts';

const [, , spans, directory = '.'] = process.argv as [string, string, Spans, string];

diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.ALL);

const drawn: string[] = [];
const stream = { write: (text: string) => drawn.push(text) > 0 };
const tracerProvider = new TracerProvider({
  spanProcessors: [
    new BatchSpanProcessor({ exporter: new JsonTraces() }),
    new BatchSpanProcessor({ exporter: new ProtobufTraces() }),
    new SimpleSpanProcessor({
      exporter: new WaterfallExporter({ stream, width: 400, drawAfter: 0 }),
    }),
  ],
});
const readers = [new JsonMetrics(), new ProtobufMetrics()].map(
  (exporter) => new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 600_000 }),
);
const meterProvider = new MeterProvider({ readers });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(tracerProvider);
metrics.setGlobalMeterProvider(meterProvider);

const told: Told = { events: [], logged: [], inspections: [] };
const app = makeApp(spans, told);
const seen = await play(app, spans === 'leaking' ? [leak] : scenarios);

await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);

const lines = (list: readonly unknown[]): string =>
  list.map((each) => JSON.stringify(each)).join('\n');
const files = {
  seen,
  waterfall: drawn.join(''),
  events: lines(told.events),
  logs: lines(told.logged),
  inspections: told.inspections.join('\n'),
};
for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);

/** Plays scenarios at the same time, and returns all that the application got to see. */
async function play(playing: App, list: readonly Scenario[]): Promise<string> {
  const outcomes = await Promise.all(list.map((scenario) => outcomeOf(playing, scenario)));
  return inspect(outcomes, { depth: null, maxArrayLength: null, maxStringLength: null });
}

async function outcomeOf(playing: App, { name, run }: Scenario): Promise<unknown> {
  try {
    return [name, await run(playing, { headers: { 'x-fake-call': name } })];
  } catch (error) {
    return [name, error];
  }
}
