import { perMinute, share } from './rates.ts';
import { ofCalls } from './series.ts';

const CALLS = 'spanthropic_calls_total';
/** What is no failure of Claude's, or of ours: the alerts' error budget leaves it out too. */
const EXCUSED = 'spanthropic_call_outcome!~"aborted|rejected|client_error"';

const increase = (...matchers: string[]): string =>
  `sum(increase(${ofCalls(CALLS, ...matchers)}[$__range]))`;
const rate = (...matchers: string[]): string =>
  `sum(rate(${ofCalls(CALLS, ...matchers)}[$__rate_interval]))`;

export const served: string = share(increase('spanthropic_call_outcome="ok"'), increase(EXCUSED));
export const ended: string = increase();
export const failed: string = increase('spanthropic_call_outcome!="ok"', EXCUSED);

export const endedByOutcome: string = `${perMinute(ofCalls(CALLS), ['spanthropic_call_outcome'])} > 0`;
export const failedByCause: string = `${perMinute(ofCalls(CALLS, 'spanthropic_call_outcome!~"ok|aborted"'), ['job', 'spanthropic_call_outcome'])} > 0`;

export const retried: string = share(rate('spanthropic_retried="true"'), rate());
export const savedByRetry: string = perMinute(
  ofCalls(CALLS, 'spanthropic_retried="true"', 'spanthropic_call_outcome="ok"'),
  ['job'],
);
export const lostToLimits: string = perMinute(
  ofCalls(CALLS, 'spanthropic_call_outcome=~"rate_limited|spend_limited"'),
  ['job'],
);
export const nested: string = `${perMinute(ofCalls('spanthropic_calls_nested_total'), ['job'])} > 0`;
