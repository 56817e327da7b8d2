import { afterEach, describe, expect, test, vi } from 'vitest';
import { drawTrace, WaterfallExporter } from '../src/index.ts';
import { wantsAscii, wantsColor } from '../src/terminal/capabilities.ts';
import { cut, widthOf } from '../src/terminal/width.ts';
import { drawn } from './support/drawn.ts';
import { Paper } from './support/paper.ts';
import { plainSpan } from './support/plain-span.ts';
import * as scenes from './support/scenes.ts';
import { sdks } from './support/sdk.ts';
import { play } from './support/sketch.ts';
import { withoutColor } from './support/without-color.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('colour', () => {
  test.each([
    ['on a terminal', true, { TERM: 'xterm' }, true],
    ['elsewhere', false, { TERM: 'xterm' }, false],
    ['where NO_COLOR is set', true, { NO_COLOR: '1' }, false],
    ['where NO_COLOR is empty', true, { NO_COLOR: '' }, true],
    ['on a dumb terminal', true, { TERM: 'dumb' }, false],
    ['where FORCE_COLOR is set', false, { FORCE_COLOR: '1' }, true],
    ['where FORCE_COLOR is empty', false, { FORCE_COLOR: '' }, true],
    ['where FORCE_COLOR is 0', true, { FORCE_COLOR: '0' }, false],
    ['where both are set', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('%s', (_where, isTerminal, env, expected) => {
    expect(wantsColor(isTerminal, env)).toBe(expected);
  });

  test('tells attempts, tokens, sleeps and failures apart', () => {
    const text = drawn(scenes.retriedStream, { color: true, width: 80 });
    expect(text.replaceAll('\u001b', '␛')).toMatchInlineSnapshot(`
      "␛[2mtrace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC␛[0m
                                       ␛[2m╷0       ╷5 s␛[0m
      ␛[1mPOST /chat␛[0m               8.31 s  ───────────────  200
      ␛[2m└─ ␛[0m␛[36mchat claude-opus-5-5␛[0m  8.30 s  ␛[36m───────────────␛[0m  ok after 2 retries␛[2m · ␛[0m␛[33m░ 1.9 s␛[0m
      ␛[2m   ├─ ␛[0m␛[1;31mattempt #1␛[0m         0.11 s  ␛[1;31m✗␛[0m                ␛[1;31m✗ 429 rate_limit_error␛[0m
      ␛[2m   ├─ ␛[0mbackoff            1.00 s   ␛[33m░␛[0m               ␛[33m1 s by retry-after␛[0m
      ␛[2m   ├─ ␛[0m␛[1;31mattempt #2␛[0m          90 ms    ␛[1;31m✗␛[0m              ␛[1;31m✗ 529 overloaded_error␛[0m
      ␛[2m   ├─ ␛[0mbackoff            0.90 s     ␛[33m░␛[0m             ␛[33m0.9 s by default␛[0m
      ␛[2m   └─ ␛[0mattempt #3         6.20 s      ␛[1;32m◆␛[0m␛[32m━━━━━━━━━━␛[0m  200␛[2m · ␛[0m␛[1;32mfirst token 0.62 s␛[0m
      ␛[2m      └─ POST␛[0m            ␛[2m6.19 s␛[0m      ␛[2m───────────␛[0m  ␛[2m200␛[0m
      ␛[1;32m◆␛[0m␛[2m first token␛[0m  ␛[32m━␛[0m␛[2m reading the answer␛[0m  ␛[33m░␛[0m␛[2m asleep before a retry␛[0m  ␛[1;31m✗␛[0m␛[2m failed␛[0m

      "
    `);
  });

  test('takes no columns', () => {
    const colored = drawn(scenes.retriedStream, { color: true });
    expect(withoutColor(colored)).toBe(drawn(scenes.retriedStream));
  });
});

describe('ASCII', () => {
  test.each([
    ['in a UTF-8 locale', { LANG: 'en_GB.UTF-8' }, 'linux', false],
    ['in a UTF-8 locale by another spelling', { LANG: 'C.utf8' }, 'linux', false],
    ['in the C locale', { LANG: 'C' }, 'linux', true],
    ['where LC_ALL overrides', { LC_ALL: 'POSIX', LANG: 'en_GB.UTF-8' }, 'linux', true],
    ['where LC_CTYPE overrides', { LC_CTYPE: 'C.UTF-8', LANG: 'C' }, 'linux', false],
    ['where no locale is set, as in a container', {}, 'linux', false],
    ['on the console of Linux', { TERM: 'linux', LANG: 'C.UTF-8' }, 'linux', true],
    ['in Windows Terminal', { WT_SESSION: 'id' }, 'win32', false],
    ['in the terminal of VS Code on Windows', { TERM_PROGRAM: 'vscode' }, 'win32', false],
    ['in the old console of Windows', {}, 'win32', true],
  ])('%s', (_where, env, platform, expected) => {
    expect(wantsAscii(env, platform)).toBe(expected);
  });

  test('draws everything without another character', () => {
    expect(drawn(scenes.retriedStream, { ascii: true })).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 | 2026-11-20 03:12:07 UTC
                                       |0     |2 s   |4 s    |6 s
      POST /chat               8.31 s  ------------------------------  200
      \`- chat claude-opus-5-5  8.30 s  ------------------------------  ok after 2 retries | 1.9 s asleep
         |- attempt #1         0.11 s  x                               x 429 rate_limit_error
         |- backoff            1.00 s   ~~~                            1 s by retry-after
         |- attempt #2          90 ms      x                           x 529 overloaded_error
         |- backoff            0.90 s       ~~~                        0.9 s by default
         \`- attempt #3         6.20 s          #*====================  200 | first token 0.62 s
            \`- POST            6.19 s          ----------------------  200
      # waiting for headers  * first token  = reading the answer  ~ asleep before a retry  x failed

      "
    `);
  });

  test('has a character for each meaning', () => {
    const text =
      drawn(scenes.stalled, { ascii: true }) + drawn(scenes.abortedInStream, { ascii: true });
    expect(text).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 | 2026-11-20 03:12:07 UTC
                                    |0      |5 s    |10 s  |15 s
      chat claude-opus-5-5  20.0 s  -------------------------------  ok | 1 204 tokens in / 312 out
      \`- attempt #1         20.0 s  #*====..................=======  200 | * 0.90 s | 1 stall of 11.2 s
      # waiting for headers  * first token  = reading the answer  . stalled

      trace 4bf92f3577b34da60000000000000001 | 2026-11-20 03:12:07 UTC
                                    |0       |0.5 s  |1 s
      chat claude-opus-5-5  1.80 s  ------------------------------o  o closed by the application
      \`- attempt #1         1.80 s  ###+++++*=====================o  o closed by the application
      # waiting for headers  + waiting for the first token  * first token  = reading the answer  o aborted

      "
    `);
  });

  test('spells foreign names with question marks', () => {
    const text = drawTrace([plainSpan({ name: 'naïve 日本 🚀' })], { ascii: true });
    expect(text).toMatch(/^na\?ve \?\? \? /m);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

describe('width', () => {
  test('is that of the terminal at each drawing', () => {
    const paper = new Paper({ columns: 60 });
    const exporter = new WaterfallExporter({ stream: paper, drawAfter: 0 });
    exporter.export([plainSpan({ traceId: 'a' })], () => {});
    paper.columns = 80;
    exporter.export([plainSpan({ traceId: 'b' })], () => {});
    const widths = paper.lines.filter((line) => line.startsWith('work')).map(widthOf);
    expect(widths).toEqual([60, 80]);
  });

  test.each([undefined, 0])('is 100 where the stream says %s', (columns) => {
    const paper = new Paper({ ...(columns !== undefined && { columns }) });
    play(sdks['3.x'](new WaterfallExporter({ stream: paper, drawAfter: 0 })), scenes.stalled);
    expect(paper.text).toBe(drawn(scenes.stalled, { width: 100 }));
  });

  test('of 60 columns leaves out what is less important', () => {
    expect(drawn(scenes.retriedStream, { width: 60 })).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001
                                    ╷0      ╷5 s
      POST /chat             8.31 s ────────────── 200
      └ chat claude-opus-5-5 8.30 s ────────────── ok, 2 retries
        ├ attempt #1         0.11 s ✗              ✗ 429
        ├ backoff            1.00 s  ░             1 s
        ├ attempt #2          90 ms   ✗            ✗ 529
        ├ backoff            0.90 s    ░           0.9 s
        └ attempt #3         6.20 s     ◆━━━━━━━━━ 200 · ◆ 0.62 s
          └ POST             6.19 s     ────────── 200
      ◆ first token  ━ reading the answer  ░ asleep before a retry
      ✗ failed

      "
    `);
  });

  test('of 40 columns keeps names, times, bars and how it ended', () => {
    expect(drawn(scenes.retriedStream, { width: 40 })).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001
                              ╷0
      POST /chat       8.31 s ─────── 200
      └ chat claude-o… 8.30 s ─────── ok
        ├ attempt #1   0.11 s ✗       ✗ 429
        ├ backoff      1.00 s  ░      1 s
        ├ attempt #2    90 ms   ✗     ✗ 529
        ├ backoff      0.90 s   ░     0.9 s
        └ attempt #3   6.20 s    ◆━━━ 200
          └ POST       6.19 s   ───── 200
      ◆ first token  ━ reading the answer
      ░ asleep before a retry  ✗ failed

      "
    `);
  });

  test('of 24 columns keeps names and times', () => {
    expect(drawn(scenes.retriedStream, { width: 24 })).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60…
      POST /chat        8.31 s
      └ chat claude-op… 8.30 s
        ├ ✗ attempt #1  0.11 s
        ├ backoff       1.00 s
        ├ ✗ attempt #2   90 ms
        ├ backoff       0.90 s
        └ attempt #3    6.20 s
          └ POST        6.19 s

      "
    `);
  });

  test.each(Object.entries(scenes))('is never exceeded: %s', (_name, scene) => {
    for (let width = 20; width <= 200; width++) {
      for (const ascii of [true, false]) {
        const lines = drawn(scene, { width, ascii }).split('\n');
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
      }
    }
  });

  test.each([1, 5, 12, 19])('of %i columns, which a terminal can have, is kept too', (columns) => {
    const paper = new Paper({ columns });
    new WaterfallExporter({ stream: paper, drawAfter: 0 }).export([plainSpan({})], () => {});
    expect(Math.max(...paper.lines.map(widthOf))).toBeLessThanOrEqual(columns);
  });
});

describe('the width of text', () => {
  test.each([
    ['plain', 5],
    ['日本', 4],
    ['한국어', 6],
    ['ｆｕｌｌ', 8],
    ['🚀', 2],
    ['✗◆━█', 4],
    ['e\u0301', 1],
  ])('%s takes %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  test('is kept when it is cut', () => {
    expect(cut('日本語', 5, '…')).toBe('日本…');
    expect(cut('日本語', 4, '…')).toBe('日…');
    expect(cut('abc', 3, '…')).toBe('abc');
    expect(cut('abcd', 0, '…')).toBe('');
  });
});
