// What each query of each dashboard shows of what happens in `traffic.ts`, by hand. `window` is how many
// seconds are asked about; per minute, what happened in it.

import { VERSION } from '@anthropic-ai/sdk/version';
import spanthropic from 'spanthropic/package.json' with { type: 'json' };
import { about, between, exactly, type Row } from './expectation.ts';

const OPUS = { gen_ai_request_model: 'claude-opus-5-5' };
const HAIKU = { gen_ai_request_model: 'claude-haiku-5-5' };
const SHOP = { job: 'shop' };
const outcome = (is: string) => ({ spanthropic_call_outcome: is });
const route = (is: string) => ({ http_route: is });
const end = (is: string) => ({ spanthropic_stream_end: is });
const COUNTING = { ...HAIKU, spanthropic_method: 'messages.count_tokens' };
const limit = (of: Readonly<Record<string, string>>, type: string) => ({
  spanthropic_method: 'messages.create',
  ...of,
  spanthropic_rate_limit_type: type,
});

/** What is left of each limit, as the last response says. */
const LEFT: Row[] = [
  [limit(OPUS, 'requests'), exactly(0.37)],
  [limit(OPUS, 'input_tokens'), exactly(0.5)],
  [limit(HAIKU, 'requests'), exactly(0.63)],
  [limit(COUNTING, 'requests'), exactly(0.99)],
];

const UNREADABLE = { ...SHOP, spanthropic_telemetry_component: 'rate_limits' };
const clientsOf = (job: string) => ({
  job,
  spanthropic_version: spanthropic.version,
  anthropic_sdk_version: VERSION,
});

/** With both services chosen, what differs. */
export const EXPECTED_OF_BOTH: Readonly<Record<string, readonly Row[]>> = {
  'Can these numbers be trusted? A': [[UNREADABLE, about(1)]],
  'Can these numbers be trusted? B': [
    // Sampled every three seconds, of fourteen.
    [{ job: 'bulk', spanthropic_telemetry_component: 'models' }, between(1.5, 2.9)],
  ],
  'Who is watched? A': [
    [clientsOf('shop'), exactly(1)],
    [clientsOf('bulk'), exactly(1)],
  ],
  'Deploys and restarts': [
    [SHOP, exactly(1)],
    [{ job: 'bulk' }, exactly(1)],
  ],
};

/** With `/again` chosen: a call that failed, and one that did not. */
export const EXPECTED_OF_ROUTE: Readonly<Record<string, readonly Row[]>> = {
  'How many calls were there, and how many failed? A': [[{}, about(2)]],
  'How many calls were there, and how many failed? B': [[{}, about(1)]],
};

/** With one model chosen: its streams alone, and nothing without a model. */
export const EXPECTED_OF_MODEL: Readonly<Record<string, readonly Row[]>> = {
  'How many calls were there, and how many failed? A': [[{}, about(23)]],
  'How close is the tightest limit? A': [[{}, exactly(0.37)]],
};

/**
 * In a time range from before the services began: what came before the first sample of a series, in the
 * warm-up, is in it.
 */
export const EXPECTED_SINCE_BEGINNING: Readonly<Record<string, readonly Row[]>> = {
  'How many ended in which way? A': [
    [end('completed'), exactly(22)],
    [end('truncated'), exactly(2)],
    [end('aborted'), exactly(2)],
  ],
  'Do streams come to their end? A': [[{}, exactly(22 / 26)]],
  // 7 times half a second, and 13 times 0.05 s.
  'How much time was lost asleep? A': [[{}, between(4.1, 6)]],
};

