import type {
  HangStep,
  JsonlStep,
  JsonStep,
  MalformedStep,
  MessageStep,
  OkStep,
  ResetStep,
  StatusStep,
  StreamStep,
} from './step.ts';

/** The route's proper answer: for messages JSON, or a stream where the request says `stream: true`. */
export function ok(options: Omit<OkStep, 'kind'> = {}): OkStep {
  return { kind: 'ok', ...options };
}

/** A message in JSON, whatever the request asked for. */
export function message(options: Omit<MessageStep, 'kind'> = {}): MessageStep {
  return { kind: 'message', ...options };
}

/** A message as server-sent events, whatever the request asked for, at the given pace and with the given end. */
export function stream(options: Omit<StreamStep, 'kind'> = {}): StreamStep {
  return { kind: 'stream', ...options };
}

/** An HTTP status with the API's error body for it, and with `retry-after` and `x-should-retry` as asked. */
export function status(code: number, options: Omit<StatusStep, 'kind' | 'code'> = {}): StatusStep {
  return { kind: 'status', code, ...options };
}

/** 400 `invalid_request_error`, as for an account without credit. */
export function creditBalanceTooLow(options: Omit<StatusStep, 'kind' | 'code'> = {}): StatusStep {
  const message =
    'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.';
  return status(400, { message, ...options });
}

/** 429 with the error code `enforced_spend_limit_reached` and no `retry-after`: retrying is pointless. */
export function spendLimitReached(options: Omit<StatusStep, 'kind' | 'code'> = {}): StatusStep {
  const message = 'You have reached your specified API usage limits.';
  return status(429, { message, errorCode: 'enforced_spend_limit_reached', ...options });
}

/** The connection is reset before any header of an answer. */
export function reset(options: Omit<ResetStep, 'kind'> = {}): ResetStep {
  return { kind: 'reset', ...options };
}

/** No answer, ever; the request ends when the client goes away. */
export function hang(options: Omit<HangStep, 'kind'> = {}): HangStep {
  return { kind: 'hang', ...options };
}

/** 200 with a JSON content type and a body that does not parse. */
export function malformed(options: Omit<MalformedStep, 'kind'> = {}): MalformedStep {
  return { kind: 'malformed', ...options };
}

/** Any JSON, with status 200 if not told otherwise. */
export function json(body: unknown, options: Omit<JsonStep, 'kind' | 'body'> = {}): JsonStep {
  return { kind: 'json', body, ...options };
}

/** JSON lines, as the results of a batch. */
export function jsonl(
  lines: readonly unknown[],
  options: Omit<JsonlStep, 'kind' | 'lines'> = {},
): JsonlStep {
  return { kind: 'jsonl', lines, ...options };
}
