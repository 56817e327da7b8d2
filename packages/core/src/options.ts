import type { Attributes, MeterProvider, TracerProvider } from '@opentelemetry/api';
import { checkOptions, type OptionRule } from './check-options.ts';
import {
  CAPTURE_OPTION,
  type ContentCapture,
  type ContentOptions,
  isCaptureOption,
  resolveCapture,
} from './content/capture.ts';
import type { CallEvent } from './events.ts';
import { type GenAiNames, namesByEnvironment } from './metrics/profile.ts';

/** Options of `instrument()`. Every one may be left out. */
export interface InstrumentOptions {
  /**
   * Tells the clients of one process apart (keys, workspaces): `spanthropic.client.name` on spans
   * and metrics, and rate limits kept apart. A few fixed names, never an id or a key; not empty.
   * @default none
   */
  readonly name?: string;
  /**
   * Who makes the span of a call. `'auto'` adopts the SDK's own span when the SDK made one for
   * this call, and makes one otherwise; `'own'` always makes one (`instrument()` then throws a
   * `TypeError` for a client whose own spans are on); `'none'` makes none and adds nothing to the
   * SDK's: attempts and backoffs are children of the span that is active.
   * @default 'auto'
   */
  readonly callSpan?: 'auto' | 'own' | 'none';
  /**
   * Whose trace context the API receives. `'auto'`: the attempt's, or, when an HTTP instrumentation
   * writes one, that of its span alone, a child of the attempt. `'attempt'`: the attempt's, and an
   * HTTP instrumentation that honours OpenTelemetry's suppression makes no span. `'none'`: neither
   * Spanthropic nor the SDK sends one; an HTTP instrumentation is left alone.
   * @default 'auto'
   */
  readonly traceparent?: 'auto' | 'attempt' | 'none';
  /**
   * Where the spans go.
   * @default the global provider, also one that is registered later
   */
  readonly tracerProvider?: TracerProvider;
  /**
   * Where the metrics go. The instruments are made when a provider is there, and made again when it
   * changes.
   * @default the global provider, also one that is registered later
   */
  readonly meterProvider?: MeterProvider;
  /**
   * Under which names the metrics of OpenTelemetry's GenAI conventions are made: `'default'`, those that
   * dashboards read (`gen_ai.client.operation.duration`, ...); `'latest'`, those of the newest
   * conventions (`gen_ai.client.inference.duration`, ...); `'both'`. Our own metrics are the same.
   * @default `'latest'` when `OTEL_SEMCONV_STABILITY_OPT_IN` holds `gen_ai_latest_experimental`,
   * otherwise `'default'`
   */
  readonly semconv?: 'default' | 'latest' | 'both';
  /**
   * Whether to record the time between the content deltas of streams, each of them, in seconds
   * (`gen_ai.client.operation.time_per_output_chunk`). Costs a microsecond for each delta, which is
   * thirty times what a delta costs otherwise.
   * @default false
   */
  readonly perChunk?: boolean;
  /**
   * Models, of `messages.create`, whose series are to begin at zero at `instrument()` rather than at
   * their first call.
   * @default none
   */
  readonly models?: readonly string[];
  /**
   * The longest wait, in milliseconds, that a response may ask for (`retry-after`, which the SDK obeys
   * for up to 24.8 days) before the SDK is told not to retry: the call then fails at once, with the
   * error that the SDK makes of that response, as it would with `maxRetries: 0`. The only option that
   * changes what a call does. The SDK's own waits, of 8 seconds at most, are not affected. At least 0.
   * @default Infinity, which limits nothing
   */
  readonly maxBackoff?: number;
  /**
   * How long the reader of a stream waits for its next bytes, in milliseconds, before the wait is
   * reported as a stall. 1 to 2147483647.
   * @default 10000
   */
  readonly stallAfter?: number;
  /**
   * Attributes to add to a call's span and to its metrics: strings, numbers, booleans and lists of
   * them. Called once a call, before anything is sent, and at `instrument()` for each of `models`,
   * streamed and not. What it throws is reported to `diag` and costs these attributes alone; what is
   * no attribute, or has the name of one of ours, is left out.
   *
   * Warning: each combination of values makes series of its own in every metric of calls. Return few
   * distinct values: a feature, a plan, a region; never a user, an id or text. After 100
   * combinations of a client name, or 100 of them with models, methods and client names in one
   * provider, further ones are counted as `_OTHER`, and `spanthropic.telemetry.overflow` says so;
   * spans always have the values.
   * @default none
   */
  readonly attributes?: (call: DescribedCall) => Attributes;
  /**
   * Whether prompts, answers, system instructions and tool definitions are put on the spans of calls to
   * `messages.create`, as JSON by the shapes of OpenTelemetry's GenAI conventions. Images and
   * documents are references, and encrypted fields are left out. With `callSpan: 'none'`
   * there is no such span. What the SDK's own content mode writes is not written again.
   * @default what the environment says: `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` is
   * `true`, `span_only` or `span_and_event`, in any case; otherwise `false`
   */
  readonly captureContent?: boolean | ContentOptions;
  /**
   * Receives every event of every call, as it happens and in the context of whoever caused it. What
   * it throws or rejects with is reported to `diag`, never to the application.
   * @default none
   */
  readonly onEvent?: (event: CallEvent) => void;
  /**
   * Leave the given client untouched (it may be frozen) and instrument a copy, made by its
   * `withOptions({})`; use the client that `instrument()` returns.
   * @default false
   */
  readonly copy?: boolean;
}

