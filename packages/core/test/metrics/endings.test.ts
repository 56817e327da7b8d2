import type Anthropic from '@anthropic-ai/sdk';
import { hang, malformed, ok, reset, type Step, status, stream } from '@spanthropic/testing';
import { expect, it } from 'vitest';
import { shutdown } from '../../src/index.ts';
import { drain, fakeClaude, observedClient, question, script } from '../support/claude.ts';
import { collect } from '../support/garbage.ts';
import { type Collection, recordMetrics } from '../support/metrics.ts';

const fake = fakeClaude();
const metered = recordMetrics();

type Client = Anthropic;
type Options = Anthropic.RequestOptions;
type Play = (client: Client) => Promise<unknown>;

/** A request of its own: one that is sent again is a nested retry. */
const fresh = (): typeof question => ({ ...question, messages: [...question.messages] });
const streamed = (): typeof question & { stream: true } => ({ ...fresh(), stream: true });
const once = { maxRetries: 0 };
const quick = { retryAfterMs: 1 };
const CALL_OUTCOME = 'spanthropic.call.outcome';
const OUTCOME = 'spanthropic.attempt.outcome';

/** Whatever becomes of it. */
const settled = (promise: PromiseLike<unknown>): PromiseLike<unknown> =>
  promise.then(undefined, () => undefined);

/** A stream whose first token is late enough that any reader waits for it: of others its time is not known. */
const waited = (options?: Parameters<typeof stream>[0]): Step =>
  stream({ firstToken: 60, ...options });

/** Asks for a message and gets these steps. */
const ask =
  (steps: Step[], options?: Options): Play =>
  async (client) =>
    settled(client.messages.create(fresh(), { ...script(fake.api, ...steps).options, ...options }));

/** Asks for a stream, gets these steps, and reads what comes. */
const read =
  (...steps: Step[]): Play =>
  async (client) =>
    settled(client.messages.create(streamed(), script(fake.api, ...steps).options).then(drain));

/** Asks for a stream, and does this once its first token is there. */
const atFirstToken =
  (act: (answer: { controller: AbortController }, signaller: AbortController) => unknown): Play =>
  async (client) => {
    const signaller = new AbortController();
    const { options } = script(fake.api, waited({ end: 'never', after: 4 }));
    const { signal } = signaller;
    const answer = await client.messages.create(streamed(), { ...options, signal });
    for await (const { type } of answer) {
      if (type === 'content_block_delta' && act(answer, signaller) === 'leave') break;
    }
  };

const untilAsked = async (call: string): Promise<void> => {
  await expect.poll(() => fake.api.requestsOf(call).length, { interval: 5 }).toBe(1);
};

const abortedBeforeHeaders: Play = async (client) => {
  const signaller = new AbortController();
  const { call, options } = script(fake.api, hang());
  const answer = client.messages.create(fresh(), { ...options, signal: signaller.signal });
  await untilAsked(call);
  signaller.abort();
  await settled(answer);
};

const abortedAsleep: Play = async (client) => {
  const signaller = new AbortController();
  const { call, options } = script(fake.api, status(429, { retryAfter: 3600 }));
  const answer = client.messages.create(fresh(), { ...options, signal: signaller.signal });
  await untilAsked(call);
  await expect.poll(async () => (await metered.read()).value('spanthropic.calls.sleeping')).toBe(1);
  signaller.abort();
  await settled(answer);
};

const abandoned: Play = async (client) => {
  // Out of reach of this function's own frame.
  await (async () => {
    const answer = await client.messages.create(streamed(), script(fake.api, stream()).options);
    await answer[Symbol.asyncIterator]().next();
  })();
  await expect
    .poll(
      async () => {
        collect();
        return (await metered.read()).value('spanthropic.calls');
      },
      { timeout: 4_000 },
    )
    .toBe(1);
};

const shutDown: Play = async (client) => {
  const { call, options } = script(fake.api, ok({ delay: 60 }));
  const answer = client.messages.create(fresh(), options);
  await untilAsked(call);
  shutdown();
  await answer;
};

const refused: Play = async (client) => {
  const { port } = new URL(fake.api.url);
  // The port of a server that is gone.
  const gone = client.withOptions({ baseURL: fake.api.url.replace(port, '1') });
  await settled(gone.messages.create(fresh(), once));
};

