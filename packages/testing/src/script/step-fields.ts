import {
  array,
  blocks,
  boolean,
  count,
  either,
  type FieldCheck,
  finite,
  headers,
  httpStatus,
  index,
  jsonValue,
  milliseconds,
  oneOf,
  secondsOrText,
  shape,
  string,
  times,
} from './field-checks.ts';
import type { Step } from './step.ts';

type Fields<S> = { readonly [Name in keyof Omit<S, 'kind'>]-?: FieldCheck };

const anyStep = { times, delay: milliseconds };
const anyAnswer = { ...anyStep, headers, gzip: boolean };

const tokens: FieldCheck = {
  wanted: 'tokens or null',
  fits: (value) => value === null || index.fits(value),
};
const objectOrNull: FieldCheck = {
  wanted: 'an object or null',
  fits: (value) => typeof value === 'object',
};
const textOrNull: FieldCheck = {
  wanted: 'a string or null',
  fits: (value) => value === null || string.fits(value),
};

const usage = shape({
  'input_tokens?': index,
  'output_tokens?': index,
  'cache_creation_input_tokens?': tokens,
  'cache_read_input_tokens?': tokens,
  'cache_creation?': objectOrNull,
  'output_tokens_details?': objectOrNull,
  'server_tool_use?': objectOrNull,
  'service_tier?': textOrNull,
  'speed?': textOrNull,
  'inference_geo?': textOrNull,
  'iterations?': objectOrNull,
  'fallback_credit?': objectOrNull,
});

const messageContent = {
  content: blocks,
  text: string,
  stopReason: string,
  stopSequence: string,
  usage,
  model: string,
};

const streamPace = {
  firstToken: milliseconds,
  pace: milliseconds,
  deltas: count,
  pings: either(index, shape({ every: count })),
};

/** What each kind of step takes besides `kind`. */
export const stepFields: { readonly [S in Step as S['kind']]: Fields<S> } = {
  ok: { ...anyAnswer, ...messageContent, ...streamPace },
  message: { ...anyAnswer, ...messageContent },
  stream: {
    ...anyAnswer,
    ...messageContent,
    ...streamPace,
    stall: shape({ at: index, ms: milliseconds, 'pings?': boolean }),
    end: oneOf(
      'complete',
      'reset',
      'truncated',
      'error',
      'malformed_json',
      'malformed_sse',
      'never',
    ),
    after: index,
    error: shape({ type: string, 'message?': string }),
  },
  status: {
    ...anyAnswer,
    code: httpStatus,
    type: string,
    message: string,
    errorCode: string,
    retryAfter: secondsOrText,
    retryAfterMs: finite,
    retryAfterDate: finite,
    shouldRetry: boolean,
    body: jsonValue,
  },
  json: { ...anyAnswer, body: jsonValue, status: httpStatus },
  jsonl: { ...anyAnswer, lines: array, pace: milliseconds },
  malformed: anyAnswer,
  reset: anyStep,
  hang: anyStep,
};

/** The fields without which a step of this kind says nothing. */
export const requiredFields: Readonly<Record<string, readonly string[]>> = {
  status: ['code'],
  json: ['body'],
  jsonl: ['lines'],
};
