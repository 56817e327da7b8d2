import { inspect as print } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CallInFlight } from '../src/index.ts';
import { drawCalls } from '../src/inspect/draw.ts';
import { Inspection } from '../src/inspect/inspection.ts';

/** A call that nobody made. */
const call = (facts: Partial<CallInFlight>): CallInFlight => ({
  callId: '7',
  method: 'messages.create',
  model: 'claude-opus-5-5',
  clientName: undefined,
  stream: true,
  startedAt: new Date('2026-11-20T03:00:00Z'),
  age: 2,
  attempt: 1,
  phase: 'text',
  waited: undefined,
  unreadFor: undefined,
  wakesIn: undefined,
  status: 200,
  requestId: undefined,
  traceId: undefined,
  ...facts,
});

describe('the table of the calls in flight', () => {
  it('shows at 3 a.m. what each call is doing, for how long, and where to look next', () => {
    const table = drawCalls([
      call({
        age: 259_600,
        clientName: 'batch',
        attempt: 1,
        phase: 'asleep',
        wakesIn: 258_000,
        status: 429,
        requestId: 'req_01FZYtEbZ5bRxnxGBy3GzMuW',
        traceId: 'c98c0d24bf8cb6f07054f60cebd18448',
      }),
      call({
        age: 331.4,
        clientName: 'chat',
        attempt: 2,
        phase: 'asleep',
        wakesIn: 288,
        status: 529,
        requestId: 'req_01uDu6JaS1Q47cztXWdgsZK2',
        traceId: '6ff7ce6b4a4ee8b46ff7ce6b4a4ee8b4',
      }),
      call({
        age: 95,
        clientName: 'chat',
        attempt: 3,
        phase: 'text',
        waited: 42.3,
        requestId: 'req_01aaaaaaaaaaaaaaaaaaaaaa',
        traceId: '0af7651916cd43dd8448eb211c80319c',
      }),
      call({
        age: 61,
        clientName: 'chat',
        phase: 'headers',
        waited: 60.9,
        stream: false,
        status: undefined,
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      }),
      call({
        age: 0.21,
        clientName: 'chat',
        method: 'models.list',
        model: undefined,
        attempt: 0,
        phase: 'preparing',
      }),
    ]);
    expect(`\n${table}\n`).toMatchInlineSnapshot(`
      "
      5 calls in flight: 2 asleep, 1 streaming, 1 waiting for headers, 1 before its first request
      age         client  method           model            attempt  now                                    request id                    trace id
      3 d         batch   messages.create  claude-opus-5-5  #1       asleep after 429, wakes in 2 d 23 h    req_01FZYtEbZ5bRxnxGBy3GzMuW  c98c0d24bf8cb6f07054f60cebd18448
      5 min 31 s  chat    messages.create  claude-opus-5-5  #2       asleep after 529, wakes in 4 min 48 s  req_01uDu6JaS1Q47cztXWdgsZK2  6ff7ce6b4a4ee8b46ff7ce6b4a4ee8b4
      1 min 35 s  chat    messages.create  claude-opus-5-5  #3       streaming text, silent for 42.3 s      req_01aaaaaaaaaaaaaaaaaaaaaa  0af7651916cd43dd8448eb211c80319c
      1 min 1 s   chat    messages.create  claude-opus-5-5  #1       waiting for headers for 1 min 1 s      -                             4bf92f3577b34da6a3ce929d0e0e4736
      210 ms      chat    models.list      -                -        before its first request               -                             -
      "
    `);
  });

  it('has only the columns that have something, for one small call', () => {
    expect(`\n${drawCalls([call({ waited: 0.1 })])}\n`).toMatchInlineSnapshot(`
      "
      1 call in flight
      age    method           model            attempt  now
      2.0 s  messages.create  claude-opus-5-5  #1       streaming text
      "
    `);
  });

  it('says so when there is none', () => {
    expect(drawCalls([])).toBe('no call in flight');
  });

  it('has the forty oldest of many, and says what all of them do', () => {
    const calls = Array.from({ length: 100 }, (_, index) =>
      call({ age: 200 - index, phase: index < 97 ? 'asleep' : index < 99 ? 'text' : 'thinking' }),
    );
    const lines = drawCalls(calls).split('\n');
    expect(lines[0]).toBe('100 calls in flight: 97 asleep, 3 streaming');
    expect(lines).toHaveLength(43);
    expect(lines.at(-1)).toBe('and 60 younger than 2 min 41 s');
  });

  it.each<[string, Partial<CallInFlight>]>([
    ['before its first request', { phase: 'preparing' }],
    ['asleep after 529, wakes in 400 ms', { phase: 'asleep', status: 529, wakesIn: 0.4 }],
    ['asleep after 529', { phase: 'asleep', status: 529 }],
    [
      'asleep after no response, wakes in 400 ms',
      { phase: 'asleep', status: undefined, wakesIn: 0.4 },
    ],
    ['waiting for headers for 12.0 s', { phase: 'headers', waited: 12 }],
    ['reading the body', { phase: 'body' }],
    ['stream not read yet, for 3.0 s', { phase: 'unread', unreadFor: 3 }],
    ['waiting for the first token for 200 ms', { phase: 'first_token', waited: 0.2 }],
    ['before the first token, not read for 4.0 s', { phase: 'first_token', unreadFor: 4 }],
    ['streaming thinking', { phase: 'thinking', waited: 0.9 }],
    ['streaming thinking, silent for 12.0 s', { phase: 'thinking', waited: 12 }],
    ['streaming text, not read for 1 min', { phase: 'text', unreadFor: 60 }],
    ['streaming text', { phase: 'text', unreadFor: 0.01 }],
    ['streaming tool input, silent for 1.0 s', { phase: 'tool_input', waited: 1 }],
  ])('says of a call: %s', (words, facts) => {
    const row = drawCalls([call(facts)]).split('\n')[2];
    expect(row).toBe(`2.0 s  messages.create  claude-opus-5-5  #1       ${words}`);
  });

  it('lets no name of a model move the cursor or fill the screen', () => {
    const model = `\u001b[2Jclaude\n\u202e${'x'.repeat(10_000)}`;
    const row = drawCalls([call({ model })]).split('\n')[2] ?? '';
    expect(row).toContain(`?[2Jclaude??${'x'.repeat(27)}…  #1`);
    expect(row.length).toBeLessThan(100);
  });
});

