import type { Jaeger, Tags } from './jaeger.ts';
import type { Labels } from './prometheus.ts';
import { summaryOf } from './trace-summary.ts';

/** Of how many traces one is chosen. */
const CHOICE = 20;

/** The outcome of the attempts that make an alert fire, where there is one. */
const OUTCOMES: readonly (readonly [RegExp, string])[] = [
  [/RateLimit|Backoff|Asleep/, 'rate_limited'],
  [/SpendLimit/, 'spend_limited'],
  [/Overloaded/, 'overloaded'],
  [/Rejected/, 'rejected'],
];

/** What to search for, to see what an alert is about: attributes of one attempt, or else of a call. */
function tagsBehind({ alertname = '', gen_ai_request_model: model }: Labels): Tags {
  const [, outcome] = OUTCOMES.find(([names]) => names.test(alertname)) ?? [];
  // All of them have to be on one span: the model is, on attempts, under this name.
  const ofModel = model ? { 'spanthropic.model': model } : {};
  return outcome === undefined
    ? { 'spanthropic.retried': 'true' }
    : { ...ofModel, 'spanthropic.attempt.outcome': outcome };
}

/** The trace that shows best what an alert is about: of the newest, the one with the most attempts. */
export async function traceBehind(jaeger: Jaeger, labels: Labels): Promise<string | undefined> {
  const traces = await jaeger.search(tagsBehind(labels), CHOICE);
  const [best] = traces
    .flatMap((trace) => summaryOf(trace) ?? [])
    .sort((a, b) => b.attempts.length - a.attempts.length);
  return best?.id;
}
