import { inRange, perMinute, share, sumBy } from './rates.ts';
import { ofCalls, ofSeconds } from './series.ts';

const ENDED = 'spanthropic_stream_duration';
const STALLS = 'spanthropic_stream_stalls_total';

export const completed: string = share(
  inRange(ofSeconds(ENDED, 'count', 'spanthropic_stream_end="completed"')),
  inRange(ofSeconds(ENDED, 'count')),
);
export const endsInRange: string = inRange(ofSeconds(ENDED, 'count'), ['spanthropic_stream_end']);
export const endsByEnd: string = `${sumBy(['job', 'spanthropic_stream_end'])} (rate(${ofSeconds(ENDED, 'count')}[$__rate_interval])) * 60 > 0`;

export const stallsInRange: string = `sum(increase(${ofCalls(STALLS)}[$__range]))`;
export const stallsByPhase: string = `${perMinute(ofCalls(STALLS), ['job', 'spanthropic_stall_phase'])} > 0`;
export const stallsByModel: string = `${perMinute(ofCalls(STALLS), ['job', 'gen_ai_request_model'])} > 0`;
