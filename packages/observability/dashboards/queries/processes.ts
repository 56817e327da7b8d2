import { ofProcesses } from './series.ts';

const failures = (counter: string): string =>
  `sum by (job, spanthropic_telemetry_component) (increase(${ofProcesses(counter)}[$__range])) > 0`;

export const telemetryErrors: string = failures('spanthropic_telemetry_errors_total');
export const telemetryOverflow: string = failures('spanthropic_telemetry_overflow_total');

export const clients: string = `sum by (job, spanthropic_version, anthropic_sdk_version) (${ofProcesses('spanthropic_clients')})`;

/** Of Prometheus itself, from the rules of this package. */
export const FIRING: string = ofProcesses('ALERTS', 'alertname=~"Claude.*"', 'alertstate="firing"');
export const firing: string = `sum by (job, alertname, severity, gen_ai_request_model) (${FIRING})`;

const CLIENTS = ofProcesses('spanthropic_clients');
const ATTEMPTS = ofProcesses('spanthropic_attempts_total');
/**
 * How many instances began in the last minute: those that tell of themselves and did not in the ten minutes
 * before (a deploy, a new pod, scaling out), and those whose counts fell, as after a restart in place.
 */
export const started: string = `count by (job) (group by (job, instance) (${CLIENTS}) unless group by (job, instance) (last_over_time(${CLIENTS}[10m] offset 1m)) or (sum by (job, instance) (resets(${ATTEMPTS}[1m])) > 0))`;
