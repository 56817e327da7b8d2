import { ofCalls } from './series.ts';

const sum = (...series: Parameters<typeof ofCalls>): string => `sum(${ofCalls(...series)})`;

export const active: string = sum('spanthropic_calls_active');
export const asleep: string = sum('spanthropic_calls_sleeping');
export const asleepLong: string = sum(
  'spanthropic_calls_sleeping',
  'spanthropic_backoff_long="true"',
);
export const asleepShort: string = sum(
  'spanthropic_calls_sleeping',
  'spanthropic_backoff_long="false"',
);
export const streamsOpen: string = sum('spanthropic_streams_open');
export const oldest: string = `max(${ofCalls('spanthropic_calls_oldest')})`;
export const wakeIn: string = `max(${ofCalls('spanthropic_backoff_wake_in')})`;
export const wakeInByJob: string = `max by (job) (${ofCalls('spanthropic_backoff_wake_in')})`;
