/**
 * Mistakes that no scenario shows yet, by their names: gaps in what is measured, not in the rules. They are of four
 * kinds: second conditions where the first alone keeps all scenarios right, floors that only smaller services than
 * those here would notice, readings that are too old (`timestamp`), and counts of a series' first seconds. Those of
 * `:hourly` only cost time: with them, Prometheus loads too many samples to evaluate at all.
 */
export const UNSHOWN: ReadonlySet<string> = new Set([
  'job_model:spanthropic_calls_oldest:hourly: without "and (minute() < 1)"',
  'job_model:spanthropic_stream_stalls:hourly: without "and (minute() < 1)"',
  'job_model:spanthropic_attempt_time_to_first_token:hourly: without "and (minute() < 1)"',
]);
