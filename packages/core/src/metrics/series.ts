import type { Attributes } from '@opentelemetry/api';
import { AdmittedNames } from '../bounds.ts';
import type { AttemptOutcome, CallOutcome } from '../call/outcome.ts';
import * as names from '../semconv.ts';
import type { StallPhase } from '../stream/phase.ts';
import { Unordered } from '../unordered.ts';
import { METRICS } from './catalog.ts';
import { Counts } from './counts.ts';
import { InferenceSeries } from './inference-series.ts';
import type { LiveCall } from './live-call.ts';
import type { Bounded } from './overflow.ts';

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

const ATTEMPT_OUTCOMES = [...new Set(ATTEMPT_ZEROS.map(([outcome]) => outcome))];

/** Calls by outcome, and whether they were retried. The end of a retried one is mostly what a retry can cure. */
const CALL_ZEROS: readonly (readonly [CallOutcome, boolean])[] = [
  ...ATTEMPT_OUTCOMES.map((outcome) => [outcome, false] as const),
  ['client_error', false],
  ...ATTEMPT_OUTCOMES.filter((outcome) => outcome !== 'rejected' && outcome !== 'aborted').map(
    (outcome) => [outcome, true] as const,
  ),
];

const STALL_PHASES: readonly StallPhase[] = [
  'headers',
  'first_token',
  'thinking',
  'text',
  'tool_input',
];

/** How many models that answer for one that was asked for are told apart: an alias has a dated one, and another later. */
const MOST_ANSWERS = 10;

/** What is counted of calls with one complete set of attributes: model, method, server, client, added ones. */
export class Series {
  readonly attributes: Attributes;
  /** What of its attributes stands for others, beyond a bound. */
  readonly folded: readonly Bounded[];
  readonly attempts: Counts;
  readonly calls: Counts;
  readonly stalls: Counts;
  /** The calls in flight. */
  readonly open = new Unordered<LiveCall>();
  /** Of calls that re-sent what the SDK had just given up on. */
  nested = 0;
  readonly asleepShort: Attributes;
  readonly asleepLong: Attributes;
  readonly #answers = new AdmittedNames(MOST_ANSWERS);
  readonly #inference = new Map<string, InferenceSeries>();

  constructor(attributes: Attributes, folded: readonly Bounded[]) {
    this.attributes = attributes;
    this.folded = folded;
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
    const model = responseModel && this.#answers.name(responseModel);
    const key = `${serverPort} ${model}`;
    let inference = this.#inference.get(key);
    if (inference === undefined) {
      inference = new InferenceSeries(this.attributes, model, serverPort);
      this.#inference.set(key, inference);
    }
    return inference;
  }

  /** All that {@link inference} returned so far. */
  get inferences(): Iterable<InferenceSeries> {
    return this.#inference.values();
  }
}
