import { describe, expect, test } from 'vitest';
import { drawn, type Version } from './support/drawn.ts';
import * as scenes from './support/scenes.ts';

describe.each<Version>(['3.x', '2.x'])('a trace recorded by OpenTelemetry %s', (version) => {
  test('shows a plain call with its one attempt', () => {
    expect(drawn(scenes.plainCall, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0         ╷0.5 s     ╷1 s
      chat claude-opus-5-5  1.53 s  ──────────────────────────────────  ok · 1 204 tokens in / 312 out
      └─ attempt #1         1.53 s  █████████████████████████████████━  200 · req_011CSHoEeqs5C35K2UUqR7F1
      █ waiting for headers  ━ reading the answer

      "
    `);
  });

  test('shows each attempt and each sleep of a call that was retried', () => {
    expect(drawn(scenes.retriedStream, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                       ╷0     ╷2 s   ╷4 s    ╷6 s
      POST /chat               8.31 s  ──────────────────────────────  200
      └─ chat claude-opus-5-5  8.30 s  ──────────────────────────────  ok after 2 retries · 1.9 s asleep
         ├─ attempt #1         0.11 s  ✗                               ✗ 429 rate_limit_error · req_011C…
         ├─ backoff            1.00 s   ░░░                            1 s by retry-after
         ├─ attempt #2          90 ms      ✗                           ✗ 529 overloaded_error · req_011C…
         ├─ backoff            0.90 s       ░░░                        0.9 s by default
         └─ attempt #3         6.20 s          █◆━━━━━━━━━━━━━━━━━━━━  200 · first token 0.62 s
            └─ POST            6.19 s          ──────────────────────  200
      █ waiting for headers  ◆ first token  ━ reading the answer  ░ asleep before a retry  ✗ failed

      "
    `);
  });

  test('shows a call that failed after its last attempt', () => {
    expect(drawn(scenes.exhausted, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0        ╷1 s      ╷2 s
      chat claude-opus-5-5  3.10 s  ──────────────────────────────✗  ✗ overloaded after 2 retries
      ├─ attempt #1         0.21 s  █✗                               ✗ 529 overloaded_error · req_011C…
      ├─ backoff            0.83 s    ░░░░░░░░                       0.83 s by default
      ├─ attempt #2         0.26 s            ██✗                    ✗ 529 overloaded_error · req_011C…
      ├─ backoff            1.52 s               ░░░░░░░░░░░░░░░     1.52 s by default
      └─ attempt #3         0.28 s                              ██✗  ✗ 529 overloaded_error · req_011C…
      █ waiting for headers  ░ asleep before a retry  ✗ failed

      "
    `);
  });

  test('tells a lost connection from an answer', () => {
    expect(drawn(scenes.resetThenOk, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0              ╷1 s
      chat claude-opus-5-5  2.00 s  ───────────────────────────────  ok after 1 retry · 0.5 s asleep
      ├─ attempt #1          40 ms  ✗                                ✗ connection lost · req_011C…
      ├─ backoff            0.50 s   ░░░░░░░                         0.5 s by default
      └─ attempt #2         1.46 s          ██████████████████████━  200 · req_011CSHoEeqs5C35K2UUqR7F2
      █ waiting for headers  ━ reading the answer  ░ asleep before a retry  ✗ failed

      "
    `);
  });

  test('shows a call that was aborted while it slept', () => {
    expect(drawn(scenes.abortedInBackoff, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0           ╷1 s         ╷2 s
      chat claude-opus-5-5  2.40 s  ──────────────────────────────⊘  ⊘ aborted by its signal · ░ 2.3 s
      ├─ attempt #1         0.10 s  ✗                                ✗ 429 rate_limit_error · req_011C…
      └─ backoff            2.30 s   ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░⊘  ⊘ cut short after 2.30 s of 30 s
      ░ asleep before a retry  ✗ failed  ⊘ aborted

      "
    `);
  });

  test('marks an aborted stream differently from a failed one', () => {
    expect(drawn(scenes.abortedInStream, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0       ╷0.5 s  ╷1 s
      chat claude-opus-5-5  1.80 s  ──────────────────────────────⊘  ⊘ closed by the application
      └─ attempt #1         1.80 s  ███▒▒▒▒▒◆━━━━━━━━━━━━━━━━━━━━━⊘  ⊘ closed by the application
      █ waiting for headers  ▒ waiting for the first token  ◆ first token  ━ reading the answer  ⊘ aborted

      "
    `);
  });

  test('shows for how long a stream stalled, and when', () => {
    expect(drawn(scenes.stalled, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0      ╷5 s    ╷10 s  ╷15 s
      chat claude-opus-5-5  20.0 s  ───────────────────────────────  ok · 1 204 tokens in / 312 out
      └─ attempt #1         20.0 s  █◆━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌━━━━━━━  200 · ◆ 0.90 s · 1 stall of 11.2 s
      █ waiting for headers  ◆ first token  ━ reading the answer  ╌ stalled

      "
    `);
  });

  test('shows a stream that failed after a status of 200', () => {
    expect(drawn(scenes.overloadedInStream, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0             ╷1 s
      chat claude-opus-5-5  2.05 s  ──────────────────────────────✗  ✗ overloaded · 1 204 tokens in so far
      └─ attempt #1         2.05 s  ███▒▒▒▒◆━━━━━━━━━━━━━━━━━━━━━━✗  ✗ 200, then overloaded_error
      █ waiting for headers  ▒ waiting for the first token  ◆ first token  ━ reading the answer  ✗ failed

      "
    `);
  });

  test('shows a stream that was cut off before its first token', () => {
    expect(drawn(scenes.truncated, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0               ╷0.5 s
      chat claude-opus-5-5  0.90 s  ──────────────────────────────✗  ✗ connection lost
      └─ attempt #1         0.90 s  ███████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒✗  ✗ cut off before message_stop
      █ waiting for headers  ▒ waiting for the first token  ✗ failed

      "
    `);
  });

  test('says what the API rejected a request for', () => {
    expect(drawn(scenes.rejected, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0        ╷0.1 s     ╷0.2 s
      chat claude-opus-5-5  0.30 s  ──────────────────────────────✗  ✗ rejected · invalid_request_error
      └─ attempt #1         0.30 s  ██████████████████████████████✗  ✗ 400 invalid_request_error
      █ waiting for headers  ✗ failed

      "
    `);
  });

  test('says that a stream waited for a slow reader', () => {
    expect(drawn(scenes.slowReader, {}, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                    ╷0      ╷1 s    ╷2 s   ╷3 s
      chat claude-opus-5-5  4.00 s  ───────────────────────────────  ok · 1 204 tokens in / 312 out
      └─ attempt #1         4.00 s  ██▒◆━━━━━━━━━━━━━━━━━━━━━━━━━━━  200 · first token 0.40 s · app 2.75 s
      █ waiting for headers  ▒ waiting for the first token  ◆ first token  ━ reading the answer

      "
    `);
  });

  test('reads the call span of the SDK itself, and the sums on a server span', () => {
    expect(drawn(scenes.adoptedCall, { width: 130 }, version)).toMatchInlineSnapshot(`
      "trace 4bf92f3577b34da60000000000000001 · 2026-11-20 03:12:07 UTC
                                            ╷0        ╷0.5 s     ╷1 s      ╷1.5 s
      POST /chat                    2.00 s  ─────────────────────────────────────────  200 · 1 call · 1 retry · 0.5 s asleep
      └─ anthropic.messages.create  1.98 s  ─────────────────────────────────────────  ok after 1 retry · 1 204 tokens in / 312 out
         ├─ attempt #1               90 ms  █✗                                         ✗ 429 rate_limit_error · req_011C…
         ├─ backoff                 0.50 s    ░░░░░░░░░░                               0.5 s by default
         └─ attempt #2              1.39 s              ██████▒▒◆━━━━━━━━━━━━━━━━━━━━  200 · first token 0.40 s · req_011C…
      █ waiting for headers  ▒ waiting for the first token  ◆ first token  ━ reading the answer  ░ asleep before a retry  ✗ failed

      "
    `);
  });

  test('takes an abort for an abort where the SDK ended its span before that was known', () => {
    const outcome = { 'spanthropic.call.outcome': 'rate_limited' };
    const aborted = { ...scenes.abortedInBackoff, failed: false };
    const stale = { ...aborted, attributes: { ...aborted.attributes, ...outcome } };
    expect(drawn(stale, {}, version)).toMatch(/^chat .+ ⊘ aborted by its signal · ░ 2.3 s$/m);
  });
});
