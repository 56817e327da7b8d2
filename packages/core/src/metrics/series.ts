import type { Attributes } from '@opentelemetry/api';
import type { AttemptOutcome, CallOutcome } from '../call/outcome.ts';
import * as names from '../semconv.ts';
import type { StallPhase } from '../stream/phase.ts';
import { Unordered } from '../unordered.ts';
import { METRICS } from './catalog.ts';
import { Counts } from './counts.ts';
import { InferenceSeries } from './inference-series.ts';
import type { LiveCall } from './live-call.ts';

// Prometheus does not see the first increase of a series that is born with it, so the series of what
// alerts look at are there, at zero, before.

/** Attempts by outcome and status; without a status where no response came. */
const ATTEMPT_ZEROS: readonly (readonly [AttemptOutcome, number?])[] = [
  ['ok', 200],
  ['rate_limited', 429],
  ['spend_limited', 429],
  ['overloaded', 529],
  ['overloaded', 200],
  ['server_error', 500],
  ['timeout'],
  ['connection'],
  ['connection', 200],
  ['rejected', 400],
  ['rejected', 401],
  ['rejected', 402],
  ['rejected', 403],
  ['aborted'],
  ['aborted', 200],
];

const CALL_OUTCOMES: readonly CallOutcome[] = [
  ...new Set(ATTEMPT_ZEROS.map(([outcome]) => outcome)),
  'client_error',
];
const CALL_ZEROS = CALL_OUTCOMES.flatMap((outcome) => [
  [outcome, false] as const,
  [outcome, true] as const,
]);

const STALL_PHASES: readonly StallPhase[] = [
  'headers',
  'first_token',
  'thinking',
  'text',
  'tool_input',
];

/** What is counted of calls with one complete set of attributes: model, method, server, client, added ones. */
export class Series {
  readonly attributes: Attributes;
  readonly attempts: Counts;
  readonly calls: Counts;
  readonly stalls: Counts;
  /** The calls in flight. */
  readonly open = new Unordered<LiveCall>();
  /** Of calls that re-sent what the SDK had just given up on. */
  nested = 0;
  readonly asleepShort: Attributes;
  readonly asleepLong: Attributes;
  readonly #inference = new Map<string | undefined, InferenceSeries>();

  constructor(attributes: Attributes) {
    this.attributes = attributes;
    this.attempts = new Counts(attributes, METRICS.attempts.attributes, ATTEMPT_ZEROS);
    this.calls = new Counts(attributes, METRICS.calls.attributes, CALL_ZEROS);
    this.stalls = new Counts(
      attributes,
      METRICS.stalls.attributes,
      STALL_PHASES.map((phase) => [phase]),
    );
    this.asleepShort = { ...attributes, [names.ATTR_BACKOFF_LONG]: false };
    this.asleepLong = { ...attributes, [names.ATTR_BACKOFF_LONG]: true };
  }

  /** What is counted of inference that `responseModel` answered. */
  inference(responseModel: string | undefined, serverPort: number | undefined): InferenceSeries {
    let inference = this.#inference.get(responseModel);
    if (inference === undefined) {
      inference = new InferenceSeries(this.attributes, responseModel, serverPort);
      this.#inference.set(responseModel, inference);
    }
    return inference;
  }

  /** All that {@link inference} returned so far. */
  get inferences(): Iterable<InferenceSeries> {
    return this.#inference.values();
  }
}
