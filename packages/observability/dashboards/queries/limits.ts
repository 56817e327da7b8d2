import { inRange, perMinute, quantile, share, sumBy } from './rates.ts';
import { ofCalls, ofLimits, ofSeconds } from './series.ts';
import { named } from './tokens.ts';

const LIMIT = ofLimits('spanthropic_rate_limit_limit');
const REMAINING = ofLimits('spanthropic_rate_limit_remaining');
const RESET_IN = ofLimits('spanthropic_rate_limit_reset_in');
const AGE = ofLimits('spanthropic_rate_limit_age');

/** What nobody has asked about for five minutes is not known any more. */
const FRESH = `${AGE} < 300`;
/** Each limit is one, however many instances read it: the lowest reading is the newest to come. */
const EACH = ['gen_ai_request_model', 'spanthropic_method', 'spanthropic_rate_limit_type'];
const each = (how: 'min' | 'max', what: string): string =>
  `${how} by (job, spanthropic_client_name, ${EACH.join(', ')}) (${what} and ${FRESH})`;

const left = `${REMAINING} / (${LIMIT} > 0) and ${FRESH}`;
export const leftOfTightest: string = `min(${left})`;
export const leftOfEach: string = `min by (${EACH.join(', ')}) (${left})`;

export const limit: string = each('max', LIMIT);
export const remaining: string = each('min', REMAINING);
export const resetIn: string = each('max', RESET_IN);
export const age: string = each('min', AGE);

const ATTEMPTS = 'spanthropic_attempts_total';
const attempts = (outcome: string): string =>
  ofCalls(ATTEMPTS, `spanthropic_attempt_outcome="${outcome}"`);
const byModel = (series: string): string =>
  `${perMinute(series, ['job', 'gen_ai_request_model'])} > 0`;
export const rateLimitedByModel: string = byModel(attempts('rate_limited'));
export const spendLimitedByModel: string = byModel(attempts('spend_limited'));

const rateByModel = (...matchers: string[]): string =>
  `sum by (gen_ai_request_model) (rate(${ofCalls(ATTEMPTS, ...matchers)}[$__rate_interval]))`;
export const limitedShare: string = share(
  rateByModel('http_response_status_code="429"'),
  rateByModel(),
);
export const attemptsInRange: string = `sum(increase(${ofCalls(ATTEMPTS, 'http_response_status_code="429"')}[$__range]))`;

export const attemptsByRoute: string = named(perMinute(ofCalls(ATTEMPTS), ['http_route']));

const BACKOFF = 'spanthropic_backoff_duration';
export const sleptInRange: string = inRange(ofSeconds(BACKOFF, 'sum'));
export const sleptByCause: string = `${sumBy(['job', 'spanthropic_attempt_outcome'])} (rate(${ofSeconds(BACKOFF, 'sum')}[$__rate_interval])) > 0`;
export const backoffBySource: string = quantile(0.95, ofSeconds(BACKOFF, 'bucket'), [
  'spanthropic_backoff_source',
]);
