import type { Attributes } from '@opentelemetry/api';
import { monotonic } from '../clock.ts';
import type {
  AttemptEnd,
  AttemptHeaders,
  BackoffEnd,
  BackoffStart,
  CallEnd,
  CallStart,
  ObservedEvent,
} from '../events.ts';
import { countFailure } from '../failures.ts';
import { isInference } from '../inference.ts';
import * as names from '../semconv.ts';
import { METRICS } from './catalog.ts';
import type { ClientSeries } from './client-series.ts';
import { GENAI_DEFAULT, GENAI_LATEST } from './genai-catalog.ts';
import { recordInference } from './inference-metrics.ts';
import type { LiveCall, Sleep } from './live-call.ts';
import type { Metering } from './metering.ts';
import type { Metric } from './metric.ts';
import type { GenAiNames } from './profile.ts';
import type { Series } from './series.ts';

/** The metrics of one call, from its events; those of what lasts are read from the call itself. */
export class CallMetrics implements LiveCall {
  place = 0;
  since = 0;
  sleep: Sleep | undefined;
  streaming = false;
  readonly #metering: Metering;
  #series: Series | undefined;
  readonly #client: ClientSeries;
  readonly #names: GenAiNames;
  #start: CallStart | undefined;
  #startedAt = 0;
  #firstToken: number | undefined;

  constructor(metering: Metering, client: ClientSeries, genAiNames: GenAiNames) {
    this.#metering = metering;
    this.#client = client;
    this.#names = genAiNames;
  }

  /** The call begins; `added` is what the application adds to it. */
  begin(start: ObservedEvent & CallStart, added: Attributes | undefined): void {
    this.#start = start;
    this.#startedAt = start.time;
    this.since = monotonic();
    const series = this.#client.of(start, added);
    this.#series = series;
    series.open.add(this);
    if (start.nested) series.nested++;
  }

  record(event: ObservedEvent): void {
    const series = this.#series;
    if (series === undefined) return;
    switch (event.type) {
      case 'attempt.headers':
        this.#answered(event);
        break;
      case 'first_token':
        this.#firstToken = event.time;
        this.#seconds(METRICS.firstToken, event.timeToFirstToken, series.attributes);
        break;
      case 'stall':
        series.stalls.add(event.phase);
        break;
      case 'attempt.end':
        this.#attemptEnded(event, series);
        break;
      case 'backoff.start':
        this.#asleep(event);
        break;
      case 'backoff.end':
        this.#backoffEnded(event, series);
        break;
      case 'call.end':
        this.#ended(event, series);
        break;
    }
  }

  /** One content delta, so many seconds after the one before. */
  chunk(gap: number): void {
    const start = this.#start;
    if (this.#series === undefined || start === undefined || !isInference(start)) return;
    const { attributes } = this.#series.inference(undefined, start.serverPort);
    if (this.#names !== 'latest') this.#seconds(GENAI_DEFAULT.perChunk, gap, attributes);
    if (this.#names !== 'default') this.#seconds(GENAI_LATEST.perChunk, gap, attributes);
  }

  #answered({ status }: AttemptHeaders): void {
    if (this.#start) this.#client.answered(this.#start, status);
    this.streaming = this.#start?.stream === true && status < 300;
  }

  #asleep({ planned = 0 }: BackoffStart): void {
    this.sleep = { planned, until: monotonic() + planned * 1000 };
  }

  #attemptEnded({ outcome, status, duration, stream }: AttemptEnd, series: Series): void {
    this.streaming = false;
    series.attempts.add(outcome, status);
    const { attributes } = series;
    const ended = { ...attributes, [names.ATTR_ATTEMPT_OUTCOME]: outcome };
    this.#seconds(METRICS.attemptDuration, duration, ended);
    if (stream === undefined) return;
    const streamed = { ...attributes, [names.ATTR_STREAM_END]: stream.end };
    this.#seconds(METRICS.streamDuration, stream.duration, streamed);
  }

  #backoffEnded({ actual, source, outcome }: BackoffEnd, series: Series): void {
    this.sleep = undefined;
    this.#seconds(METRICS.backoffDuration, actual, {
      ...series.attributes,
      [names.ATTR_BACKOFF_SOURCE]: source,
      ...(outcome !== undefined && { [names.ATTR_ATTEMPT_OUTCOME]: outcome }),
    });
  }

  #ended(end: CallEnd, series: Series): void {
    this.#series = undefined;
    series.open.remove(this);
    series.calls.add(end.outcome, end.retried);
    const start = this.#start;
    if (start === undefined || !isInference(start)) return;
    const inference = series.inference(end.response?.model, start.serverPort);
    const firstChunk =
      this.#firstToken === undefined ? undefined : (this.#firstToken - this.#startedAt) / 1000;
    const errorType = end.errorType && this.#client.errorTypes.name(end.errorType);
    recordInference(this.#metering, this.#names, inference, end, firstChunk, errorType);
  }

  /** Records seconds, unless they cannot be: a clock that stepped back is no measurement. */
  #seconds(metric: Metric, value: number, attributes: Attributes): void {
    if (value >= 0) this.#metering.histogram(metric).record(value, attributes);
    else countFailure('clock');
  }
}
