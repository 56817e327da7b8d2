import { WaterfallExporter, type WaterfallOptions } from '../../src/index.ts';
import { Paper } from './paper.ts';
import { sdks } from './sdk.ts';
import { play, type Sketch } from './sketch.ts';

export type Version = keyof typeof sdks;

/** What an exporter writes for the spans of a sketch, each exported as it ends, once the trace's root has ended. */
export function drawn(
  sketch: Sketch,
  options: WaterfallOptions = {},
  version: Version = '3.x',
): string {
  const paper = new Paper();
  const fixed = { width: 100, color: false, ascii: false, drawAfter: 0 };
  play(sdks[version](new WaterfallExporter({ stream: paper, ...fixed, ...options })), sketch);
  return paper.text;
}
