import { createWriteStream } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { WaterfallExporter, type WaterfallExportResult } from '../src/index.ts';
import { plainSpan } from './support/plain-span.ts';

function exportTo(exporter: WaterfallExporter): WaterfallExportResult {
  const results: WaterfallExportResult[] = [];
  exporter.export([plainSpan({})], (result) => results.push(result));
  expect(results).toHaveLength(1);
  return results[0] as WaterfallExportResult;
}

describe('an output stream', () => {
  test('that works gives success', () => {
    const exporter = new WaterfallExporter({ stream: new PassThrough(), drawAfter: 0 });
    expect(exportTo(exporter)).toEqual({ code: 0 });
  });

  test('that throws gives failure with its error, and nothing is thrown', () => {
    const broken = new Error('no paper');
    const stream = {
      write() {
        throw broken;
      },
    };
    const exporter = new WaterfallExporter({ stream, drawAfter: 0 });
    expect(exportTo(exporter)).toEqual({ code: 1, error: broken });
  });

  test('that has been destroyed is not written to', () => {
    const stream = new PassThrough();
    stream.destroy();
    const exporter = new WaterfallExporter({ stream, drawAfter: 0 });
    expect(exportTo(exporter)).toMatchObject({ code: 1, error: { message: /closed/ } });
  });

  test('that has been ended is not written to', () => {
    const stream = new PassThrough();
    stream.end();
    const exporter = new WaterfallExporter({ stream, drawAfter: 0 });
    expect(exportTo(exporter)).toMatchObject({ code: 1 });
  });

  test('that fails later gives failure from then on, and no unhandled error', async () => {
    const stream = createWriteStream('/nowhere/at/all');
    const exporter = new WaterfallExporter({ stream, drawAfter: 0 });
    expect(exportTo(exporter)).toEqual({ code: 0 });
    await expect(finished(stream)).rejects.toThrow('ENOENT');
    expect(exportTo(exporter)).toMatchObject({ code: 1 });
  });

  test('that recovers gives success again', () => {
    let full = true;
    const stream = {
      write() {
        if (full) throw new Error('full');
      },
    };
    const exporter = new WaterfallExporter({ stream, drawAfter: 0 });
    expect(exportTo(exporter).code).toBe(1);
    full = false;
    expect(exportTo(exporter).code).toBe(0);
  });

  test('keeps no listener of ours once everything is written, however slow it is', async () => {
    const waiting: (() => void)[] = [];
    const stream = new Writable({ write: (_chunk, _encoding, done) => waiting.push(done) });
    const exporter = new WaterfallExporter({ stream, drawAfter: 0 });
    for (let i = 0; i < 20; i++) exportTo(exporter);
    expect(stream.listenerCount('error')).toBe(1);
    for (let done = waiting.shift(); done; done = waiting.shift()) {
      done();
      await new Promise(setImmediate);
    }
    expect(stream.listenerCount('error')).toBe(0);
  });
});

describe('an exporter', () => {
  test('that was shut down takes no spans', async () => {
    const exporter = new WaterfallExporter({ stream: new PassThrough() });
    await exporter.shutdown();
    expect(exportTo(exporter)).toMatchObject({ code: 1, error: { message: /shut down/ } });
  });

  test('gives failure for what is not a span, and draws the next one', () => {
    const exporter = new WaterfallExporter({ stream: new PassThrough(), drawAfter: 0 });
    const results: WaterfallExportResult[] = [];
    exporter.export([{ ...plainSpan({}), startTime: [Number.NaN, 0] }], (each) =>
      results.push(each),
    );
    expect(results).toMatchObject([{ code: 1, error: expect.any(RangeError) }]);
    expect(exportTo(exporter)).toEqual({ code: 0 });
  });
});
