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
  '--spike-floor doubled',
  'job_instance_model:spanthropic_attempts:increase15s: without "or job_instance_model:spanthropic_attempts:sum"',
  'job_instance_model:spanthropic_attempts_limited_interval:increase15s: without "unless ( job_instance_model:spanthropic_attempts_rate_limited:incre...e15s[1h] offset 5m) >= 20 )"',
  'job_instance_model:spanthropic_attempts_limited_interval:increase15s: without "and count_over_time(job_instance_model:spanthropic_attempts_rate...ase15s[1h] offset 5m) >= 20"',
  'job_instance_model:spanthropic_attempts_limited_interval:increase15s: over windows four times as long',
  'job_instance_model:spanthropic_attempts_in_flight:sum: without "and time() - timestamp(spanthropic_calls_active) < 90"',
  'job_instance_model:spanthropic_calls:increase15s: without "or job_instance_model:spanthropic_calls:sum"',
  'job_instance_model:spanthropic_calls_retried_well:increase15s: without "or job_instance_model:spanthropic_calls_retried_well:sum"',
  'job_instance_model:spanthropic_calls_retried_well:increase15s: without "( job_instance_model:spanthropic_calls_retried_well:sum - la...:sum[1h] offset 10s) >= 0 ) or"',
  'ClaudeRateLimitSpike (page): without "and sum by (job, gen_ai_request_model) (sum_over_time(job_instan...ed:increase15s[55s])) >= 10"',
  'ClaudeRateLimitSpike (page): without "and sum by (job, gen_ai_request_model) (sum_over_time(job_instan...ed:increase15s[55s])) >= 10" (2)',
  'ClaudeRateLimitSpike (page): without "and ( job_model:spanthropic_calls_retried_well:ratio1m > 0.2 or ...ate_limited:ratio1m > 0.8 )"',
  'ClaudeRateLimitSpike (page): without "and ( count_over_time(job_instance_model:spanthropic_attempts_li...:increase15s[1m55s]) <= 3 )"',
  'ClaudeRateLimitSpike (page): without "and count_over_time(job_instance_model:spanthropic_attempts:increase15s[1m55s]) <= 3"',
  'ClaudeRateLimitSpike (page): without "and count_over_time(job_instance_model:spanthropic_attempts_limi...increase15s[55s] offset 1m)"',
  'ClaudeRateLimitSpike (page): without "or job_model:spanthropic_attempts_rate_limited:ratio1m > 0.8"',
  'ClaudeRateLimitSpike (page): without "and sum by (job, gen_ai_request_model) (sum_over_time(job_instan...:increase15s[2m55s])) >= 10"',
  'ClaudeRateLimitSpike (page): without "and ( count_over_time(job_instance_model:spanthropic_attempts_ra...crease15s[55s] offset 2m) )"',
  'ClaudeRateLimitSpike (page): without "and job_model:spanthropic_attempts_rate_limited:ratio1m offset 2m"',
  'ClaudeRateLimitSpike (page): without "and job_model:spanthropic_attempts_rate_limited:ratio1m offset 1m"',
  'ClaudeRateLimitSpike (page): without "and count_over_time(job_instance_model:spanthropic_attempts_rate...increase15s[55s] offset 2m)"',
  'ClaudeRateLimitSpike (page): without "and count_over_time(job_instance_model:spanthropic_attempts_rate...increase15s[55s] offset 1m)"',
]);
