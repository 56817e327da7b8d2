import { describe, expect, test } from 'vitest';
import { drawTrace, WaterfallExporter } from '../src/index.ts';

describe('a bad option', () => {
  test.each([
    [{ width: 10 }, "option 'width' takes columns, a whole number of at least 20, not 10"],
    [{ width: '80' }, "option 'width' takes columns, a whole number of at least 20, not '80'"],
    [{ maxRows: 0.5 }, "option 'maxRows' takes lines, a whole number of at least 1, not 0.5"],
    [{ color: 'always' }, "option 'color' takes true or false, not 'always'"],
    [{ ascii: 1 }, "option 'ascii' takes true or false, not 1"],
    [{ legend: null }, "option 'legend' takes true or false, not null"],
    [{ stream: {} }, "option 'stream' takes a writable stream, not [object Object]"],
    [
      { drawAfter: -1 },
      "option 'drawAfter' takes milliseconds, a whole number of at least 0, not -1",
    ],
    [{ colour: true }, "unknown option 'colour'; there are stream, width, color, ascii, maxRows"],
  ])('%j is refused by the exporter', (options, message) => {
    const make = () => new WaterfallExporter(options as object);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(`WaterfallExporter: ${message}`);
  });

  test('is refused by drawTrace, which has fewer', () => {
    const options = { stream: process.stdout } as object;
    expect(() => drawTrace([], options)).toThrow("drawTrace: unknown option 'stream'; there are");
  });

  test('may be the options as a whole', () => {
    expect(() => new WaterfallExporter(null as never)).toThrow(
      'the options are an object, not null',
    );
  });
});

test('an option that is undefined has its default', () => {
  const options = { width: undefined, color: undefined, stream: undefined, drawAfter: undefined };
  expect(() => new WaterfallExporter(options)).not.toThrow();
});

test('no spans give an empty text', () => {
  expect(drawTrace([])).toBe('');
});
