import { numberOf, textOf } from '../model/attributes.ts';
import type { Span } from '../model/span.ts';
import { type Description, fact } from './description.ts';
import { formatDuration, formatRound } from './numbers.ts';

/** Timers are late or early by a little; by more, and by a part of the plan, the sleep was another than planned. */
const SLACK = { seconds: 0.05, share: 0.1 };

export function describeBackoff(span: Span): Description {
  const { attributes } = span;
  const planned = numberOf(attributes, 'spanthropic.backoff.planned');
  const actual = numberOf(attributes, 'spanthropic.backoff.actual') ?? lengthOf(span);
  const source = textOf(attributes, 'spanthropic.backoff.source');
  const by = source === undefined ? '' : ` by ${source}`;
  const label = 'backoff';
  if (planned === undefined) return { label, facts: [fact('asleep', `asleep${by}`)] };
  const round = formatRound(planned);
  const plan = fact('asleep', round + by, round);
  const slack = SLACK.seconds + SLACK.share * planned;
  if (actual === undefined || Math.abs(actual - planned) <= slack) return { label, facts: [plan] };
  const slept = formatDuration(actual);
  if (actual > planned) return { label, facts: [plan, fact('stall', `slept ${slept}`)] };
  const cut = `cut short after ${slept} of ${round}`;
  return { label, mark: 'aborted', facts: [fact('aborted', cut + by, cut, 'cut short')] };
}

function lengthOf({ start, end }: Span): number | undefined {
  return end === undefined ? undefined : Number(end - start) / 1e9;
}
