import { numberOf, textOf } from '../model/attributes.ts';
import type { Span } from '../model/span.ts';
import type { Description, Fact } from './description.ts';
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
  if (planned === undefined) return { label, facts: [{ text: `asleep${by}`, tone: 'asleep' }] };
  const plan: Fact = {
    text: `${formatRound(planned)}${by}`,
    short: formatRound(planned),
    tone: 'asleep',
  };
  const slack = SLACK.seconds + SLACK.share * planned;
  if (actual === undefined || Math.abs(actual - planned) <= slack) return { label, facts: [plan] };
  const slept = formatDuration(actual);
  if (actual > planned) {
    return { label, facts: [plan, { text: `slept ${slept}`, tone: 'stall' }] };
  }
  const cut = `cut short after ${slept} of ${formatRound(planned)}`;
  return {
    label,
    mark: 'aborted',
    facts: [{ text: `${cut}${by}`, short: 'cut short', tone: 'aborted' }],
  };
}

function lengthOf({ start, end }: Span): number | undefined {
  return end === undefined ? undefined : Number(end - start) / 1e9;
}