describe('what inspect() returns', () => {
  const calls = [call({ age: 12, waited: 3 })];
  const errors = new Map([
    ['seam', 0],
    ['hooks', 2],
    ['rate_limits', 1],
  ]);

  it('prints as a table, with what failed in telemetry itself', () => {
    const inspection = new Inspection(calls, 2, errors, new Map([['models', 3]]));
    expect(`\n${inspection}\n`).toMatchInlineSnapshot(`
      "
      1 call in flight
      age     method           model            attempt  now
      12.0 s  messages.create  claude-opus-5-5  #1       streaming text, silent for 3.0 s
      failures of telemetry: 2 hooks, 1 rate_limits
      folded into _OTHER: 3 models
      "
    `);
    expect(print(inspection)).toBe(String(inspection));
    expect(print({ claude: inspection })).toContain('1 call in flight');
  });

  it('says nothing of failures when there are none', () => {
    expect(String(new Inspection([], 0, new Map([['seam', 0]]), new Map()))).toBe(
      'no call in flight',
    );
  });

  it('is the same in JSON', () => {
    const inspection = new Inspection(calls, 2, errors, new Map([['models', 0]]));
    expect(JSON.parse(JSON.stringify(inspection))).toEqual({
      calls: [
        {
          callId: '7',
          method: 'messages.create',
          model: 'claude-opus-5-5',
          stream: true,
          startedAt: '2026-11-20T03:00:00.000Z',
          age: 12,
          attempt: 1,
          phase: 'text',
          waited: 3,
          status: 200,
        },
      ],
      openSpans: 2,
      telemetryErrors: { hooks: 2, rate_limits: 1 },
      overflow: {},
    });
  });
});
