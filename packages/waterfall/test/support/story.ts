import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { Sketch } from './sketch.ts';

type Times = [from: number, to: number];
type Extra = Partial<Sketch>;

/** The spans of a trace as the design has them. */
export function server([from, to]: Times, children: Sketch[], extra: Extra = {}): Sketch {
  const scope = '@opentelemetry/instrumentation-http';
  const attributes = { 'http.request.method': 'POST', 'http.response.status_code': 200 };
  return {
    name: 'POST /chat',
    kind: SpanKind.SERVER,
    scope,
    from,
    to,
    attributes,
    children,
    ...extra,
  };
}

export function call([from, to]: Times, attributes: Attributes, children: Sketch[]): Sketch {
  return {
    name: 'chat claude-opus-5-5',
    kind: SpanKind.CLIENT,
    from,
    to,
    failed: !['ok', 'aborted', undefined].includes(outcomeOf(attributes)),
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'claude-opus-5-5',
      'spanthropic.attempts': children.filter(({ name }) => name === 'claude.attempt').length,
      ...attributes,
    },
    children,
  };
}

function outcomeOf(attributes: Attributes): string | undefined {
  return attributes['spanthropic.call.outcome']?.toString();
}

export function attempt(
  number: number,
  [from, to]: Times,
  attributes: Attributes,
  extra: Extra = {},
): Sketch {
  const outcome = attributes['spanthropic.attempt.outcome'];
  return {
    name: 'claude.attempt',
    from,
    to,
    failed: outcome !== 'ok' && outcome !== 'aborted',
    attributes: {
      ...(number > 1 && { 'http.request.resend_count': number - 1 }),
      'anthropic.request.id': `req_011CSHoEeqs5C35K2UUqR7F${number}`,
      ...attributes,
    },
    ...extra,
  };
}

export function failed(
  number: number,
  times: Times,
  status: number,
  more: Attributes = {},
): Sketch {
  const [outcome, type] =
    status === 429 ? ['rate_limited', 'rate_limit_error'] : ['overloaded', 'overloaded_error'];
  return attempt(number, times, {
    'spanthropic.attempt.outcome': outcome,
    'http.response.status_code': status,
    'error.type': type,
    ...more,
  });
}

/** Headers and first token are seconds after the attempt's start. */
export function streamed(
  number: number,
  [from, to]: Times,
  { headers, token, ...more }: { headers: number; token?: number } & Extra,
): Sketch {
  const { attributes, events = [], ...extra } = more;
  const first = { name: 'spanthropic.first_token', at: from + (token ?? 0) };
  return attempt(
    number,
    [from, to],
    {
      'spanthropic.attempt.outcome': 'ok',
      'http.response.status_code': 200,
      'spanthropic.time_to_headers': headers,
      ...(token !== undefined && { 'spanthropic.time_to_first_token': token }),
      'spanthropic.stream.end': 'completed',
      'spanthropic.stream.duration': to - from - headers,
      ...attributes,
    },
    { events: token === undefined ? events : [first, ...events], ...extra },
  );
}

export function backoff([from, to]: Times, planned: number, source = 'default'): Sketch {
  return {
    name: 'claude.backoff',
    from,
    to,
    attributes: {
      'spanthropic.backoff.planned': planned,
      'spanthropic.backoff.actual': to - from,
      'spanthropic.backoff.source': source,
    },
  };
}

/** The request as undici's instrumentation sees it. */
export function post([from, to]: Times, status: number): Sketch {
  const scope = '@opentelemetry/instrumentation-undici';
  const attributes = { 'http.request.method': 'POST', 'http.response.status_code': status };
  return {
    name: 'POST',
    kind: SpanKind.CLIENT,
    scope,
    from,
    to,
    failed: status >= 400,
    attributes,
  };
}