interface Ending {
  readonly play: Play;
  /** Outcome of the call, and whether it was retried. */
  readonly call: readonly [outcome: string, retried?: 'retried'];
  /** Outcome and status of each attempt. */
  readonly attempts: readonly (readonly [outcome: string, status?: number])[];
  /** `error.type` on the conventions' duration. */
  readonly error?: string;
  readonly streamEnd?: string;
  readonly firstToken?: true;
}

const rejected = (code: number, error: string): Ending => ({
  play: ask([status(code)]),
  call: ['rejected'],
  attempts: [['rejected', code]],
  error,
});

const ENDINGS: Readonly<Record<string, Ending>> = {
  'an answer in JSON': { play: ask([ok()]), call: ['ok'], attempts: [['ok', 200]] },
  'a stream that is read to its end': {
    play: read(waited()),
    call: ['ok'],
    attempts: [['ok', 200]],
    streamEnd: 'completed',
    firstToken: true,
  },
  'an answer after a 429': {
    play: ask([status(429, quick), ok()]),
    call: ['ok', 'retried'],
    attempts: [
      ['rate_limited', 429],
      ['ok', 200],
    ],
  },
  'a stream after a lost connection': {
    play: read(reset(), waited()),
    call: ['ok', 'retried'],
    attempts: [['connection'], ['ok', 200]],
    streamEnd: 'completed',
    firstToken: true,
  },
  'a 429 that does not go away': {
    play: ask([status(429, { ...quick, times: 3 })]),
    call: ['rate_limited', 'retried'],
    attempts: [
      ['rate_limited', 429],
      ['rate_limited', 429],
      ['rate_limited', 429],
    ],
    error: 'rate_limit_error',
  },
  'a spend limit, which only the last attempt says': {
    play: ask([status(429, { ...quick, errorCode: 'enforced_spend_limit_reached', times: 3 })]),
    call: ['spend_limited', 'retried'],
    attempts: [
      ['rate_limited', 429],
      ['rate_limited', 429],
      ['spend_limited', 429],
    ],
    error: 'rate_limit_error',
  },
  'a 529': {
    play: ask([status(529)], once),
    call: ['overloaded'],
    attempts: [['overloaded', 529]],
    error: 'overloaded_error',
  },
  'an overload inside a 200': {
    play: read(waited({ end: 'error' })),
    call: ['overloaded'],
    attempts: [['overloaded', 200]],
    error: 'overloaded_error',
    streamEnd: 'failed',
    firstToken: true,
  },
  'a 409': {
    play: ask([status(409)], once),
    call: ['server_error'],
    attempts: [['server_error', 409]],
    error: 'conflict_error',
  },
  'a 500': {
    play: ask([status(500)], once),
    call: ['server_error'],
    attempts: [['server_error', 500]],
    error: 'api_error',
  },
  'a 503 that has no type': {
    play: ask([status(503, { body: 'Service Unavailable' })], once),
    call: ['server_error'],
    attempts: [['server_error', 503]],
    error: '503',
  },
  'a 408': {
    play: ask([status(408)], once),
    call: ['timeout'],
    attempts: [['timeout', 408]],
    error: 'timeout_error',
  },
  'a 504': {
    play: ask([status(504)], once),
    call: ['timeout'],
    attempts: [['timeout', 504]],
    error: 'timeout_error',
  },
  'a timeout of the SDK, twice': {
    play: ask([hang({ times: 2 })], { timeout: 60, maxRetries: 1 }),
    call: ['timeout', 'retried'],
    attempts: [['timeout'], ['timeout']],
    error: 'client_timeout_error',
  },
  'a connection that is reset': {
    play: ask([reset()], once),
    call: ['connection'],
    attempts: [['connection']],
    error: 'connection_error',
  },
  'a connection that is refused': {
    play: refused,
    call: ['connection'],
    attempts: [['connection']],
    error: 'connection_error',
  },
  'a stream that is reset': {
    play: read(waited({ end: 'reset' })),
    call: ['connection'],
    attempts: [['connection', 200]],
    error: 'connection_error',
    streamEnd: 'failed',
    firstToken: true,
  },
  'a stream without an end': {
    play: read(waited({ end: 'truncated' })),
    call: ['connection'],
    attempts: [['connection', 200]],
    error: 'api_error',
    streamEnd: 'truncated',
    firstToken: true,
  },
  'a 400': rejected(400, 'invalid_request_error'),
  'a 401': rejected(401, 'authentication_error'),
  'a 402': rejected(402, 'billing_error'),
  'a 403': rejected(403, 'permission_error'),
  'a 404': rejected(404, 'not_found_error'),
  'a 413': rejected(413, 'request_too_large'),
  'an abort before the headers': {
    play: abortedBeforeHeaders,
    call: ['aborted'],
    attempts: [['aborted']],
  },
  'an abort of a sleep': {
    play: abortedAsleep,
    call: ['aborted', 'retried'],
    attempts: [['rate_limited', 429]],
  },
  'an abort of a stream by its signal': {
    play: atFirstToken((_, signaller) => signaller.abort()),
    call: ['aborted'],
    attempts: [['aborted', 200]],
    streamEnd: 'aborted',
    firstToken: true,
  },
  'an abort of a stream by its controller': {
    play: atFirstToken(({ controller }) => controller.abort()),
    call: ['aborted'],
    attempts: [['aborted', 200]],
    streamEnd: 'aborted',
    firstToken: true,
  },
  'a break': {
    play: atFirstToken(() => 'leave'),
    call: ['aborted'],
    attempts: [['aborted', 200]],
    streamEnd: 'closed',
    firstToken: true,
  },
  'a stream that is forgotten': {
    play: abandoned,
    call: ['aborted'],
    attempts: [['aborted', 200]],
    streamEnd: 'abandoned',
  },
  'shutdown()': { play: shutDown, call: ['aborted'], attempts: [['aborted']] },
  'a 200 that cannot be parsed': {
    play: ask([malformed()]),
    call: ['client_error'],
    attempts: [['ok', 200]],
    error: 'client_error',
  },
  'a stream that cannot be parsed': {
    play: read(waited({ end: 'malformed_json' })),
    call: ['client_error'],
    attempts: [['ok', 200]],
    error: 'client_error',
    streamEnd: 'failed',
    firstToken: true,
  },
  'a call that fails before anything is sent': {
    play: (client) => Promise.resolve(settled(client.messages.create(fresh(), { maxRetries: -1 }))),
    call: ['client_error'],
    attempts: [],
    error: 'client_error',
  },
};