/** By `panel query`: the panels of two dashboards are the same where their titles are. */
export function expected(window: number): Readonly<Record<string, readonly Row[]>> {
  const perMinute = (count: number) => about((count * 60) / window);
  const perSecond = (from: number, to: number) => between(from / window, to / window);
  const minutes = (label: string, counts: Readonly<Record<string, number>>): Row[] =>
    Object.entries(counts).map(([value, count]) => [{ [label]: value }, perMinute(count)]);

  return {
    // 45 ended: 38 well, 5 failed; 1 aborted and 1 rejected are left out.
    'Are users served? A': [[{}, about(38 / 43)]],
    'How many calls were there, and how many failed? A': [[{}, about(45)]],
    'How many calls were there, and how many failed? B': [[{}, about(5)]],
    'How do calls end? A': minutes('spanthropic_call_outcome', {
      ok: 38,
      overloaded: 3,
      spend_limited: 1,
      rejected: 1,
      connection: 1,
      aborted: 1,
    }),
    'Why do calls fail? A': [
      [{ ...SHOP, ...outcome('overloaded') }, perMinute(3)],
      [{ ...SHOP, ...outcome('spend_limited') }, perMinute(1)],
      [{ ...SHOP, ...outcome('rejected') }, perMinute(1)],
      [{ ...SHOP, ...outcome('connection') }, perMinute(1)],
    ],
    'How many calls need a retry? A': [[{}, about(10 / 45)]],

    'What waits right now? A': [[{}, exactly(3)]],
    'What waits right now? B': [[{}, exactly(2)]],
    'What waits right now? C': [[{}, exactly(1)]],
    'What waits right now? D': [[{}, exactly(1)]],
    'For how long? A': [[{}, between(4, 60)]],
    'For how long? B': [[{}, between(540, 600)]],
    'Does work pile up? A': [[{}, exactly(3)]],
    'Does work pile up? B': [[{}, exactly(2)]],
    'Does work pile up? C': [[{}, exactly(1)]],
    'How many calls are asleep? A': [[{}, exactly(1)]],
    'How many calls are asleep? B': [[{}, exactly(1)]],
    'When will the last of them wake? A': [[SHOP, between(540, 600)]],
    'How many streams are open? A': [[{}, exactly(1)]],

    // 23 streams of 1000 in, of which 21 tell what came out; 14 titles.
    'How many tokens are used? A': [[{}, perMinute(23 * 1000 + 14 * 10)]],
    'How many tokens are used? B': [[{}, perMinute(21 * 100 + 14 * 5)]],
    'Which route uses the input tokens? A': [
      [route('/chat'), perMinute(23 * 1000)],
      [route('/titles'), perMinute(13 * 10)],
      [route('/again'), perMinute(10)],
    ],

    // All 23 came after 0.9 s: in the bucket up to 1.5 s.
    'How long until the first token? A': [[{}, between(0.8, 1.5)]],
    'How long until the first token? B': [[{}, between(0.8, 1.5)]],
    // On a busy machine, the last of so few is in the bucket after it.
    'How long until the first token? C': [[{}, between(0.8, 3)]],
    'How late are first tokens, all in all? A': [[{}, between(0.8, 1.5)]],
    'Which model is slow to begin? A': [[{ ...SHOP, ...OPUS }, between(0.8, 1.5)]],
    'Are all first tokens late, or only some? A': [
      ...['0.1', '0.2', '0.4', '0.8'].map((le): Row => [{ le }, exactly(0)]),
      ...['1.5', '3', '6', '12', '30', '60', '+Inf'].map((le): Row => [{ le }, about(23)]),
    ],
    // 17 at once, 20 streams of 3 s, one of 6 s.
    'How long does an answer take? A': [[{}, between(2.5, 5)]],
    'How long does an answer take? B': [[{}, between(2.5, 5)]],
    'How long does an answer take? C': [[{}, between(5, 10)]],
    'How long do streams last? A': [[{}, between(2.5, 5)]],
    'How long do streams last? B': [[{}, between(2.5, 5)]],
    'How long do streams last? C': [[{}, between(5, 10)]],
    'Which calls are slow? A': [[{}, between(0.5, 5)]],
    'Which calls are slow? B': [[{}, between(2.5, 5)]],
    'Which calls are slow? C': [[{}, between(5, 10)]],
    'Which attempts were limited? A': [[{}, between(0.5, 2.5)]],

    'How close is the tightest limit? A': [[{}, exactly(0.37)]],
    'How much is left of each limit? A': LEFT,
    'Is it running out? A': LEFT,
    'What do the limits say? A': [
      [{ ...SHOP, ...limit(OPUS, 'requests') }, exactly(1000)],
      [{ ...SHOP, ...limit(OPUS, 'input_tokens') }, exactly(8000)],
      [{ ...SHOP, ...limit(HAIKU, 'requests') }, exactly(100)],
      [{ ...SHOP, ...limit(COUNTING, 'requests') }, exactly(500)],
    ],
    'What do the limits say? B': [
      [{ ...SHOP, ...limit(OPUS, 'requests') }, exactly(370)],
      [{ ...SHOP, ...limit(OPUS, 'input_tokens') }, exactly(4000)],
      [{ ...SHOP, ...limit(HAIKU, 'requests') }, exactly(63)],
      [{ ...SHOP, ...limit(COUNTING, 'requests') }, exactly(495)],
    ],
    'What do the limits say? C': LEFT.map(([labels]) => [
      { ...SHOP, ...labels },
      between(3300, 3600),
    ]),
    'What do the limits say? D': LEFT.map(([labels]) => [{ ...SHOP, ...labels }, between(0, 60)]),

    // Of 61 attempts 11 were answered 429: 6 that a retry saved, 3 of a spend limit, 2 whose calls sleep.
    'How often were we limited? A': [[{}, about(11)]],
    'Which models are limited? A': [[{ ...SHOP, ...HAIKU }, perMinute(10)]],
    'Which models are limited? B': [[{ ...SHOP, ...HAIKU }, perMinute(1)]],
    'What share of attempts is limited? A': [
      [HAIKU, about(11 / 35)],
      [OPUS, exactly(0)],
      [{}, exactly(0)],
    ],
    'Do retries hide it from users? A': [[SHOP, perMinute(6)]],
    'Do retries hide it from users? B': [[SHOP, perMinute(1)]],
    'Does the application retry on top of the SDK? A': [[SHOP, perMinute(1)]],
    'Which route makes the requests? A': minutes('http_route', {
      '/chat': 23,
      '/titles': 31,
      '/again': 4,
      '(no route)': 3,
    }),

    // 6 times half a second, twice and six times 0.05 s; a machine that is busy wakes late.
    'How much time was lost asleep? A': [[{}, between(3.2, 5)]],
    'What is the time lost to? A': [
      [{ ...SHOP, spanthropic_attempt_outcome: 'rate_limited' }, perSecond(3, 4.2)],
      [{ ...SHOP, spanthropic_attempt_outcome: 'overloaded' }, perSecond(0.28, 0.9)],
    ],
    'How long is one sleep, and who says so? A': [
      [{ spanthropic_backoff_source: 'retry-after-ms' }, between(0.5, 1)],
    ],

    // 23 streams; the one that stays open is silent, too.
    'Do streams come to their end? A': [[{}, about(21 / 23)]],
    'How do streams end? A': [
      [{ ...SHOP, ...end('completed') }, perMinute(21)],
      [{ ...SHOP, ...end('truncated') }, perMinute(1)],
      [{ ...SHOP, ...end('aborted') }, perMinute(1)],
    ],
    'How many ended in which way? A': [
      [end('completed'), about(21)],
      [end('truncated'), about(1)],
      [end('aborted'), about(1)],
    ],
    'How often did a stream fall silent? A': [[{}, about(2)]],
    'What is being waited for when a stream falls silent? A': [
      [{ ...SHOP, spanthropic_stall_phase: 'text' }, perMinute(1)],
      [{ ...SHOP, spanthropic_stall_phase: 'first_token' }, perMinute(1)],
    ],
    'Which model falls silent? A': [[{ ...SHOP, ...OPUS }, perMinute(2)]],
    // 2100 tokens in 20 streams of 3 s, one of 6 s and two of 1 s: 31, but as exactly as timers go.
    'At what pace do tokens come? A': [[OPUS, between(22, 38)]],
    // 0.3 s, but for one of 3.3 s.
    'How even is the pace? A': [[{}, between(0.16, 0.64)]],
    'How even is the pace? B': [[{}, between(0.16, 1.28)]],

    // One header does not parse; the other service has two models too many.
    'Can these numbers be trusted? A': [[UNREADABLE, about(1)]],
    'Can these numbers be trusted? B': [],
    'Who is watched? A': [[clientsOf('shop'), exactly(1)]],

    'Which alerts fire? A': [
      [{ ...SHOP, alertname: 'ClaudeCallsAsleep', severity: 'ticket' }, exactly(1)],
    ],

    Alerts: [
      [
        {
          ...SHOP,
          __name__: 'ALERTS',
          alertname: 'ClaudeCallsAsleep',
          alertstate: 'firing',
          severity: 'ticket',
        },
        exactly(1),
      ],
    ],
    // Both began a moment ago.
    'Deploys and restarts': [[SHOP, exactly(1)]],

    $job: [
      [SHOP, exactly(1)],
      [{ job: 'bulk' }, exactly(1)],
    ],
    $model: [
      [OPUS, exactly(1)],
      [HAIKU, exactly(1)],
      [{}, exactly(1)], // calls without a model, which is no value to choose
    ],
    $route: [
      [route('/chat'), exactly(1)],
      [route('/titles'), exactly(1)],
      [route('/again'), exactly(1)],
      [{}, exactly(1)],
    ],
  };
}
