import { type Drawing, draw } from '../draw/drawing.ts';
import { everyGlyph } from '../draw/legend.ts';
import { DEFAULT_WIDTH } from '../options/draw-options.ts';
import {
  type ResolvedExporterOptions,
  resolveExporterOptions,
  type WaterfallOptions,
} from '../options/exporter-options.ts';
import { type OtelSpan, readOtelSpan } from '../read/otel.ts';
import type { BarGlyph } from '../terminal/glyphs.ts';
import { toStyle } from '../terminal/style.ts';
import { asError, Output } from './output.ts';
import { TraceCollector } from './trace-collector.ts';

/** What became of an export, by OpenTelemetry's codes: 0 is success, 1 is failure. */
export interface WaterfallExportResult {
  code: 0 | 1;
  /** Why it failed. */
  error?: Error;
}

/**
 * A `SpanExporter` for OpenTelemetry 2.x and 3.x that draws each trace in the terminal as bars in time.
 *
 * A trace is drawn when its local root has ended: the span that has no parent in this process. Spans whose own parent
 * has not ended by then wait for it, and are drawn with it below the names of what was drawn before.
 */
export class WaterfallExporter {
  readonly #options: ResolvedExporterOptions;
  readonly #output: Output;
  readonly #explained: Set<BarGlyph>;
  readonly #collector: TraceCollector;
  #failure: Error | undefined;
  #isShutDown = false;

  /** Throws a `TypeError` that names a bad option and what it takes. */
  constructor(options: WaterfallOptions = {}) {
    this.#options = resolveExporterOptions(options, process.env);
    this.#output = new Output(this.#options.stream);
    this.#explained = this.#options.legend ? new Set() : everyGlyph();
    this.#collector = new TraceCollector(this.#options.drawAfter, this.#show);
  }

  /**
   * Takes ended spans, in any order and any number. The callback is called before this returns: with code 1 after
   * `shutdown()`, when the stream is closed, or when the last write to it failed.
   */
  export(
    spans: readonly OtelSpan[],
    resultCallback: (result: WaterfallExportResult) => void,
  ): void {
    if (this.#isShutDown) this.#failure = new Error('the exporter has been shut down');
    else this.#collect(spans);
    const error = this.#failure ?? this.#output.failure;
    resultCallback(error ? { code: 1, error } : { code: 0 });
  }

  /** Draws all that waits, incomplete traces too. Never rejects. */
  async forceFlush(): Promise<void> {
    this.#collector.flush();
  }

  /** Draws all that waits, and takes no more spans. Leaves the stream open. Never rejects. */
  async shutdown(): Promise<void> {
    this.#collector.flush();
    this.#isShutDown = true;
  }

  #collect(spans: readonly OtelSpan[]): void {
    this.#failure = undefined;
    try {
      this.#collector.add(spans.map(readOtelSpan));
    } catch (error) {
      this.#failure = asError(error);
    }
  }

  readonly #show = (drawing: Drawing): void => {
    const { maxRows, color, ascii } = this.#options;
    try {
      const style = toStyle({ width: this.#width(), color, ascii });
      // The empty line keeps the drawing apart from what the application writes next.
      this.#output.write(`${draw(drawing, { style, maxRows, explained: this.#explained })}\n`);
    } catch (error) {
      this.#failure = asError(error);
    }
  };

  /** Pseudo-terminals that know no size say 0 columns. */
  #width(): number {
    return this.#options.width ?? (this.#output.columns || DEFAULT_WIDTH);
  }
}
