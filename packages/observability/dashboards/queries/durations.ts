import { quantile, sumBy } from './rates.ts';
import { ofSeconds } from './series.ts';

const FIRST_TOKEN = ofSeconds('spanthropic_attempt_time_to_first_token', 'bucket');
const ANSWER = ofSeconds(
  'spanthropic_attempt_duration',
  'bucket',
  'spanthropic_attempt_outcome="ok"',
);
const STREAM = ofSeconds(
  'spanthropic_stream_duration',
  'bucket',
  'spanthropic_stream_end="completed"',
);

export const firstToken = (share: number): string => quantile(share, FIRST_TOKEN);
export const firstTokenByModel: string = quantile(0.95, FIRST_TOKEN, [
  'job',
  'gen_ai_request_model',
]);
export const firstTokenInRange: string = quantile(0.95, FIRST_TOKEN, [], '$__range');
export const firstTokenBuckets: string = `${sumBy(['le'])} (increase(${FIRST_TOKEN}[$__rate_interval]))`;

export const answer = (share: number): string => quantile(share, ANSWER);
export const stream = (share: number): string => quantile(share, STREAM);
