/**
 * Mistakes that no scenario can show, by their names, each with why not.
 */
export const UNSHOWN: ReadonlySet<string> = new Set([
  // The percentile or mean of all samples is that of one in ten or fifteen, for so many times the samples.
  'job_model:spanthropic_calls_oldest:max10m: without "and (vector(time() % 600) < 60)"',
  'job_model:spanthropic_stream_stalls:each15m: without "and (vector(time() % 900) < 60)"',
  'job_model:spanthropic_attempt_time_to_first_token:each15m: without "and (vector(time() % 900) < 60)"',
  // It would be wrong for 5 minutes, and by default this alert waits for 8: for those who have it wait less.
  'job_status:spanthropic_attempts_unauthorized:increase5m: without "unless job_instance:spanthropic_clients:away"',
]);
