/**
 * The attributes that are read, and no others: a prompt that some instrumentation put on a span cannot reach the
 * terminal, because nothing here knows its name.
 */
const KNOWN = [
  'spanthropic.call.outcome',
  'spanthropic.retried',
  'spanthropic.attempts',
  'spanthropic.backoff.total',
  'spanthropic.retry.nested',
  'spanthropic.usage.partial',
  'spanthropic.attempt.outcome',
  'spanthropic.abort.reason',
  'spanthropic.error.class',
  'spanthropic.retry_after',
  'spanthropic.time_to_headers',
  'spanthropic.time_to_first_token',
  'spanthropic.stream.duration',
  'spanthropic.stream.end',
  'spanthropic.stream.events',
  'spanthropic.stream.stalls',
  'spanthropic.stream.max_gap',
  'spanthropic.stream.app_wait',
  'spanthropic.stall.phase',
  'spanthropic.stall.silence',
  'spanthropic.backoff.planned',
  'spanthropic.backoff.actual',
  'spanthropic.backoff.source',
  'spanthropic.request.calls',
  'spanthropic.request.attempts',
  'spanthropic.request.retries',
  'spanthropic.request.backoff',
  'spanthropic.request.tokens.input',
  'spanthropic.request.tokens.output',
  'gen_ai.operation.name',
  'gen_ai.request.model',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
  'anthropic.request.id',
  'error.type',
  'http.request.resend_count',
  'http.response.status_code',
] as const;

export type AttributeName = (typeof KNOWN)[number];
type AttributeValue = string | number | boolean;
export type KnownAttributes = Partial<Record<AttributeName, AttributeValue>>;

const names: ReadonlySet<string> = new Set(KNOWN);

export function isKnownAttribute(name: string): name is AttributeName {
  return names.has(name);
}

export function textOf(attributes: KnownAttributes, name: AttributeName): string | undefined {
  const value = attributes[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A status code or count may come as text from instrumentations that do not keep to the conventions. */
export function numberOf(attributes: KnownAttributes, name: AttributeName): number | undefined {
  const value = attributes[name];
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function isTrue(attributes: KnownAttributes, name: AttributeName): boolean {
  return attributes[name] === true;
}
