// Exports a span each time it is told to, and says on standard output what became of it.
import { WaterfallExporter } from '../../src/index.ts';
import { plainSpan } from '../support/plain-span.ts';

const exporter = new WaterfallExporter({ drawAfter: 0 });
process.stdin.on('data', () => {
  exporter.export([plainSpan({})], ({ code }) => process.stdout.write(`${code}\n`));
});
