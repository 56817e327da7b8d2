import { beforeEach, describe, expect, test } from 'vitest';
import { drawTrace, type OtelSpan, WaterfallExporter } from '../src/index.ts';
import { Paper } from './support/paper.ts';
import { plainSpan, type Shape, tree } from './support/plain-span.ts';

function countTraces(paper: Paper): number {
  return paper.text.match(/^trace/gm)?.length ?? 0;
}

describe('a long trace', () => {
  test('is folded at 100 rows', () => {
    const lines = drawTrace(tree(2050), { legend: false }).trimEnd().split('\n');
    expect(lines).toHaveLength(2 + 100 + 1);
    expect(lines.at(-1)).toBe('… 1 950 more spans');
  });

  test('is folded where one asks for it, and says how many failures are hidden', () => {
    const spans = tree(50).map((span, i) => (i >= 45 ? { ...span, status: { code: 2 } } : span));
    const lines = drawTrace(spans, { maxRows: 10, legend: false }).trimEnd().split('\n');
    expect(lines.at(-1)).toBe('… 40 more spans, 5 of them failed');
  });

  test('keeps the time of all its spans on its axis', () => {
    const text = drawTrace(tree(50), { maxRows: 1, legend: false });
    expect(text).toContain('╷40 ms');
  });
});

describe('the cost of a trace', { timeout: 60_000 }, () => {
  // Ten times the spans: a linear cost is ten times as high, a quadratic one a hundred times.
  const MOST = 60;

  test.each<[string, Shape]>([
    ['wide', 'wide'],
    ['deep', 'deep'],
    ['in a tree of calls', 'calls'],
  ])('grows with the number of its spans when it is %s', (_name, shape) => {
    expect(growth(drawTrace, shape)).toBeLessThan(MOST);
  });

  test('grows with the number of its spans when they come one by one', () => {
    expect(growth(exportSingly, 'wide')).toBeLessThan(MOST);
  });

  test('does not overflow the stack when it is very deep', () => {
    expect(drawTrace(tree(50_000, 'deep'), { width: 60 })).toContain('… 49 900 more spans');
  });
});

function exportSingly(spans: readonly OtelSpan[]): void {
  const exporter = new WaterfallExporter({ stream: new Paper(), drawAfter: 0 });
  for (const span of spans.toReversed()) exporter.export([span], () => {});
}

/** How many times as much processor time the work takes with ten times the spans, in the cheapest of a few rounds. */
function growth(work: (spans: OtelSpan[]) => void, shape: Shape): number {
  const [small, large] = [tree(3000, shape), tree(30_000, shape)];
  let [little, much] = [Infinity, Infinity];
  for (let round = 0; round < 4; round++) {
    little = Math.min(
      little,
      costOf(() => work(small)),
    );
    much = Math.min(
      much,
      costOf(() => work(large)),
    );
  }
  return much / little;
}

/** Microseconds of processor time, which, unlike the clock, stand still while another process runs. */
function costOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

describe('what waits for a parent that never ends', () => {
  let paper: Paper;
  let exporter: WaterfallExporter;

  beforeEach(() => {
    paper = new Paper();
    exporter = new WaterfallExporter({ stream: paper, drawAfter: 0 });
  });

  const orphan = (trace: number, span = 1) =>
    plainSpan({ traceId: `trace-${trace}`, spanId: `span-${span}`, parentId: 'open' });

  test('is held for a thousand traces, and then the oldest is drawn as it is', () => {
    for (let trace = 0; trace < 1000; trace++) exporter.export([orphan(trace)], () => {});
    expect(paper.text).toBe('');
    exporter.export([orphan(1000)], () => {});
    expect(paper.text).toMatch(/^trace trace-0 · incomplete/);
    expect(countTraces(paper)).toBe(1);
  });

  test('is held for fifty thousand spans, and then the oldest trace is drawn as it is', () => {
    for (let span = 0; span <= 50_000; span++) exporter.export([orphan(0, span)], () => {});
    expect(countTraces(paper)).toBe(1);
    expect(paper.text).toContain('… 49 902 more spans');
  });
});

describe('what is remembered of drawn traces', () => {
  const root = (trace: number) => plainSpan({ traceId: `trace-${trace}`, spanId: 'root' });
  const late = plainSpan({ traceId: 'trace-0', spanId: 'late', parentId: 'root' });

  test.each([
    [99, 'trace trace-0 · continued'],
    [100, ''],
  ])('is enough for a span that ends %i traces later: %j', (others, expected) => {
    const paper = new Paper();
    const exporter = new WaterfallExporter({ stream: paper, drawAfter: 0 });
    for (let trace = 0; trace <= others; trace++) exporter.export([root(trace)], () => {});
    paper.text = '';
    exporter.export([late], () => {});
    expect(paper.lines[0] ?? '').toContain(expected);
    expect(paper.text === '').toBe(expected === '');
  });
});
