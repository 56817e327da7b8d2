import { isTrue, numberOf, textOf } from '../model/attributes.ts';
import type { Span } from '../model/span.ts';
import { type Description, type Fact, fact, type Mark } from './description.ts';
import { describeAbort, describeOutcome, markOf } from './ending.ts';
import { countOf } from './numbers.ts';
import { timeAsleep } from './time-asleep.ts';
import { tokens } from './tokens.ts';

/** Outcomes that stand for several error types. */
const UNTOLD = new Set(['rejected', 'server_error', 'client_error']);

export function describeCall(span: Span): Description {
  const { attributes } = span;
  const mark = markOf(span, outcomeOf(span));
  const facts = span.end === undefined && mark === undefined ? [] : ending(span, mark);
  const asleep = numberOf(attributes, 'spanthropic.backoff.total') ?? 0;
  facts.push(...timeAsleep(asleep));
  if (isTrue(attributes, 'spanthropic.retry.nested')) {
    facts.push(fact('stall', 'sent again after its retries were exhausted', 'nested retry'));
  }
  facts.push(...tokens(attributes, 'gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens'));
  facts.push(...modelUnlessNamed(span));
  return { label: span.name, mark, facts };
}

function ending(span: Span, mark: Mark | undefined): Fact[] {
  const { attributes } = span;
  const retries = retriesOf(span);
  const tried = (how: string): Fact['forms'] => {
    if (retries === 0) return [how];
    const count = countOf(retries, 'retry', 'retries');
    return [`${how} after ${count}`, `${how}, ${count}`, how];
  };
  if (mark === undefined) return [fact('plain', ...tried('ok'))];
  if (mark === 'aborted') {
    return [fact(mark, ...tried(describeAbort(attributes)), ...tried('aborted'))];
  }
  const outcome = textOf(attributes, 'spanthropic.call.outcome');
  const type = textOf(attributes, 'error.type');
  const cause = outcome === undefined ? (type ?? 'failed') : describeOutcome(outcome);
  const facts = [fact(mark, ...tried(cause))];
  if (type !== undefined && outcome !== undefined && UNTOLD.has(outcome)) {
    facts.push(fact(mark, type));
  }
  return facts;
}

/**
 * The SDK may end its span before it is known how the call ended. Then the outcome is still that of the last attempt,
 * and the status, which the SDK has set, is right.
 */
function outcomeOf({ attributes, status }: Span): string | undefined {
  const outcome = textOf(attributes, 'spanthropic.call.outcome');
  const isSettled = outcome === undefined || outcome === 'ok' || outcome === 'aborted';
  if (isSettled || status === 'error') return outcome;
  return status === 'ok' ? 'ok' : 'aborted';
}

/** The SDK's own call span counts in `http.request.resend_count` all resends, not the last one's number. */
function retriesOf({ attributes }: Span): number {
  const attempts = numberOf(attributes, 'spanthropic.attempts');
  if (attempts !== undefined) return Math.max(0, attempts - 1);
  return numberOf(attributes, 'http.request.resend_count') ?? 0;
}

/** The GenAI conventions put the model into the span's name, the SDK does not. */
function modelUnlessNamed({ attributes, name }: Span): Fact[] {
  const model = textOf(attributes, 'gen_ai.request.model');
  return model === undefined || name.includes(model) ? [] : [fact('dim', model)];
}