/** What `attributes` is told of a call. */
export interface DescribedCall {
  /** The SDK method: `messages.create`, `models.list`, `post`, ... */
  readonly method: string;
  /** The model that was asked for, when the call names one. */
  readonly model: string | undefined;
  /** Whether the answer is streamed. */
  readonly stream: boolean;
}

/** The options, complete and checked. */
export interface Settings {
  readonly name: string | undefined;
  readonly callSpan: 'auto' | 'own' | 'none';
  readonly traceparent: 'auto' | 'attempt' | 'none';
  readonly tracerProvider: TracerProvider | undefined;
  readonly meterProvider: MeterProvider | undefined;
  readonly semconv: GenAiNames;
  readonly perChunk: boolean;
  readonly models: readonly string[];
  readonly maxBackoff: number | undefined;
  readonly stallAfter: number;
  readonly attributes: ((call: DescribedCall) => Attributes) | undefined;
  /** Undefined where content is not captured. */
  readonly content: ContentCapture | undefined;
  readonly onEvent: ((event: CallEvent) => void) | undefined;
  readonly copy: boolean;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';
const hasMethod = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && isFunction(Reflect.get(value, name));
const oneOf = (...words: string[]): OptionRule => ({
  takes: words
    .map((word) => `'${word}'`)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1'),
  fits: (value) => words.includes(value as string),
});

const RULES: Record<keyof InstrumentOptions, OptionRule> = {
  name: {
    takes: 'a string that is not empty',
    fits: (value) => typeof value === 'string' && value !== '',
  },
  callSpan: oneOf('auto', 'own', 'none'),
  traceparent: oneOf('auto', 'attempt', 'none'),
  tracerProvider: {
    takes: 'a TracerProvider, an object with getTracer()',
    fits: (value) => hasMethod(value, 'getTracer'),
  },
  meterProvider: {
    takes: 'a MeterProvider, an object with getMeter()',
    fits: (value) => hasMethod(value, 'getMeter'),
  },
  semconv: oneOf('default', 'latest', 'both'),
  perChunk: { takes: 'a boolean', fits: (value) => typeof value === 'boolean' },
  models: {
    takes: 'an array of model names',
    fits: (value) =>
      Array.isArray(value) && value.every((model) => typeof model === 'string' && model !== ''),
  },
  maxBackoff: {
    takes: 'a number of milliseconds from 0',
    fits: (value) => typeof value === 'number' && value >= 0,
  },
  stallAfter: {
    takes: 'a number of milliseconds from 1 to 2147483647',
    fits: (value) => typeof value === 'number' && value >= 1 && value <= 2 ** 31 - 1,
  },
  attributes: { takes: 'a function from a call to attributes', fits: isFunction },
  captureContent: { takes: CAPTURE_OPTION, fits: isCaptureOption },
  onEvent: { takes: 'a function that receives an event', fits: isFunction },
  copy: { takes: 'a boolean', fits: (value) => typeof value === 'boolean' },
};

/**
 * Checks the options of `instrument()` and fills in the defaults. An option that is `undefined`
 * counts as left out.
 * @throws {TypeError} naming the option and what it takes, for an unknown name or a wrong value.
 */
export function resolveOptions(options: InstrumentOptions | undefined): Settings {
  checkOptions('instrument', options, RULES);
  const given: InstrumentOptions = options ?? {};
  return Object.freeze({
    name: given.name,
    callSpan: given.callSpan ?? 'auto',
    traceparent: given.traceparent ?? 'auto',
    tracerProvider: given.tracerProvider,
    meterProvider: given.meterProvider,
    semconv: given.semconv ?? namesByEnvironment(),
    perChunk: given.perChunk ?? false,
    models: [...(given.models ?? [])],
    maxBackoff: given.maxBackoff,
    stallAfter: given.stallAfter ?? 10_000,
    attributes: given.attributes,
    content: resolveCapture(given.captureContent),
    onEvent: given.onEvent,
    copy: given.copy ?? false,
  });
}
