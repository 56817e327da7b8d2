import { type Step, status, stream } from '@spanthropic/testing';

/** A kind of trace: a request of a service with one call. Times are milliseconds. */
interface Kind {
  readonly count: number;
  readonly steps: readonly Step[];
  /** When the first and the last of them begin, evenly spread; on a busy machine, later. */
  readonly begins: readonly [first: number, last: number];
  /** Goes on for seconds, so that others do not wait until it is over. */
  readonly lasts?: true;
  /** Which policy of the collector keeps it; `none` leaves it to the baseline. */
  readonly kept: 'always' | 'while few' | 'by a share' | 'none';
  /** How long the request goes on after its call. */
  readonly lingers?: number;
  /** Whether the reader leaves at the first text. */
  readonly leaves?: boolean;
  /** Whether the service fails with the answer that it got. */
  readonly fails?: boolean;
}

/** The collector's `decision_wait` in the test: longer than the streams of `LONG`, shorter than what is `TOO_LONG`. */
export const DECISION_WAIT = 8_000;
const LONG = 3_500;
const TOO_LONG = 11_500;

const answer = stream({ text: 'Air scatters blue light.', deltas: 2 });
const limited = status(429, { retryAfterMs: 20 });
const overloaded = status(529, { retryAfterMs: 20 });
/** An answer whose text takes so long after its first token. */
const long = (lasts: number, broken = false): Step =>
  stream({
    text: 'Air scatters blue light.',
    deltas: 2,
    stall: { at: 3, ms: lasts },
    ...(broken ? { end: 'reset', after: 4 } : {}),
  });

/** What the services live through: in all, 2 000 traces. */
export const KINDS = {
  fine: { count: 1_380, steps: [answer], begins: [0, 9_000], kept: 'none' },
  /** Failed at once: refused by the API. */
  rejected: { count: 40, steps: [status(400)], begins: [0, 9_000], kept: 'always' },
  /** Failed after all retries. */
  exhausted: { count: 25, steps: [limited, limited, limited], begins: [0, 9_000], kept: 'always' },
  /** Failed at the end of a long stream, long after its first attempt had failed. */
  broken_late: {
    count: 20,
    steps: [limited, long(LONG, true)],
    begins: [0, 4_000],
    lasts: true,
    kept: 'always',
  },
  /** The API was overloaded, and a retry served the call. */
  overloaded: { count: 25, steps: [overloaded, answer], begins: [0, 9_000], kept: 'always' },
  overloaded_inside: {
    count: 10,
    steps: [stream({ text: 'Air', end: 'error', after: 3 })],
    begins: [0, 9_000],
    kept: 'always',
  },
  slow: {
    count: 25,
    steps: [stream({ text: 'Air scatters.', deltas: 2, firstToken: 5_200 })],
    begins: [0, 4_000],
    lasts: true,
    kept: 'always',
  },
  /** Claude had nothing to do with it. */
  failed_request: { count: 10, steps: [answer], begins: [0, 9_000], fails: true, kept: 'always' },
  /** Served by a retry on a calm day; some have long streams. Together fewer spans than a second's budget. */
  retried: { count: 6, steps: [limited, answer], begins: [0, 4_000], kept: 'while few' },
  retried_long: {
    count: 10,
    steps: [limited, long(LONG)],
    begins: [0, 4_000],
    lasts: true,
    kept: 'while few',
  },
  /** The reader left: nobody's failure. */
  aborted: {
    count: 49,
    steps: [stream({ text: 'Air', end: 'never', after: 3 })],
    begins: [0, 9_000],
    leaves: true,
    kept: 'none',
  },
  /** The request ends when the collector has long decided. */
  lingering: {
    count: 60,
    steps: [answer],
    begins: [0, 500],
    lasts: true,
    lingers: TOO_LONG,
    kept: 'none',
  },
  failed_lingering: {
    count: 20,
    steps: [status(400)],
    begins: [0, 500],
    lasts: true,
    lingers: TOO_LONG,
    kept: 'always',
  },
  /** Fails when the collector has long decided: what a `decision_wait` that is too short does. */
  broken_too_late: {
    count: 20,
    steps: [limited, long(TOO_LONG, true)],
    begins: [0, 500],
    lasts: true,
    kept: 'none',
  },
  /** A rate-limit incident, after all the rest: much at once, all of it served by retries. */
  incident: { count: 300, steps: [limited, answer], begins: [0, 2_000], kept: 'by a share' },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** One trace of the scenario. */
export interface Planned extends Pick<Kind, 'lasts' | 'lingers' | 'leaves' | 'fails'> {
  /** Of its call in the fake API's script. */
  readonly id: string;
  readonly kind: KindName;
  readonly begin: number;
}

/** In the order in which they begin. */
export const PLAN: readonly Planned[] = Object.entries(KINDS)
  .flatMap(([name, { count, begins, ...rest }]) => {
    const [first, last] = begins;
    return Array.from({ length: count }, (_, index) => ({
      ...rest,
      id: `${name}-${index}`,
      kind: name as KindName,
      begin: first + ((last - first) * index) / count,
    }));
  })
  .sort((one, other) => one.begin - other.begin);

/** What the fake API answers to each call. */
export const SCRIPT: Record<string, readonly Step[]> = Object.fromEntries(
  PLAN.map(({ id, kind }) => [id, KINDS[kind].steps]),
);