/** The histograms of a metric: what tells them apart, and how much was recorded in each. */
function recorded(seen: Collection, name: string, ...attributes: string[]): unknown[][] {
  return seen
    .distributions(name)
    .map((each) => [...attributes.map((of) => each.attributes[of]), each.count])
    .sort();
}

it.each(Object.entries(ENDINGS))('%s is told by every metric', async (_, ending) => {
  const { play, call, attempts, error, streamEnd, firstToken } = ending;
  const { client } = observedClient(fake.api);
  await play(client);
  const seen = await metered.read();

  const [outcome, retried] = call;
  expect(seen.counts('spanthropic.calls', CALL_OUTCOME, 'spanthropic.retried')).toEqual([
    [outcome, retried === 'retried', 1],
  ]);
  const counted = seen.counts('spanthropic.attempts', OUTCOME, 'http.response.status_code');
  expect(counted.sort()).toEqual(tally(attempts.map(([of, code]) => [of, code])));
  expect(seen.counts('spanthropic.calls.nested')).toEqual([]);

  const outcomes = attempts.map(([of]) => [of]);
  expect(recorded(seen, 'spanthropic.attempt.duration', OUTCOME)).toEqual(tally(outcomes));
  const slept = retried ? outcomes.slice(0, Math.max(1, outcomes.length - 1)) : [];
  expect(recorded(seen, 'spanthropic.backoff.duration', OUTCOME)).toEqual(tally(slept));
  expect(recorded(seen, 'spanthropic.stream.duration', 'spanthropic.stream.end')).toEqual(
    streamEnd ? [[streamEnd, 1]] : [],
  );
  const token = firstToken ? [[1]] : [];
  expect(recorded(seen, 'spanthropic.attempt.time_to_first_token')).toEqual(token);
  expect(recorded(seen, 'gen_ai.client.operation.time_to_first_chunk')).toEqual(token);
  expect(recorded(seen, 'gen_ai.client.operation.duration', 'error.type')).toEqual([[error, 1]]);
});

it('what the SDK refuses before it is a request is no call', async () => {
  const { client } = observedClient(fake.api);
  const long = { ...fresh(), max_tokens: 1_000_000 };
  expect(() => client.messages.create(long)).toThrow(/Streaming is required/);
  expect((await metered.read()).points('spanthropic.calls')).toEqual([]);
});

/** How often each of `lists` is there. */
function tally(lists: readonly unknown[][]): unknown[][] {
  const counts = new Map<string, { list: unknown[]; count: number }>();
  for (const list of lists) {
    const key = JSON.stringify(list);
    counts.set(key, { list, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].map(({ list, count }) => [...list, count]).sort();
}
