import { describe, expect, test } from 'vitest';
import { drawTrace } from '../src/index.ts';
import { widthOf } from '../src/terminal/width.ts';
import { plainSpan } from './support/plain-span.ts';
import { withoutColor } from './support/without-color.ts';

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

const attacks = {
  'clears the screen': '\u001b[2J\u001b[H',
  'sets the title by a C1 control': '\u009d0;owned\u009c',
  'goes back over the line': 'safe\r\b\bevil',
  'begins a line of its own': 'one\ntwo\u2028three\u0085four',
  'reverses the text': '\u202eevil\u2066',
  'hides in zero width': 'a\u200b\u200d\ufeff\u00adb',
  'piles up marks': `z${'\u0301'.repeat(500)}`,
  'is half a character': 'a\ud83d',
  'rings and deletes': '\u0007\u007f\u0000',
};

describe.each(Object.entries(attacks))('text that %s', (_name, attack) => {
  const attributes = {
    'error.type': attack,
    'anthropic.request.id': attack,
    'gen_ai.request.model': attack,
    'spanthropic.call.outcome': attack,
    'spanthropic.backoff.source': attack,
    'spanthropic.backoff.planned': 1,
    'spanthropic.abort.reason': attack,
  };
  const spans = ['claude.attempt', 'claude.backoff', attack].map((name, i) => ({
    ...plainSpan({
      traceId: `trace${attack}`,
      spanId: `${i}`,
      parentId: i ? '0' : undefined,
      name,
      attributes,
    }),
    status: { code: 2 },
    resource: { attributes: { 'service.name': attack } },
  }));

  test.each([true, false])(
    'reaches a terminal with colour %s without control characters',
    (color) => {
      const lines = linesOf(withoutColor(drawTrace(spans, { color, legend: false })));
      expect(lines).toHaveLength(5);
      for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    },
  );

  test('takes no more columns than there are', () => {
    for (const line of linesOf(drawTrace(spans, { width: 60 }))) {
      expect(widthOf(line)).toBeLessThanOrEqual(60);
      expect(line).not.toMatch(/\p{Mn}{3}/u);
    }
  });
});

describe('the text of spans', () => {
  test('shows where a control character was', () => {
    expect(drawTrace([plainSpan({ name: '\u001b[31mred\u0007' })])).toContain('␛[31mred␇');
  });

  test('lines up behind wide characters', () => {
    const names = ['日本語のスパン', 'emoji 🚀 span', 'plain'];
    const spans = names.map((name, i) => plainSpan({ name, spanId: `${i}`, from: i }));
    expect(drawTrace(spans, { width: 60, legend: false })).toMatchInlineSnapshot(`
      "trace trace · incomplete · 2026-11-20 03:12:07 UTC
                            ╷0            ╷1 s
      日本語のスパン 1.00 s ──────────────
      emoji 🚀 span    0 ms               ─
      plain                                            ─ not ended
      "
    `);
  });

  test('is cut between wide characters, never through one', () => {
    const text = drawTrace([plainSpan({ name: '日本語'.repeat(20) })], { width: 40 });
    expect(text).toMatch(/^(日本語)+日?本?…/m);
    for (const line of linesOf(text)) expect(widthOf(line)).toBeLessThanOrEqual(40);
  });

  test('never has an attribute that is not known by its name, nor a status message', () => {
    const span = {
      ...plainSpan({
        attributes: {
          'gen_ai.input.messages': 'my secret prompt',
          'db.query.text': 'secret',
          'http.response.status_code': 200,
        },
      }),
      status: { code: 2, message: 'secret' },
      events: [
        { name: 'exception', time: [0, 0] as const, attributes: { 'exception.message': 'secret' } },
      ],
    };
    expect(drawTrace([span])).not.toContain('secret');
  });

  test('is not read at all from attributes that are not known', () => {
    const attributes = {
      get 'gen_ai.input.messages'(): string {
        throw new Error('was read');
      },
    };
    expect(drawTrace([plainSpan({ attributes })])).toContain('work');
  });
});

describe('broken traces', () => {
  test('a span that is its own parent is drawn once', () => {
    const text = drawTrace([plainSpan({ spanId: 'a', parentId: 'a', name: 'ouroboros' })]);
    expect(text.match(/ouroboros/g)).toHaveLength(1);
  });

  test('parents in a circle are drawn once each', () => {
    const spans = [
      plainSpan({ spanId: 'a', parentId: 'c', name: 'first' }),
      plainSpan({ spanId: 'b', parentId: 'a', name: 'second' }),
      plainSpan({ spanId: 'c', parentId: 'b', name: 'third' }),
    ];
    expect(drawTrace(spans).match(/first|second|third/g)).toHaveLength(3);
  });

  test('a span that came twice is drawn once', () => {
    const span = plainSpan({ name: 'twice' });
    expect(drawTrace([span, span]).match(/twice/g)).toHaveLength(1);
  });

  test('children that lie outside of their parent have their place', () => {
    const spans = [
      plainSpan({ spanId: 'a', from: 1, to: 2 }),
      plainSpan({ spanId: 'b', parentId: 'a', from: 0, to: 3 }),
    ];
    expect(drawTrace(spans, { width: 40, legend: false })).toMatchInlineSnapshot(`
      "trace trace · 2026-11-20 03:12:07 UTC
                    ╷0       ╷1 s    ╷2 s
      work   1.00 s          ────────
      └ work 3.00 s ──────────────────────────
      "
    `);
  });

  test('a trace without any length is drawn', () => {
    expect(drawTrace([plainSpan({ from: 1, to: 1 })], { width: 40 })).toMatchInlineSnapshot(`
      "trace trace · 2026-11-20 03:12:08 UTC
                ╷0
      work 0 ms ─
      "
    `);
  });

  test('a span that has not ended reaches to the end, and says so', () => {
    const open = { ...plainSpan({ spanId: 'b', name: 'open', from: 1 }), endTime: [0, 0] as const };
    const text = drawTrace([plainSpan({ spanId: 'a', to: 3 }), open], { width: 60, legend: false });
    expect(text).toMatchInlineSnapshot(`
      "trace trace · incomplete · 2026-11-20 03:12:07 UTC
                  ╷0           ╷1 s        ╷2 s
      work 3.00 s ──────────────────────────────────────
      open                     ───────────────────────── not ended
      "
    `);
  });
});
