import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WaterfallExporter } from '../src/index.ts';
import { drawn } from './support/drawn.ts';
import { Paper } from './support/paper.ts';
import * as scenes from './support/scenes.ts';
import { batching, type Provider, sdks } from './support/sdk.ts';
import { begin, play, type Sketch } from './support/sketch.ts';
import { backoff, call, failed, server, streamed } from './support/story.ts';

const ok = { 'spanthropic.call.outcome': 'ok' };

/** The handler has answered and its span has ended, and the stream goes on. */
const outlived: Sketch = server(
  [0, 0.5],
  [
    call([0.01, 3], ok, [
      failed(1, [0.01, 0.1], 529),
      backoff([0.1, 0.4], 0.3),
      streamed(2, [0.4, 3], { headers: 0.2, token: 0.3 }),
    ]),
  ],
);

let paper: Paper;
let exporter: WaterfallExporter;
let provider: Provider;

beforeEach(() => {
  vi.useFakeTimers();
  paper = new Paper({ columns: 100 });
  exporter = new WaterfallExporter({ stream: paper, legend: false });
  provider = sdks['3.x'](exporter);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('when a trace is drawn', () => {
  test('nothing is written while the local root is open', () => {
    play(provider, { ...scenes.plainCall, to: Infinity });
    vi.advanceTimersByTime(60_000);
    expect(paper.text).toBe('');
  });

  test('it is drawn a moment after its root has ended', () => {
    play(provider, scenes.plainCall);
    expect(paper.text).toBe('');
    vi.advanceTimersByTime(100);
    expect(paper.lines).toContainEqual(expect.stringContaining('attempt #1'));
  });

  test('it is drawn at once when that is asked for', () => {
    exporter = new WaterfallExporter({ stream: paper, drawAfter: 0 });
    play(sdks['3.x'](exporter), scenes.plainCall);
    expect(paper.text).toContain('attempt #1');
  });

  test('an attempt that ends just after the call span comes into the same drawing', () => {
    const late = streamed(1, [0, 1.001], { headers: 0.2, token: 0.3 });
    play(provider, call([0, 1], ok, [late]));
    vi.advanceTimersByTime(100);
    expect(paper.text.match(/^trace/gm)).toHaveLength(1);
    expect(paper.text).toMatch(/^└─ attempt #1/m);
  });

  test('a span whose parent is in another process is a root of its own', () => {
    const caller = {
      traceId: 'c'.repeat(32),
      spanId: 'd'.repeat(16),
      traceFlags: 1,
      isRemote: true,
    };
    play(provider, scenes.plainCall, trace.setSpanContext(ROOT_CONTEXT, caller));
    vi.advanceTimersByTime(100);
    expect(paper.lines[0]).toMatch(/^trace c{32} · 2026/);
  });

  test('a server span is a root even where its parent was not marked as remote', () => {
    const caller = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };
    play(provider, scenes.retriedStream, trace.setSpanContext(ROOT_CONTEXT, caller));
    vi.advanceTimersByTime(100);
    expect(paper.lines[0]).toMatch(/^trace c{32} · 2026/);
  });

  test('two requests of one trace are drawn each by itself', () => {
    const caller = {
      traceId: 'c'.repeat(32),
      spanId: 'd'.repeat(16),
      traceFlags: 1,
      isRemote: true,
    };
    for (const scene of [scenes.plainCall, scenes.exhausted]) {
      play(provider, scene, trace.setSpanContext(ROOT_CONTEXT, caller));
      vi.advanceTimersByTime(100);
    }
    expect(paper.text.match(/^trace c{32} · 2026/gm)).toHaveLength(2);
  });
});

describe('what ends after its trace was drawn', () => {
  test('is drawn below the names of what was drawn, when its parent has ended too', () => {
    const trace = begin(provider, outlived);
    for (const second of [0.5, 3]) {
      trace.endUntil(second);
      vi.advanceTimersByTime(100);
    }
    expect(paper.text).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                          ╷0             ╷0.1 s         ╷0.2 s         ╷0.3 s         ╷0.4 s
      POST /chat  0.50 s  ───────────────────────────────────────────────────────────────────────────  200
      … 2 spans below one that is still open

      trace 4bf92f3577b34da60000000000000001 · continued · 2026-11-20 03:12:07 UTC
                                       ╷0        ╷1 s      ╷2 s
      POST /chat               0.50 s  ─────                           drawn above · 200
      └─ chat claude-opus-5-5  2.99 s  ──────────────────────────────  ok after 1 retry
         ├─ attempt #1          90 ms  ✗                               ✗ 529 overloaded_error · req_011C…
         ├─ backoff            0.30 s   ░░░                            0.3 s by default
         └─ attempt #2         2.60 s      ██▒◆━━━━━━━━━━━━━━━━━━━━━━  200 · first token 0.30 s

      "
    `);
  });

  test('is drawn below the call span that ended before it', () => {
    const late = streamed(1, [0, 2], { headers: 0.2, token: 0.3 });
    const trace = begin(provider, call([0, 1], ok, [late]));
    for (const second of [1, 2]) {
      trace.endUntil(second);
      vi.advanceTimersByTime(100);
    }
    expect(paper.text).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0           ╷0.2 s       ╷0.4 s        ╷0.6 s       ╷0.8 s
      chat claude-opus-5-5  1.00 s  ──────────────────────────────────────────────────────────────────  ok

      trace 4bf92f3577b34da60000000000000001 · continued · 2026-11-20 03:12:07 UTC
                                    ╷0              ╷1 s
      chat claude-opus-5-5  1.00 s  ────────────────                 drawn above · ok
      └─ attempt #1         2.00 s  ███▒◆━━━━━━━━━━━━━━━━━━━━━━━━━━  200 · first token 0.30 s · req_011C…

      "
    `);
  });

  test('shows how far its parents are from the root', () => {
    const late = streamed(1, [0, 2], { headers: 0.2, token: 0.3 });
    const trace = begin(provider, server([0, 0.2], [call([0, 0.1], ok, [late])]));
    trace.endUntil(0.2);
    vi.advanceTimersByTime(100);
    trace.endUntil(2);
    vi.advanceTimersByTime(100);
    expect(paper.lines.slice(-4)).toMatchInlineSnapshot(`
      [
        "POST /chat               0.20 s  ───                             drawn above · 200",
        "└─ chat claude-opus-5-5  0.10 s  ──                              drawn above · ok",
        "   └─ attempt #1         2.00 s  ███▒◆━━━━━━━━━━━━━━━━━━━━━━━━━  200 · first token 0.30 s",
        "",
      ]
    `);
  });

  test('is drawn with what was forgotten of a long trace', () => {
    const calls = Array.from({ length: 300 }, (_, i) => call([i, i + 0.5], ok, []));
    const late = call([0, 400], ok, []);
    const trace = begin(provider, server([0, 300], [...calls, late]));
    trace.endUntil(300);
    vi.advanceTimersByTime(100);
    trace.endUntil(400);
    vi.advanceTimersByTime(100);
    expect(paper.lines.slice(-5)).toMatchInlineSnapshot(`
      [
        "trace 4bf92f3577b34da60000000000000001 · continued · 2026-11-20 03:12:07 UTC",
        "                                   ╷0     ╷1 m   ╷2 m   ╷3 m   ╷4 m   ╷5 m  ╷6 m",
        "POST /chat               5 m 00 s  ───────────────────────────────────             drawn above · 200",
        "└─ chat claude-opus-5-5  6 m 40 s  ──────────────────────────────────────────────  ok",
        "",
      ]
    `);
  });
});

describe('what is incomplete', () => {
  test('is drawn when it is flushed, with a stand-in for the parent that is still open', async () => {
    begin(provider, scenes.retriedStream).endUntil(1.5);
    await provider.forceFlush();
    expect(paper.text).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · incomplete · 2026-11-20 03:12:07 UTC
                                 ╷0           ╷0.5 s        ╷1 s
      (parent not seen)          ────────────────────────────────  still open, or lost
      ├─ attempt #1      0.11 s  ██✗                               ✗ 429 rate_limit_error · req_011C…
      ├─ backoff         1.00 s     ░░░░░░░░░░░░░░░░░░░░░░░░░░░    1 s by retry-after
      └─ attempt #2       90 ms                                █✗  ✗ 529 overloaded_error · req_011C…

      "
    `);
  });

  test('is drawn on shutdown, below which nothing is drawn any more', async () => {
    const trace = begin(provider, scenes.retriedStream);
    trace.endUntil(1.5);
    await exporter.shutdown();
    const { text } = paper;
    expect(text).toContain('incomplete');
    trace.endUntil(9);
    await vi.runAllTimersAsync();
    expect(paper.text).toBe(text);
  });

  test('is continued when the rest has ended', async () => {
    const trace = begin(provider, scenes.retriedStream);
    trace.endUntil(1.5);
    await provider.forceFlush();
    paper.text = '';
    trace.endUntil(9);
    vi.advanceTimersByTime(100);
    expect(paper.text).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · continued · 2026-11-20 03:12:07 UTC
                                       ╷0     ╷2 s   ╷4 s    ╷6 s
      POST /chat               8.31 s  ──────────────────────────────  200
      └─ chat claude-opus-5-5  8.30 s  ──────────────────────────────  ok after 2 retries · 1.9 s asleep
         ├─ attempt #1         0.11 s  ✗                               ✗ drawn above · 429 · req_011C…
         ├─ backoff            1.00 s   ░░░                            drawn above · 1 s by retry-after
         ├─ attempt #2          90 ms      ✗                           ✗ drawn above · 529 · req_011C…
         ├─ backoff            0.90 s       ░░░                        0.9 s by default
         └─ attempt #3         6.20 s          █◆━━━━━━━━━━━━━━━━━━━━  200 · first token 0.62 s
            └─ POST            6.19 s          ──────────────────────  200

      "
    `);
  });

  test('is drawn by a flush only once', async () => {
    begin(provider, scenes.retriedStream).endUntil(1.5);
    await provider.forceFlush();
    await provider.forceFlush();
    expect(paper.text.match(/^trace/gm)).toHaveLength(1);
  });
});

describe('timers', () => {
  test('none is left when everything has been drawn', async () => {
    play(provider, scenes.plainCall);
    expect(vi.getTimerCount()).toBe(1);
    await exporter.forceFlush();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('with a batch processor', () => {
  test.each(['3.x', '2.x'] as const)(
    '%s draws a trace that comes in one batch',
    async (version) => {
      const provider = batching[version](exporter);
      play(provider, scenes.retriedStream);
      await provider.shutdown();
      expect(paper.text).toBe(drawn(scenes.retriedStream, { legend: false }, version));
    },
  );

  test('a trace that comes in several batches is drawn whole', async () => {
    const provider = batching['3.x'](exporter, { maxExportBatchSize: 2 });
    play(provider, scenes.retriedStream);
    await provider.forceFlush();
    vi.advanceTimersByTime(100);
    expect(paper.text).toBe(drawn(scenes.retriedStream, { legend: false }));
  });
});
